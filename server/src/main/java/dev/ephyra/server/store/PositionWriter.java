package dev.ephyra.server.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes {@code ephyra.db}: what queued while the last commit ran goes into the next, and nothing
 * waits for company. A failed commit is retried on a new connection until it succeeds; nothing is dropped. It also opens
 * the database, because loading SQLite takes a quarter of a second that the start must not wait for.
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

        /** These changes are durable, in the order in which they were written. */
        void written(List<StoreChange> changes);
    }

    private final Path file;
    private final UUID logEpoch;
    private final Listener listener;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Each lane has at most one change under way, because it waits for it; so this is bounded by the lanes.
    private List<StoreChange> queue = new ArrayList<>();
    private List<Ask<?>> asks = new ArrayList<>();
    private boolean closing;
    private volatile @Nullable String failing;
    private @Nullable SqliteStore store;

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
            queue.addAll(changes);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Makes {@code changes} durable; completes then, on this writer's thread, however long the disk takes. */
    public CompletionStage<Void> commit(List<StoreChange> changes) {
        write(changes);
        return ask(_ -> true).thenAccept(_ -> {});
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
                for (Work batch = take(); !batch.isEmpty(); batch = take()) {
                    if (writeBatch(batch.changes())) {
                        batch.asks().forEach(this::answer);
                    } else {
                        batch.asks().forEach(PositionWriter::refuse);
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
            return openStore().load(logEpoch);
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
        if (batch.isEmpty()) {
            return true;
        }
        Boolean done = retrying(() -> {
            openStore().apply(batch);
            return true;
        });
        if (done == null) {
            return false;
        }
        listener.written(batch);
        return true;
    }

    /** What queued up. */
    private record Work(List<StoreChange> changes, List<Ask<?>> asks) {
        boolean isEmpty() {
            return changes.isEmpty() && asks.isEmpty();
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

    /** Everything queued, as soon as there is anything; empty when closed. */
    private Work take() {
        lock.lock();
        try {
            while (queue.isEmpty() && asks.isEmpty() && !closing) {
                changed.awaitUninterruptibly();
            }
            Work work = new Work(queue, asks);
            queue = new ArrayList<>();
            asks = new ArrayList<>();
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
