package dev.ephyra.server.rooms;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Mints event ids: UUIDv7 (RFC 9562 section 5.7), increasing within one instance even when the clock steps back. Owned
 * by one room loop, or by whoever else appends.
 */
public final class EventIds {
    private static final long COUNTER_LIMIT = 1 << 12;

    private final RandomGenerator random;
    private long lastMillis;
    private long counter;

    public EventIds(RandomGenerator random) {
        this.random = random;
    }

    /** {@code wallMillis} is milliseconds since 1970 UTC. */
    public UUID mint(long wallMillis) {
        if (wallMillis > lastMillis) {
            lastMillis = wallMillis;
            counter = random.nextLong(COUNTER_LIMIT / 2);
        } else if (++counter == COUNTER_LIMIT) {
            // RFC 9562 section 6.2, method 1: an exhausted counter borrows from the clock.
            lastMillis++;
            counter = 0;
        }
        long high = (lastMillis << 16) | 0x7000L | counter;
        long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
