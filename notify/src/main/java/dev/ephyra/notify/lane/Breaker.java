package dev.ephyra.notify.lane;

import java.util.concurrent.TimeUnit;

/**
 * Whether an endpoint is down: from outcomes to how many requests may be out. Trips on half of the recent outcomes, on
 * several failures in a row, and on any failure right after a recovery. While tripped one probe at a time goes out; its
 * success begins a slow start, in which each success doubles what may be out.
 *
 * <p>Owned by its {@link EndpointLanes}. Times are monotonic nanoseconds, {@code random} is uniform in [0, 1).
 */
final class Breaker {
    // As of the retry schedule.
    private static final double JITTER = 0.2;
    // Of an endpoint with so little to send that its successes never get the slow start to its end.
    private static final long SLOW_START_NANOS = TimeUnit.SECONDS.toNanos(30);
    // A receiver that lets a probe hang until its deadline gets the next one as soon as this.
    private static final long PROBE_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    // A lane that was to probe had nothing to send after all.
    private static final long VOID_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private enum Mode {
        CLOSED,
        SLOW,
        TRIPPED
    }

    private final BreakerLimits limits;
    private Mode mode = Mode.CLOSED;
    // The latest outcomes, the newest in the lowest bit; a failure is 1.
    private int outcomes;
    private int known;
    private int inARow;
    private boolean failing;
    private int allowance;
    private long slowSinceNanos;
    // 0 until it trips for the first time after it was closed.
    private long intervalNanos;
    private long nextProbeNanos;
    private long probeSinceNanos;
    private boolean probing;

    Breaker(BreakerLimits limits) {
        this.limits = limits;
    }

    /** A request succeeded that was no probe. */
    void succeeded() {
        if (mode != Mode.TRIPPED) {
            failing = false;
            inARow = 0;
            note(0);
            // Doubling from 1, this ends at a figure above every limit.
            allowance = Math.min(2 * Math.max(1, allowance), 1 << 20);
        }
    }

    /** A request failed that was no probe; returns whether to trip. */
    boolean failed() {
        failing = true;
        inARow++;
        note(1);
        boolean half = known >= limits.fewest() && 2 * Integer.bitCount(outcomes) >= known;
        return switch (mode) {
            case CLOSED -> half || inARow >= limits.inARow();
            case SLOW -> true;
            case TRIPPED -> false;
        };
    }

    /** A request failed that says little of the endpoint: others of it do well. */
    void failedAlone() {
        failing = true;
    }

    private void note(int outcome) {
        int mask = limits.window() == 32 ? -1 : (1 << limits.window()) - 1;
        outcomes = (outcomes << 1 | outcome) & mask;
        known = Math.min(known + 1, limits.window());
    }

    /** Only probes go out from now on. */
    void trip(long nowNanos, double random) {
        if (intervalNanos == 0) {
            intervalNanos = limits.firstProbeNanos();
        }
        mode = Mode.TRIPPED;
        probing = false;
        nextProbeNanos = nowNanos + jittered(random);
    }

    private long jittered(double random) {
        long nanos = (long) (intervalNanos * (1 - JITTER + 2 * JITTER * random));
        return Math.min(nanos, limits.lastProbeNanos());
    }

    void probeBegan(long nowNanos) {
        probing = true;
        probeSinceNanos = nowNanos;
    }

    /** The probe failed. */
    void probeFailed(long nowNanos, double random) {
        failing = true;
        probing = false;
        intervalNanos = Math.min(2 * intervalNanos, limits.lastProbeNanos());
        nextProbeNanos = Math.max(probeSinceNanos + jittered(random), nowNanos + PROBE_PAUSE_NANOS);
    }

    /** The probe came to nothing: neither success nor failure. */
    void probeVoid(long nowNanos) {
        probing = false;
        nextProbeNanos = nowNanos + VOID_PAUSE_NANOS;
    }

    /** Probe as soon as may be. */
    void hurry(long nowNanos) {
        nextProbeNanos = Math.min(nextProbeNanos, nowNanos);
    }

    /** A probe succeeded, or an operator wants it tried. */
    void startSlowly(long nowNanos) {
        mode = Mode.SLOW;
        probing = false;
        failing = false;
        inARow = 0;
        known = 0;
        outcomes = 0;
        allowance = 1;
        slowSinceNanos = nowNanos;
    }

    /** How many requests may be out, of at most {@code limit}; not while it is tripped. */
    int allowed(int limit, long nowNanos) {
        if (mode == Mode.SLOW && (allowance >= limit || nowNanos - slowSinceNanos >= SLOW_START_NANOS)) {
            mode = Mode.CLOSED;
            intervalNanos = 0;
        }
        return switch (mode) {
            case CLOSED -> limit;
            case SLOW -> Math.min(allowance, limit);
            case TRIPPED -> 0;
        };
    }

    boolean isTripped() {
        return mode == Mode.TRIPPED;
    }

    /** Whether it has failed since its last success. */
    boolean isFailing() {
        return failing;
    }

    /** When the next probe may begin; {@code Long.MAX_VALUE} while one is out or it is not tripped. */
    long nextProbeNanos() {
        return mode == Mode.TRIPPED && !probing ? nextProbeNanos : Long.MAX_VALUE;
    }
}
