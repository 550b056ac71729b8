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
     * Of any room.
     *
     * @param reason why
     * @param fromCursor of the first that is missing, if it is known
     * @param toCursor of the last, if it is known
     * @param records how many records there were, if it is known; not each was a notification
     */
    record Log(Reason reason, Optional<String> fromCursor, Optional<String> toCursor, OptionalLong records)
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
