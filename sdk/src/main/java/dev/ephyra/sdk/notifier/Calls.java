package dev.ephyra.sdk.notifier;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Calls of the user's code that are made one after the other, by whatever thread of an executor. Thread-safe. */
final class Calls {
    private static final Logger LOG = System.getLogger("dev.ephyra.sdk");

    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;
    private @Nullable Thread caller;

    /** @param executor takes every task, sooner or later */
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

    /** Whether this thread is making one of the calls. */
    boolean isCaller() {
        lock.lock();
        try {
            return caller == Thread.currentThread();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        for (Runnable call = next(); call != null; call = next()) {
            try {
                call.run();
            } catch (Throwable failure) {
                // Containment point: code of the user's, errors included; the calls behind it are made all the same.
                LOG.log(Level.WARNING, "A handler failed", failure);
            }
        }
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            Runnable call = waiting.poll();
            running = call != null;
            caller = running ? Thread.currentThread() : null;
            return call;
        } finally {
            lock.unlock();
        }
    }
}
