package dev.ephyra.notify.endpoint;

import dev.ephyra.notify.record.EventType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Makes events on purpose, so that a receiver can be tried out. Thread-safe; stages complete on any thread. */
public interface TestEvents {
    /** Begins the id of every room that such events are of. */
    String ROOM_PREFIX = "ephyra-test-";

    /** Of one call; the largest life is 100 peers with 6 events each. */
    int MAX_COUNT = 100;

    /** What came of a request. */
    sealed interface Triggered {
        /**
         * They happened, durably.
         *
         * @param events the ids of those that were asked for, in order
         */
        record Done(String room, List<UUID> events) implements Triggered {}

        /** What is wrong and what would be right. */
        record Refused(String why) implements Triggered {}

        /** Too many at once, or the journal does not take them now. */
        record Unavailable(String why) implements Triggered {}
    }

    /**
     * Lets a room live through the shortest life that has {@code count} events of {@code type}, from its creation to its end:
     * every event of it is marked as a test and sent to whoever wants it.
     *
     * @param room the end of its id or the whole; empty for a new one
     * @param count 1 to {@link #MAX_COUNT}
     */
    CompletionStage<Triggered> trigger(EventType type, Optional<String> room, int count);
}
