package dev.ephyra.server.lifecycle;

import dev.ephyra.api.IdSource;
import dev.ephyra.api.PeerTokens;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomId;
import java.security.SecureRandom;
import java.util.UUID;

/** Ids and nonces drawn at random. Thread-safe. */
final class RandomIds implements IdSource {
    private final SecureRandom random = new SecureRandom();

    @Override
    public RoomId room() {
        return new RoomId(UUID.randomUUID().toString());
    }

    @Override
    public PeerId peer() {
        return new PeerId(UUID.randomUUID().toString());
    }

    /** RFC 9562 section 5.7: 48 bits of milliseconds, the rest at random. */
    @Override
    public UUID epoch() {
        UUID chance = UUID.randomUUID();
        long high = (System.currentTimeMillis() << 16) | 0x7000L | (chance.getMostSignificantBits() & 0xfffL);
        return new UUID(high, chance.getLeastSignificantBits());
    }

    @Override
    public byte[] nonce() {
        byte[] nonce = new byte[PeerTokens.NONCE_BYTES];
        random.nextBytes(nonce);
        return nonce;
    }
}
