package dev.ephyra.api;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomId;
import java.nio.ByteBuffer;
import java.util.UUID;

/** Ids that count up, in the form of UUIDs. */
final class CountingIds implements IdSource {
    private long minted;

    @Override
    public RoomId room() {
        return new RoomId(new UUID(1, ++minted).toString());
    }

    @Override
    public PeerId peer() {
        return new PeerId(new UUID(2, ++minted).toString());
    }

    @Override
    public ComponentId component() {
        return new ComponentId(new UUID(4, ++minted).toString());
    }

    @Override
    public UUID epoch() {
        return new UUID(3, ++minted);
    }

    @Override
    public byte[] nonce() {
        return ByteBuffer.allocate(PeerTokens.NONCE_BYTES).putLong(++minted).array();
    }
}
