package dev.ephyra.sdk.notifier;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Calls of the user's code that are made one after the other, by whatever thread of an executor. Thread-safe. */
final class Calls {
    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    Calls(Executor executor) {
        this.executor = executor;
    }

    /** Makes the call after those before; returns at once. */
    void add(Runnable call) {
        lock.lock();
        try {
            waiting.add(call);
            if (running) {
                return;
            }
            running = true;
        } finally {
            lock.unlock();
        }
        executor.execute(this::run);
    }

    private void run() {
        for (Runnable call = next(); call != null; call = next()) {
            call.run();
        }
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            Runnable call = waiting.poll();
            running = call != null;
            return call;
        } finally {
            lock.unlock();
        }
    }
}
