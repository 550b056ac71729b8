package dev.ephyra.server.health;

import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.wire.delivery.DeliveryDeadLettered;
import dev.ephyra.wire.delivery.EventsExpired;
import dev.ephyra.wire.delivery.LogCorruption;
import java.util.stream.Stream;

/**
 * Makes one event of two that say the same kind of thing of one subject: of states the later one, of dead letters the later one
 * with the number of the others, of ranges one that covers both. Pure functions.
 */
final class Joining {
    /** Rooms that one event of damage names: 128 characters each are 13 KB. */
    static final int MAX_ROOMS_NAMED = 100;

    private Joining() {}

    /** What kinds of events may be joined. */
    enum Kind {
        STATE,
        DEAD_LETTERS,
        EXPIRY,
        DAMAGE,
        RETENTION
    }

    /**
     * What two events must be of, to be joined.
     *
     * @param endpointId empty for what is said of no endpoint
     * @param roomEpoch of a range of one room that only its numbers tell; joined with another room's nothing would be left of it
     */
    record Subject(Kind kind, String endpointId, String roomEpoch) {
        static Subject of(ServerEvent event) {
            Kind kind = switch (event) {
                case ServerEvent.Degraded _, ServerEvent.Tripped _, ServerEvent.Recovered _, ServerEvent.Stopped _ ->
                    Kind.STATE;
                case ServerEvent.DeadLettered _ -> Kind.DEAD_LETTERS;
                case ServerEvent.Expired _ -> Kind.EXPIRY;
                case ServerEvent.Corrupted _ -> Kind.DAMAGE;
                case ServerEvent.Blocked _ -> Kind.RETENTION;
            };
            String roomEpoch = event instanceof ServerEvent.Expired(EventsExpired message)
                            && message.getFromCursor().isEmpty()
                    ? message.getRoomEpoch()
                    : "";
            return new Subject(kind, event.endpointId(), roomEpoch);
        }

        /** The same for all rooms: says only that something of this kind happened. */
        Subject ofAllRooms() {
            return new Subject(kind, endpointId, "");
        }
    }

    /** Two events of one subject as one. */
    static ServerEvent join(ServerEvent earlier, ServerEvent later) {
        return switch (later) {
            case ServerEvent.Degraded _,
                    ServerEvent.Tripped _,
                    ServerEvent.Recovered _,
                    ServerEvent.Stopped _,
                    ServerEvent.Blocked _ -> later;
            case ServerEvent.DeadLettered(DeliveryDeadLettered message) ->
                earlier instanceof ServerEvent.DeadLettered(DeliveryDeadLettered before)
                        ? new ServerEvent.DeadLettered(message.toBuilder()
                                .setFurther(before.getFurther() + 1 + message.getFurther())
                                .build())
                        : later;
            case ServerEvent.Expired(EventsExpired message) ->
                earlier instanceof ServerEvent.Expired(EventsExpired before)
                        ? new ServerEvent.Expired(cover(before, message))
                        : later;
            case ServerEvent.Corrupted(LogCorruption message) ->
                earlier instanceof ServerEvent.Corrupted(LogCorruption before)
                        ? new ServerEvent.Corrupted(cover(before, message))
                        : later;
        };
    }

    /** A range that covers more than one room is of the log and not of a room. */
    private static EventsExpired cover(EventsExpired one, EventsExpired other) {
        EventsExpired.Builder both = other.toBuilder()
                .setFromCursor(earlier(one.getFromCursor(), other.getFromCursor()))
                .setToCursor(later(one.getToCursor(), other.getToCursor()));
        if (one.getRoomEpoch().equals(other.getRoomEpoch()) && one.getRoomId().equals(other.getRoomId())) {
            both.setFromSeq(Math.min(one.getFromSeq(), other.getFromSeq()));
            both.setToSeq(Math.max(one.getToSeq(), other.getToSeq()));
        } else {
            both.clearRoomId().clearRoomEpoch().clearFromSeq().clearToSeq();
        }
        return both.build();
    }

    private static LogCorruption cover(LogCorruption one, LogCorruption other) {
        LogCorruption.Builder both = other.toBuilder()
                .setFromCursor(earlier(one.getFromCursor(), other.getFromCursor()))
                .setToCursor(later(one.getToCursor(), other.getToCursor()))
                .clearRoomIds();
        Stream.concat(one.getRoomIdsList().stream(), other.getRoomIdsList().stream())
                .distinct()
                .limit(MAX_ROOMS_NAMED)
                .forEach(both::addRoomIds);
        return both.build();
    }

    private static String earlier(String one, String other) {
        return offset(one) <= offset(other) ? one : other;
    }

    private static String later(String one, String other) {
        return offset(one) >= offset(other) ? one : other;
    }

    /** Of a text that is no cursor of ours nothing is known. */
    private static long offset(String cursor) {
        return Cursor.parse(cursor).map(Cursor::offset).orElse(0L);
    }
}
