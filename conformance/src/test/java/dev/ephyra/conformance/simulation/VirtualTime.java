package dev.ephyra.conformance.simulation;

import dev.ephyra.journal.SimulatedClock;
import dev.ephyra.room.Moment;
import java.util.Comparator;
import java.util.PriorityQueue;

/** The only clock and scheduler of a simulation: what is due runs in the order of its time, and of its making. */
final class VirtualTime {
    // 2026-01-01, so that ages and retention see a time of this century.
    private static final long START_WALL_MICROS = 1_767_225_600_000_000L;

    private record Event(long atNanos, long number, Runnable action) {}

    private final SimulatedClock clock = new SimulatedClock();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::number));
    private final long startNanos = clock.nanos();
    private long wallShiftMicros;
    private long number;

    SimulatedClock clock() {
        return clock;
    }

    long nanos() {
        return clock.nanos();
    }

    Moment now() {
        return new Moment(clock.nanos(), START_WALL_MICROS + (clock.nanos() - startNanos) / 1_000 + wallShiftMicros);
    }

    /** Somebody sets the wall clock. */
    void jump(long byMicros) {
        wallShiftMicros += byMicros;
    }

    void after(long nanos, Runnable action) {
        events.add(new Event(clock.nanos() + Math.max(0, nanos), number++, action));
    }

    /** Nothing runs for a while, and then everything that was due does: a process that was stopped and goes on. */
    void freeze(long nanos) {
        clock.advance(nanos);
    }

    /** Runs what is due until {@code untilNanos}; returns how much ran. */
    long run(long untilNanos) {
        long ran = 0;
        for (Event next = events.peek(); next != null && next.atNanos <= untilNanos; next = events.peek()) {
            events.remove();
            clock.advanceTo(next.atNanos);
            next.action.run();
            ran++;
        }
        clock.advanceTo(untilNanos);
        return ran;
    }
}
