package dev.ephyra.signaling;

import dev.ephyra.room.ConnectionId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Connections for which something is due after a delay that is the same for all, so that who came first is due first.
 * Bounded by the connections of a room. Owned by the loop of its room.
 */
final class Deadlines {
    private final long delayNanos;
    private final Map<ConnectionId, Long> momentsNanos = new LinkedHashMap<>();

    Deadlines(long delayNanos) {
        this.delayNanos = delayNanos;
    }

    /** The earlier one of two deadlines, of which there may be none. */
    static OptionalLong earlier(OptionalLong one, OptionalLong other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isPresent() ? one : other;
        }
        return one.getAsLong() - other.getAsLong() < 0 ? one : other;
    }

    /** Begins unless it has begun. */
    void start(ConnectionId connection, long nowNanos) {
        momentsNanos.putIfAbsent(connection, nowNanos + delayNanos);
    }

    void stop(ConnectionId connection) {
        momentsNanos.remove(connection);
    }

    void clear() {
        momentsNanos.clear();
    }

    /** When something is due. */
    OptionalLong firstNanos() {
        return momentsNanos.values().stream().mapToLong(Long::longValue).findFirst();
    }

    /** For which it is due now, taken. */
    List<ConnectionId> takeDue(long nowNanos) {
        List<ConnectionId> due = momentsNanos.entrySet().stream()
                .takeWhile(moment -> nowNanos - moment.getValue() >= 0)
                .map(Map.Entry::getKey)
                .toList();
        due.forEach(momentsNanos::remove);
        return due;
    }
}
