package dev.ephyra.journal;

/** A clock that moves when it is told to. */
public final class SimulatedClock implements JournalClock {
    private long nanos = 1_000_000_000L;
    private long wallAheadMicros;

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public long epochMicros() {
        return nanos / 1000 + wallAheadMicros;
    }

    /** Moves to {@code to}, never back. */
    public void advanceTo(long to) {
        nanos = Math.max(nanos, to);
    }

    public void advance(long byNanos) {
        nanos += byNanos;
    }

    /** Sets the clock on the wall, which nothing else notices. */
    public void stepWall(long byMicros) {
        wallAheadMicros += byMicros;
    }
}
