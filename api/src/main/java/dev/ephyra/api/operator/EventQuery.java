package dev.ephyra.api.operator;

import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.EventType;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which events are asked for; every condition must hold. Immutable. Times are microseconds since 1970 UTC.
 *
 * @param room id of the only room wanted
 * @param types empty for all, those of the server included
 * @param sinceMicros inclusive
 * @param untilMicros exclusive
 * @param start where reading begins
 */
public record EventQuery(
        Optional<String> room, Set<EventType> types, OptionalLong sinceMicros, OptionalLong untilMicros, Start start) {
    public EventQuery {
        types = Set.copyOf(types);
    }

    /** A place in the log. */
    public sealed interface Start {
        /** The oldest event kept. */
        record Oldest() implements Start {}

        /** What comes from now on. */
        record Head() implements Start {}

        /** What follows the cursor, which may be of another log. */
        record After(Cursor cursor) implements Start {}

        /** The first event that may be as late. */
        record Since(long micros) implements Start {}
    }

    /** The same events, from another place on. */
    public EventQuery after(Cursor cursor) {
        return new EventQuery(room, types, sinceMicros, untilMicros, new Start.After(cursor));
    }

    /** Whether an event is among those asked for. */
    public boolean wants(String ofRoom, EventType type, long occurredAtMicros) {
        return wants(ofRoom, type)
                && (sinceMicros.isEmpty() || occurredAtMicros >= sinceMicros.getAsLong())
                && (untilMicros.isEmpty() || occurredAtMicros < untilMicros.getAsLong());
    }

    /** Whether an event is, if the time is right. */
    public boolean wants(String ofRoom, EventType type) {
        return (room.isEmpty() || room.get().equals(ofRoom)) && (types.isEmpty() || types.contains(type));
    }
}
