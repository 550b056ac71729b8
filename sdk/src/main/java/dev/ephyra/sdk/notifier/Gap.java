package dev.ephyra.sdk.notifier;

import java.util.Optional;
import java.util.OptionalLong;

/** Notifications that did not come and will not: never silently. What to do about it is to ask the server for its rooms. */
public sealed interface Gap {
    /**
     * Of one life of a room.
     *
     * @param roomId of the room
     * @param roomEpoch which life of it
     * @param fromSeq number of the first that is missing
     * @param toSeq number of the last; {@code GET /ephyra/v1/rooms/{id}/events} may still have them
     */
    record Room(String roomId, String roomEpoch, long fromSeq, long toSeq) implements Gap {}

    /**
     * Of any room. What is missing of single rooms because of it is not told again as {@link Room}.
     *
     * @param reason why
     * @param fromCursor of the first that does not come, if it is known
     * @param toCursor of the last that does not come; what follows it does. Empty if it is not known
     * @param lostRecords how many records in between nobody has any more, if it is known; not each was a notification. With a
     *     {@link RoomsSnapshot}, which follows then, others do not come either; {@code GET /ephyra/v1/events} still has them
     */
    record Log(Reason reason, Optional<String> fromCursor, Optional<String> toCursor, OptionalLong lostRecords)
            implements Gap {}

    /** Why notifications are missing. */
    enum Reason {
        /** The server does not keep them any more. */
        EXPIRED,
        /** The cursor that was to be resumed after is of another journal: the server's data was replaced. */
        UNKNOWN_CURSOR,
        /** The server cannot read them. */
        CORRUPTED,
        /** The server cannot resume, as Fishjam's, and the connection was lost for a time. */
        NOT_RESUMABLE
    }
}
