package dev.ephyra.webrtc.connection;

import java.util.Random;

/**
 * One direction of a path in virtual time: what becomes of each datagram, by the seed. Delay and jitter in nanoseconds,
 * probabilities from 0 to 1.
 */
final class LossyLink {
    private final Random random;
    double loss;
    double duplication;
    long delayNanos;
    long jitterNanos;
    boolean isCut;
    long bytes;
    long datagrams;

    LossyLink(long seed) {
        this.random = new Random(seed);
        delayNanos = 5_000_000;
    }

    /** After how long each copy arrives; none if it is lost. Jitter makes datagrams overtake each other. */
    long[] fate(int length) {
        datagrams++;
        bytes += length;
        if (isCut || random.nextDouble() < loss) {
            return new long[0];
        }
        long[] copies = new long[random.nextDouble() < duplication ? 2 : 1];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = delayNanos + (jitterNanos == 0 ? 0 : random.nextLong(jitterNanos));
        }
        return copies;
    }
}
