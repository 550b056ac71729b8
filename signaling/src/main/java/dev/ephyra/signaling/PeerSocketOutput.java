package dev.ephyra.signaling;

import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomId;

/** What a {@link PeerSocketSession} wants done by its socket's event loop, in this order. */
public sealed interface PeerSocketOutput {
    /** One binary frame. The array is not touched afterwards. */
    record Send(byte[] message) implements PeerSocketOutput {}

    /** One ping frame. */
    record Ping(byte[] payload) implements PeerSocketOutput {}

    /** The closing handshake; nothing follows. */
    record Close(int code, String reason) implements PeerSocketOutput {}

    /** The token is valid: ask the room, and answer with {@code entered} or {@code refused}. */
    record Enter(RoomId room, PeerId peer, Dialect dialect) implements PeerSocketOutput {}

    /** For the peer's room. */
    record Deliver(PeerCommand command) implements PeerSocketOutput {}

    /** The room's probe was answered. */
    record ProbeAnswered() implements PeerSocketOutput {}

    /** One line for the log. */
    record Log(Level level, String text) implements PeerSocketOutput {}

    /** How loud a line is. */
    enum Level {
        INFO,
        WARNING
    }
}
