package dev.ephyra.sdk.notifier;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Has a store keep the latest cursor: one save after the other, again if it fails, and not what is older. Thread-safe. */
final class CursorKeeper {
    private static final Logger LOG = System.getLogger("dev.ephyra.sdk");

    private final CursorStore store;
    private final OwnThreads threads;
    private final Calls calls;
    private final AtomicReference<@Nullable String> waiting = new AtomicReference<>();

    /** How often it failed since it was kept the last time. The calls' own. */
    private int failures;

    private volatile boolean finished;

    CursorKeeper(CursorStore store, OwnThreads threads) {
        this.store = store;
        this.threads = threads;
        this.calls = new Calls(threads);
    }

    void offer(String cursor) {
        if (waiting.getAndSet(cursor) == null) {
            calls.add(this::keep);
        }
    }

    /** Whether this thread is inside the store. */
    boolean isCaller() {
        return calls.isCaller();
    }

    /** Completes when the latest cursor is kept, or could not be; after that nothing is kept any more. */
    CompletableFuture<Void> finish() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        calls.add(() -> {
            keep();
            finished = true;
            done.complete(null);
        });
        return done;
    }

    private void keep() {
        String cursor = finished ? null : waiting.getAndSet(null);
        if (cursor == null) {
            return;
        }
        try {
            store.save(cursor);
            failures = 0;
        } catch (Throwable failure) {
            // Containment point: a store of the user's, errors included. Tried again, with a later cursor if there is
            // one.
            LOG.log(Level.WARNING, "A cursor is not kept; it is tried again", failure);
            waiting.compareAndSet(null, cursor);
            CompletableFuture<Void> unused =
                    threads.later(() -> calls.add(this::keep), Dispatcher.pauseNanos(++failures));
        }
    }
}
