package dev.ephyra.sdk.notifier;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one notifier: for time, states, metrics and cursors always, so that nothing of the user's holds those up; for
 * handlers if the user gives none. Virtual where the runtime has them, from Java 21 on; else platform threads that end when idle.
 * Thread-safe.
 */
final class OwnThreads implements Executor {
    private static final Logger LOG = System.getLogger("dev.ephyra.sdk");
    private static final long AGAIN_NANOS = 1_000_000_000L;

    private final ExecutorService threads = create();

    /** Runs {@code task}, soon if there is a thread for it, else as soon as there is. */
    @Override
    public void execute(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException closed) {
            // The notifier is closed: nothing is left to do.
        } catch (Throwable none) {
            // Containment point: the system has no thread or no memory now. Without this task the notifier would stop
            // for good.
            LOG.log(Level.WARNING, "There is no thread for a notifier; it tries again", none);
            CompletableFuture<Void> unused = later(task, AGAIN_NANOS);
        }
    }

    /** Runs {@code task} then, unless what it returns is cancelled before. */
    CompletableFuture<Void> later(Runnable task, long delayNanos) {
        CompletableFuture<Void> due = new CompletableFuture<>();
        CompletableFuture<Void> unused = due.thenRun(() -> execute(task));
        return due.completeOnTimeout(null, delayNanos, TimeUnit.NANOSECONDS);
    }

    /** Ends the threads when they are through. */
    void end() {
        threads.shutdown();
    }

    private static ExecutorService create() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException older) {
            AtomicInteger number = new AtomicInteger();
            return Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "ephyra-notifier-" + number.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            });
        }
    }
}
