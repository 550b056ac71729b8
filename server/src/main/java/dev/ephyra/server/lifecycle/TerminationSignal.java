package dev.ephyra.server.lifecycle;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * SIGTERM and SIGINT: the first asks for an orderly stop, the second ends the process at once. A shutdown hook cannot
 * tell them apart, and lets the process exit with the signal's number instead of 0.
 */
public final class TerminationSignal {
    private static final int FORCED_EXIT_CODE = 143;

    private final CountDownLatch asked = new CountDownLatch(1);

    /** Listens from now on, for the whole process. */
    @SuppressWarnings("sunapi")
    public void listen() {
        for (String name : new String[] {"TERM", "INT"}) {
            sun.misc.Signal.handle(new sun.misc.Signal(name), _ -> onSignal());
        }
    }

    private void onSignal() {
        if (asked.getCount() == 0) {
            Runtime.getRuntime().halt(FORCED_EXIT_CODE);
        }
        asked.countDown();
    }

    /** Asks for the stop from inside the process. */
    public void ask() {
        asked.countDown();
    }

    /** Waits until a stop is asked for. */
    public void await() throws InterruptedException {
        asked.await();
    }

    /** Waits for at most {@code seconds}; whether a stop was asked for. */
    public boolean await(long seconds) throws InterruptedException {
        return asked.await(seconds, TimeUnit.SECONDS);
    }
}
