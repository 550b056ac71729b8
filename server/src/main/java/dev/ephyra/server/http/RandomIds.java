package dev.ephyra.server.http;

import dev.ephyra.api.IdSource;
import dev.ephyra.api.PeerTokens;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomId;
import java.security.SecureRandom;
import java.util.UUID;

/** Ids drawn from the system's random source. Thread-safe. */
public final class RandomIds implements IdSource {
    private final SecureRandom random = new SecureRandom();

    @Override
    public RoomId room() {
        return new RoomId(UUID.randomUUID().toString());
    }

    @Override
    public PeerId peer() {
        return new PeerId(UUID.randomUUID().toString());
    }

    @Override
    public ComponentId component() {
        return new ComponentId(UUID.randomUUID().toString());
    }

    @Override
    public UUID epoch() {
        UUID chance = UUID.randomUUID();
        // RFC 9562 section 5.7: 48 bits of milliseconds, the version 7, then chance; the variant is there already.
        long high = (System.currentTimeMillis() << 16) | 0x7000L | (chance.getMostSignificantBits() & 0x0fffL);
        return new UUID(high, chance.getLeastSignificantBits());
    }

    @Override
    public byte[] nonce() {
        byte[] nonce = new byte[PeerTokens.NONCE_BYTES];
        random.nextBytes(nonce);
        return nonce;
    }
}
