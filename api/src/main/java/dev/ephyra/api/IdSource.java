package dev.ephyra.api;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomId;
import java.util.UUID;

/** Mints ids and nonces. The edge draws them at random; tests count. Thread-safe. */
public interface IdSource {
    /** A UUIDv4 text (RFC 9562 section 5.4). */
    RoomId room();

    /** A UUIDv4 text. */
    PeerId peer();

    /** A UUIDv4 text. */
    ComponentId component();

    /** Marks an incarnation of a room id: a UUIDv7 (RFC 9562 section 5.7). */
    UUID epoch();

    /** {@link PeerTokens#NONCE_BYTES} bytes that nobody can guess. */
    byte[] nonce();
}
