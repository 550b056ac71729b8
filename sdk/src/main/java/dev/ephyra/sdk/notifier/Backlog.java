package dev.ephyra.sdk.notifier;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Hands values to a consumer of the user's in their order. What comes while it is busy waits; the oldest are dropped where too much
 * does. Thread-safe.
 */
final class Backlog<T> {
    private static final Logger LOG = System.getLogger("dev.ephyra.sdk");

    private final Calls calls;
    private final Consumer<T> consumer;
    private final int mostValues;
    private final ToIntFunction<T> weight;
    private final long mostWeight;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<T> waiting = new ArrayDeque<>();
    private long waitingWeight;
    private boolean handing;

    /**
     * @param calls in whose order the consumer is called
     * @param mostValues how many may wait
     * @param mostWeight how much those may weigh, if they are more than one
     */
    Backlog(Calls calls, Consumer<T> consumer, int mostValues, ToIntFunction<T> weight, long mostWeight) {
        this.calls = calls;
        this.consumer = consumer;
        this.mostValues = mostValues;
        this.weight = weight;
        this.mostWeight = mostWeight;
    }

    void offer(T value) {
        lock.lock();
        try {
            waiting.add(value);
            waitingWeight += weight.applyAsInt(value);
            while (waiting.size() > mostValues || (waitingWeight > mostWeight && waiting.size() > 1)) {
                waitingWeight -= weight.applyAsInt(waiting.remove());
            }
            if (handing) {
                return;
            }
            handing = true;
        } finally {
            lock.unlock();
        }
        calls.add(this::hand);
    }

    private void hand() {
        for (T value = next(); value != null; value = next()) {
            try {
                consumer.accept(value);
            } catch (Throwable failure) {
                // Containment point: code of the user's, errors included; what waits behind it comes all the same.
                LOG.log(Level.WARNING, "A handler failed", failure);
            }
        }
    }

    private @Nullable T next() {
        lock.lock();
        try {
            T value = waiting.poll();
            handing = value != null;
            waitingWeight -= value == null ? 0 : weight.applyAsInt(value);
            return value;
        } finally {
            lock.unlock();
        }
    }
}
