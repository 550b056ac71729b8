package dev.ephyra.signaling;

import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomId;

/** Checks peer tokens. Says nothing about whether the room or the peer exists: the room does. */
@FunctionalInterface
public interface TokenVerifier {
    Verdict verify(String token);

    /** What a token is worth. */
    sealed interface Verdict {
        /** Signed here, not too old. */
        record Valid(RoomId room, PeerId peer) implements Verdict {}

        record Missing() implements Verdict {}

        record Invalid() implements Verdict {}

        record Expired() implements Verdict {}
    }
}
