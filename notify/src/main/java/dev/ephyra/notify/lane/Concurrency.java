package dev.ephyra.notify.lane;

/**
 * How many requests an endpoint gets at once: more while it takes them, half when it says that they are too many. Until it
 * says so for the first time the limit doubles with each round of successes, then it grows by one.
 *
 * <p>Owned by its {@link EndpointLanes}. Times are monotonic nanoseconds.
 */
final class Concurrency {
    private static final int FIRST = 16;

    private final int most;
    private double limit;
    private boolean throttledOnce;
    private long throttledNanos;

    Concurrency(int most) {
        this.most = most;
        this.limit = Math.min(FIRST, most);
    }

    /** A request succeeded, which was one of {@code inFlight}. Unused room proves nothing and does not grow. */
    void succeeded(int inFlight) {
        if (2 * inFlight >= limit) {
            limit = Math.min(most, limit + (throttledOnce ? 1 / limit : 1));
        }
    }

    /** A request that began at {@code sinceNanos} was refused as one too many, or had no answer in time. */
    void throttled(long sinceNanos, long nowNanos) {
        // Those that were out already at the last halving tell nothing new.
        if (!throttledOnce || sinceNanos - throttledNanos >= 0) {
            limit = Math.max(1, limit / 2);
            throttledNanos = nowNanos;
            throttledOnce = true;
        }
    }

    int limit() {
        return (int) limit;
    }
}
