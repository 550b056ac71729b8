package dev.ephyra.sdk.notifier;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of a notifier. Stateless. */
final class Workers {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Workers() {}

    /** Virtual threads where the runtime has them, from Java 21 on; else platform threads that end when idle. */
    static ExecutorService create() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException older) {
            return Executors.newCachedThreadPool(Workers::thread);
        }
    }

    /** Runs on {@code executor}, or on a thread of its own if that takes nothing: a cursor must not be lost to a full queue. */
    static Executor willing(Executor executor) {
        return task -> {
            try {
                executor.execute(task);
            } catch (RejectedExecutionException full) {
                thread(task).start();
            }
        };
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "ephyra-notifier-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
