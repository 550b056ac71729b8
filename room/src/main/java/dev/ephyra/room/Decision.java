package dev.ephyra.room;

import java.util.List;

/**
 * What a command leads to.
 *
 * @param events what happens, in order; all or nothing, one atomic journal batch; empty if nothing changes
 */
public record Decision(List<RoomEvent> events, RoomAnswer answer) {
    public Decision {
        events = List.copyOf(events);
    }

    static Decision accepted(List<RoomEvent> events) {
        return new Decision(events, new RoomAnswer.Accepted());
    }

    static Decision accepted(RoomEvent event) {
        return accepted(List.of(event));
    }

    /** What the command asks for is so already. */
    static Decision unchanged() {
        return accepted(List.of());
    }

    static Decision refused(RoomAnswer answer) {
        return new Decision(List.of(), answer);
    }
}
