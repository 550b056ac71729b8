package dev.ephyra.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What arrived so far, in order, for threads that wait for more of it. Filled by a reader, read by tests; its own
 * lock is the only one. It grows with what one test receives and is dropped with it.
 */
final class Inbox<T> {
    private final List<T> items = new ArrayList<>();

    synchronized void add(T item) {
        items.add(item);
        notifyAll();
    }

    synchronized List<T> all() {
        return List.copyOf(items);
    }

    /** Waits until the condition holds over everything that arrived; the result says whether it did in time. */
    synchronized boolean await(Duration within, Predicate<List<T>> condition) {
        long deadlineNanos = System.nanoTime() + within.toNanos();
        while (!condition.test(items)) {
            long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                return false;
            }
            try {
                wait(leftMillis);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
