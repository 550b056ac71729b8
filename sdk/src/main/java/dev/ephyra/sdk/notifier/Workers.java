package dev.ephyra.sdk.notifier;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of a notifier that was given none. Stateless. */
final class Workers {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Workers() {}

    /** Virtual threads where the runtime has them, from Java 21 on; else platform threads that end when idle. */
    static ExecutorService create() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException older) {
            return Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "ephyra-notifier-" + NUMBER.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            });
        }
    }
}
