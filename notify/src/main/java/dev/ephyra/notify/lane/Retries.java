package dev.ephyra.notify.lane;

import dev.ephyra.room.Moment;
import java.util.concurrent.TimeUnit;

/**
 * The failures of a lane's head. Owned by its {@link Lane}.
 *
 * <p>The wait grows with the failures since the endpoint was last let go, not with all: what an outage cost must not count
 * against an event when the outage is over. And only a failure with a success of another lane since the one before
 * counts as the event's own.
 */
final class Retries {
    // One more could be chance; the breaker then no longer believes this lane.
    private static final int SUSPECT = 2;
    // Left to each member of a batch that is poison, when it is tried alone.
    private static final int SINGLE_TRIES = 3;

    private final RetrySchedule schedule;
    private int attempts;
    private int step;
    private long firstAttemptMicros;
    private int own;
    private long firstOwnNanos;
    // Of the endpoint, when this head failed last.
    private long successesThen;
    private String lastFailure = "";

    Retries(RetrySchedule schedule) {
        this.schedule = schedule;
    }

    void restore(LaneMemory memory) {
        attempts = memory.attempts();
        step = memory.attempts();
        firstAttemptMicros = memory.firstAttemptMicros();
    }

    /** An attempt begins; returns its number. */
    int began(Moment now) {
        if (attempts == 0) {
            firstAttemptMicros = now.wallMicros();
        }
        return attempts + 1;
    }

    /** It failed. {@code successes} counts those of the endpoint. */
    void failed(String failure, long successes, Moment now) {
        if (attempts > 0 && successes > successesThen) {
            firstOwnNanos = own == 0 ? now.nanos() : firstOwnNanos;
            own++;
        }
        successesThen = successes;
        attempts++;
        step++;
        lastFailure = failure;
    }

    /** The head is another one now. */
    void clear() {
        attempts = 0;
        step = 0;
        own = 0;
        lastFailure = "";
    }

    /** It was part of a batch that is poison, and has few tries of its own left. */
    void expectPoison() {
        own = Math.max(own, schedule.poisonFailures() - SINGLE_TRIES);
    }

    void startOver() {
        step = 0;
    }

    boolean isSuspect() {
        return own >= SUSPECT;
    }

    boolean isPoison(long nowNanos) {
        return own >= schedule.poisonFailures()
                && nowNanos - firstOwnNanos >= TimeUnit.MILLISECONDS.toNanos(schedule.poisonMillis());
    }

    long delayNanos(double random) {
        return schedule.delayNanos(Math.max(1, step), random);
    }

    /** Until an attempt that an earlier run has planned, however the wall clock was set since. */
    long delayNanos(LaneMemory memory, Moment now) {
        long micros = Math.max(0, memory.nextAttemptMicros() - now.wallMicros());
        return Math.min(schedule.longestNanos(), TimeUnit.MICROSECONDS.toNanos(micros));
    }

    LaneMemory memory(Moment now, long delayNanos) {
        return new LaneMemory(
                attempts, firstAttemptMicros, now.wallMicros() + TimeUnit.NANOSECONDS.toMicros(delayNanos));
    }

    int attempts() {
        return attempts;
    }

    long firstAttemptMicros() {
        return firstAttemptMicros;
    }

    String lastFailure() {
        return lastFailure;
    }
}
