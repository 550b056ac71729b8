package dev.ephyra.server.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes {@code ephyra.db}: what queued while the last commit ran goes into the next, and nothing
 * waits for company. A failed commit is retried on a new connection until it succeeds. Nothing is dropped but records of
 * failed attempts, once too many wait: see {@link PendingChanges}. It also opens the database, because loading SQLite takes
 * a quarter of a second that the start must not wait for.
 *
 * <p>Removing all that was kept for an endpoint may take seconds. It goes in slices between the commits, so that lanes do
 * not wait for it; questions do.
 *
 * <p>{@link #write}, {@link #health} and {@link #close} may be called on any thread; the listener is called on its own.
 */
public final class PositionWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PositionWriter.class);
    private static final long FIRST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LAST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long CLOSE_MILLIS = 2_000;
    // Each is a request of an operator's, held for as long as the disk takes.
    private static final int MAX_ASKS = 1_000;

    /** Hears of what is durable. */
    public interface Listener {
        /** What an earlier run left. Called once, first. */
        void loaded(StoredLanes lanes);

        /** The database is damaged or of a newer version. Nothing else will be called. */
        void refused(StoreException why);

        /**
         * These changes are durable, in the order in which they were written; without dead letters that were there before,
         * and of changes that were replaced while they waited the last.
         */
        void written(List<StoreChange> changes);
    }

    private final Path file;
    private final UUID logEpoch;
    private final Listener listener;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PendingChanges pending = new PendingChanges();
    private List<Ask<?>> asks = new ArrayList<>();
    private boolean closing;
    private volatile @Nullable String failing;
    private @Nullable SqliteStore store;
    // Of this thread: whether slices of a removal are left.
    private boolean purging;

    /** @param logEpoch marks the journal whose lanes these are */
    public PositionWriter(Path file, UUID logEpoch, Listener listener) {
        this.file = file;
        this.logEpoch = logEpoch;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("positions").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Queues changes; the listener hears when they are durable. */
    public void write(List<StoreChange> changes) {
        lock.lock();
        try {
            changes.forEach(pending::add);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Makes {@code changes} durable; completes then, on this writer's thread, however long the disk takes. */
    public CompletionStage<Void> commit(List<StoreChange> changes) {
        write(changes);
        return barrier();
    }

    /**
     * Completes when everything that was handed over before, by whomever, is durable; on this writer's thread, however long
     * the disk takes. Fails as {@link #ask} does, and then it may still become durable.
     */
    public CompletionStage<Void> barrier() {
        return ask(_ -> true).thenAccept(_ -> {});
    }

    /**
     * Writes a consistent copy of the database, with everything handed over before, to a file that does not exist. Completes
     * on a thread of its own, which reads beside this one: lanes do not wait for it. Until then the write-ahead log grows.
     */
    public CompletionStage<Void> backup(Path target) {
        return barrier()
                .thenAcceptAsync(
                        _ -> copy(target),
                        work -> Thread.ofPlatform()
                                .name("database-backup")
                                .daemon()
                                .start(work));
    }

    private void copy(Path target) {
        try {
            SqliteStore.copy(file, target);
        } catch (SQLException failed) {
            throw new CompletionException(failed);
        }
    }

    /**
     * Reads, after everything handed over before is durable. Completes on this writer's thread; exceptionally if the disk
     * fails, if the writer closes, or if too many wait.
     */
    public <T> CompletionStage<T> ask(Question<T> question) {
        Ask<T> ask = new Ask<>(question, new CompletableFuture<>());
        lock.lock();
        try {
            if (closing || asks.size() >= MAX_ASKS) {
                ask.answer().completeExceptionally(new StoreException("the database has too much to do"));
            } else {
                asks.add(ask);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
        return ask.answer();
    }

    /** Reads something. */
    public interface Question<T> {
        T answer(StoreReads store) throws SQLException;
    }

    private record Ask<T>(Question<T> question, CompletableFuture<T> answer) {
        void run(StoreReads store) throws SQLException {
            answer.complete(question.answer(store));
        }
    }

    /** Why positions cannot be written at the moment; empty if they can. */
    public Optional<String> health() {
        return Optional.ofNullable(failing);
    }

    private void run() {
        try {
            StoredLanes lanes = retrying(this::load);
            if (lanes != null) {
                listener.loaded(lanes);
                for (Work batch = take(); !batch.isOver(); batch = take()) {
                    if (!writeBatch(batch.changes())) {
                        batch.asks().forEach(PositionWriter::refuse);
                    } else if (purging) {
                        putBack(batch.asks());
                    } else {
                        batch.asks().forEach(this::answer);
                    }
                }
            }
        } catch (StoreException unusable) {
            failing = unusable.getMessage();
            listener.refused(unusable);
        } finally {
            closeStore();
            refuseAsks();
        }
    }

    private StoredLanes load() throws SQLException, StoreException {
        try {
            SqliteStore opened = openStore();
            // Only after a kill in the middle of it: nobody may see what is left of it.
            while (opened.isPurging()) {
                opened.apply(List.of());
            }
            return opened.load(logEpoch);
        } catch (SQLException failed) {
            if (SqliteStore.isDamage(failed)) {
                throw SqliteStore.damaged(file, failed);
            }
            throw failed;
        }
    }

    private void answer(Ask<?> ask) {
        try {
            ask.run(openStore());
        } catch (SQLException | StoreException failed) {
            closeStore();
            ask.answer().completeExceptionally(failed);
        } catch (RuntimeException broken) {
            // Containment point: a question that breaks must not end the thread that every lane waits for.
            ask.answer().completeExceptionally(broken);
        }
    }

    private void refuseAsks() {
        List<Ask<?>> left;
        lock.lock();
        try {
            closing = true;
            left = asks;
            asks = new ArrayList<>();
        } finally {
            lock.unlock();
        }
        left.forEach(PositionWriter::refuse);
    }

    private static void refuse(Ask<?> ask) {
        ask.answer().completeExceptionally(new StoreException("the database is closed"));
    }

    /** Returns whether it is durable; it is not if the writer was closed while the disk refused. */
    private boolean writeBatch(List<StoreChange> batch) throws StoreException {
        if (batch.isEmpty() && !purging) {
            return true;
        }
        List<StoreChange> written = retrying(() -> {
            SqliteStore current = openStore();
            List<StoreChange> effective = current.apply(batch);
            purging = current.isPurging();
            return effective;
        });
        long dropped;
        lock.lock();
        try {
            pending.done();
            dropped = pending.takeDroppedAttempts();
        } finally {
            lock.unlock();
        }
        if (dropped > 0) {
            LOG.warn("{} failed attempts were not kept, because the database took none for too long", dropped);
        }
        if (written == null) {
            return false;
        }
        if (!written.isEmpty()) {
            listener.written(written);
        }
        return true;
    }

    /** What queued up. */
    private record Work(List<StoreChange> changes, List<Ask<?>> asks, boolean isOver) {}

    /** For after the removal, before those that came meanwhile. */
    private void putBack(List<Ask<?>> waiting) {
        lock.lock();
        try {
            asks.addAll(0, waiting);
        } finally {
            lock.unlock();
        }
    }

    /** Something that the disk may refuse. */
    private interface Attempt<T> {
        T run() throws SQLException, StoreException;
    }

    /** The result, or null if it was closed while the disk still refused. */
    private <T> @Nullable T retrying(Attempt<T> work) throws StoreException {
        long waitNanos = FIRST_RETRY_NANOS;
        while (true) {
            try {
                T result = work.run();
                if (failing != null) {
                    LOG.info("Webhook positions are written again");
                    failing = null;
                }
                return result;
            } catch (SQLException | RuntimeException refused) {
                // Containment point for the driver's own mistakes: without this thread every lane would stand still.
                if (failing == null) {
                    LOG.error("Webhook positions cannot be written to {}, trying again: {}", file, refused.toString());
                }
                failing = file + ": " + refused.getMessage();
                // After a failed commit nothing is known of the connection's view of the file.
                closeStore();
                if (pause(waitNanos)) {
                    return null;
                }
                waitNanos = Math.min(waitNanos * 2, LAST_RETRY_NANOS);
            }
        }
    }

    /** Waits, unless it is being closed; returns whether it is. An interrupt is no close: what is at hand must be written. */
    private boolean pause(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !closing) {
                left = changed.awaitNanos(left);
            }
            return closing;
        } catch (InterruptedException early) {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    /** Everything queued, as soon as there is anything, or the next slice of a removal; over when closed. */
    private Work take() {
        lock.lock();
        try {
            while (pending.isEmpty() && asks.isEmpty() && !purging && !closing) {
                changed.awaitUninterruptibly();
            }
            boolean over = closing && pending.isEmpty() && (asks.isEmpty() || purging);
            Work work = new Work(pending.take(), purging ? List.of() : asks, over);
            if (!purging) {
                asks = new ArrayList<>();
            }
            return work;
        } finally {
            lock.unlock();
        }
    }

    private SqliteStore openStore() throws SQLException, StoreException {
        SqliteStore current = store;
        if (current == null) {
            NativeSqlite.prepare(file.toAbsolutePath().resolveSibling("native"));
            current = SqliteStore.open(file);
            store = current;
        }
        return current;
    }

    private void closeStore() {
        SqliteStore current = store;
        store = null;
        if (current != null) {
            try {
                current.close();
            } catch (SQLException refused) {
                LOG.warn("{} could not be closed: {}", file, refused.getMessage());
            }
        }
    }

    /** Writes what is queued, if the disk takes it, and lets go of the file. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
