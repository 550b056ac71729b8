package dev.ephyra.server.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was opened, closed in the opposite order. Owned by the thread that starts and stops the server. */
final class Closers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Closers.class);

    /** One thing to let go of. */
    @FunctionalInterface
    interface Closer {
        void close() throws Exception;
    }

    private record Named(String name, Closer closer) {}

    private final Deque<Named> opened = new ArrayDeque<>();

    void add(String name, Closer closer) {
        opened.push(new Named(name, closer));
    }

    /** Containment point: what cannot be closed must not keep the rest open, the journal least of all. */
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            Named next = opened.pop();
            try {
                next.closer.close();
            } catch (Exception failed) {
                if (failed instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                LOG.warn("Could not close {}: {}", next.name, failed.toString());
            }
        }
    }
}
