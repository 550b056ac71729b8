package dev.ephyra.server;

import org.slf4j.LoggerFactory;

/**
 * The last to hear of what no containment point caught; thread-safe. An exception is logged. An {@link Error} has taken
 * a thread that others wait for, or the memory of all: the process ends, as it does when the heap runs out, and the next
 * start recovers what the journal holds.
 */
final class LastResort implements Thread.UncaughtExceptionHandler {
    private static final int EXIT_CODE = 3; // the JVM's own when it ends itself for want of memory

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        // The logger is made here because the settings decide how it writes.
        LoggerFactory.getLogger(LastResort.class).error("Thread {} failed", thread.getName(), failure);
        if (failure instanceof Error) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
