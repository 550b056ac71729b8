package dev.ephyra.sdk.notifier;

import java.util.function.DoubleSupplier;

/** Pauses that double, with half of each left to chance so that many clients do not come back at once. Owned by its session. */
final class Backoff {
    private final long firstNanos;
    private final long longestNanos;
    private final DoubleSupplier chance;
    private int attempts;

    /** @param chance from 0 up to 1 */
    Backoff(long firstNanos, long longestNanos, DoubleSupplier chance) {
        this.firstNanos = firstNanos;
        this.longestNanos = longestNanos;
        this.chance = chance;
    }

    long nextNanos() {
        long half = pauseNanos(firstNanos, longestNanos, attempts++) / 2;
        return half + (long) (half * chance.getAsDouble());
    }

    void reset() {
        attempts = 0;
    }

    /** Without chance, after so many failures. */
    static long pauseNanos(long firstNanos, long longestNanos, int failures) {
        long pause = firstNanos;
        for (int doubled = 0; doubled < failures && pause < longestNanos; doubled++) {
            pause *= 2;
        }
        return Math.min(pause, longestNanos);
    }
}
