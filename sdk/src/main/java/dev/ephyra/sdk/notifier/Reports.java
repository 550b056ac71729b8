package dev.ephyra.sdk.notifier;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands metrics to a consumer in their order. A report is in several messages, back to back, where there are many rooms; so what
 * comes while the consumer is busy waits, and only what is older than much else is dropped. Thread-safe.
 */
final class Reports {
    /** Ephyra splits reports at 512 KiB. */
    static final int MAX_WAITING_CHARS = 16 << 20;

    /** Small ones, too, are an object each. */
    static final int MAX_WAITING = 1_000;

    private static final Logger LOG = System.getLogger("dev.ephyra.sdk");

    private final Calls calls;
    private final Consumer<String> consumer;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<String> waiting = new ArrayDeque<>();
    private long chars;

    Reports(Calls calls, Consumer<String> consumer) {
        this.calls = calls;
        this.consumer = consumer;
    }

    void offer(String report) {
        lock.lock();
        try {
            waiting.add(report);
            chars += report.length();
            while (waiting.size() > MAX_WAITING || (chars > MAX_WAITING_CHARS && waiting.size() > 1)) {
                chars -= waiting.remove().length();
            }
            if (waiting.size() > 1) {
                return;
            }
        } finally {
            lock.unlock();
        }
        calls.add(this::hand);
    }

    private void hand() {
        for (String report = next(); report != null; report = next()) {
            try {
                consumer.accept(report);
            } catch (Throwable failure) {
                // Containment point: a handler of the user's, errors included. Whoever left here would leave those that
                // wait without anybody to hand them over.
                LOG.log(Level.WARNING, "A handler of metrics failed", failure);
            }
        }
    }

    private @Nullable String next() {
        lock.lock();
        try {
            String report = waiting.poll();
            chars -= report == null ? 0 : report.length();
            return report;
        } finally {
            lock.unlock();
        }
    }
}
