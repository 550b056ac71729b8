package dev.ephyra.sdk.testing;

import java.util.List;

/**
 * Events that were made by {@link EphyraServer#trigger}: real ones, durable and numbered, marked as a test.
 *
 * @param room in which they happened
 * @param eventIds of the events of the kind that was asked for, in their order
 */
public record TestEvents(String room, List<String> eventIds) {
    /** Copies the list. */
    public TestEvents {
        eventIds = List.copyOf(eventIds);
    }
}
