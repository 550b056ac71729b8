package dev.ephyra.journal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where the journal's edge takes time from. */
public interface JournalClock {
    /** Monotonic nanoseconds, for waits and latencies. */
    long nanos();

    /** Microseconds since 1970 UTC, for retention by age. */
    long epochMicros();

    /** The clocks of the machine. */
    static JournalClock system() {
        return new JournalClock() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public long epochMicros() {
                return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
            }
        };
    }
}
