package dev.ephyra.conformance.campaign;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Real time that must pass for a fault to be one, against a process whose clock is not ours. Any thread. */
final class Pause {
    private Pause() {}

    static void of(Duration time) {
        long endNanos = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = endNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
