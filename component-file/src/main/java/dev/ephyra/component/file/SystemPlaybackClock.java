package dev.ephyra.component.file;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The machine's time. */
final class SystemPlaybackClock implements PlaybackClock {
    private final Clock clock = Clock.systemUTC();

    @Override
    public long nowNanos() {
        return System.nanoTime();
    }

    @Override
    public long unixNanos() {
        Instant now = clock.instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    @Override
    public void await(long nanos) throws InterruptedException {
        long wait = nanos - System.nanoTime();
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
    }
}
