package dev.ephyra.sdk.notifier;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link NotifierSession}: gives it frames and time, carries out what it wants, and has workers make the calls that its
 * lanes allow. All state is behind one lock, under which no code of the user's runs and no
 * executor of the user's is asked.
 */
final class NotifierLoop implements SocketConnection.Events {
    private static final Logger LOG = System.getLogger("dev.ephyra.sdk");

    /** After so many calls a worker has others of its executor go first. */
    private static final int CALLS_OF_A_TURN = 64;

    /** A longer time is no number of nanoseconds. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(36_500);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final NotifierCore core;
    private final NotifierSession session;
    private final Dispatcher dispatcher;
    private final LoopEdge edge;
    private final Executor executor;
    private final boolean ownExecutor;
    private final Engagement engagement;
    private final OwnThreads threads = new OwnThreads();
    private final CursorKeeper keeper;
    private final long originNanos = System.nanoTime();
    private final Set<Thread> workers = new HashSet<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private @Nullable CompletableFuture<Void> timer;
    private long timerNanos = Deadlines.NEVER;

    /** Workers that the user's executor is to be asked for by a thread that has not begun with it. */
    private int unasked;

    private boolean stopped;
    private boolean saidFull;

    NotifierLoop(
            NotifierSession session,
            SessionOptions options,
            Handlers handlers,
            CursorStore store,
            Optional<Executor> executor,
            int parallelism,
            HttpClient client,
            URI address) {
        this.session = session;
        this.dispatcher = new Dispatcher(handlers, threads, this::acknowledged);
        this.core = new NotifierCore(session, dispatcher);
        this.keeper = new CursorKeeper(store, threads);
        this.ownExecutor = executor.isEmpty();
        this.executor = executor.orElse(threads);
        this.engagement = new Engagement(parallelism);
        this.edge = new LoopEdge(options, this, dispatcher, keeper, client::newWebSocketBuilder, address);
    }

    /** Begins, unless it was stopped before. */
    CompletableFuture<Void> start(Optional<String> stored) {
        step(now -> {
            if (!stopped) {
                session.start(stored, now);
            }
        });
        return edge.connected().copy();
    }

    /** Returns when it is ready. */
    void awaitReady(Duration within) throws InterruptedException {
        long left = within.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT.toNanos() : within.toNanos();
        lock.lockInterruptibly();
        try {
            while (stopped || !(edge.state() instanceof NotifierState.Ready)) {
                if (edge.state() instanceof NotifierState.Refused refused) {
                    throw new SubscriptionRefusedException(refused.closeCode(), refused.reason());
                }
                if (stopped) {
                    throw new NotReadyException("the notifier is closed", edge.state());
                }
                if (left <= 0) {
                    throw new NotReadyException("not ready within " + within + ": " + edge.trouble(), edge.state());
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    NotifierState state() {
        lock.lock();
        try {
            return edge.state();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stops, waits for handlers that run, and keeps how far they came. Whoever calls it again waits for the same end, unless that
     * waits for him.
     */
    void stop(Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        boolean first;
        boolean own;
        lock.lock();
        try {
            first = !stopped;
            stopped = true;
            changed.signalAll();
            own = workers.contains(Thread.currentThread()) || dispatcher.isCaller() || keeper.isCaller();
        } finally {
            lock.unlock();
        }
        if (first) {
            try {
                step(now -> core.stop());
                awaitWorkers(deadline);
                step(now -> session.finish());
                CompletableFuture<Void> kept = keeper.finish();
                if (!keeper.isCaller()) {
                    await(kept, deadline);
                }
            } finally {
                threads.end();
                ended.complete(null);
                edge.connected().cancel(false);
            }
        } else if (!own) {
            await(ended, deadline);
        }
    }

    private static void await(CompletableFuture<Void> end, long deadline) {
        long left = Math.max(0, deadline - System.nanoTime());
        end.copy().completeOnTimeout(null, left, TimeUnit.NANOSECONDS).join();
    }

    private void awaitWorkers(long deadline) {
        boolean interrupted = false;
        lock.lock();
        try {
            int own = workers.contains(Thread.currentThread()) ? 1 : 0;
            long left = deadline - System.nanoTime();
            while (workers.size() > own && left > 0 && !interrupted) {
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException early) {
                    interrupted = true;
                }
            }
        } finally {
            lock.unlock();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** One input, and all that follows from it. */
    private void step(LongConsumer input) {
        int workersToAsk;
        lock.lock();
        try {
            long now = nowNanos();
            input.accept(now);
            workersToAsk = settle(now);
        } finally {
            lock.unlock();
        }
        askFor(workersToAsk);
    }

    private void askFor(int workersToAsk) {
        if (workersToAsk > 0 && ownExecutor) {
            ask(workersToAsk);
        } else if (workersToAsk > 0) {
            // One of the user's may wait for space, and this thread may be what it waits for: a worker of it,
            // or one that the HTTP client, or the whole process, has only one of.
            threads.execute(this::askUsers);
        }
    }

    private void askUsers() {
        int workersToAsk;
        lock.lock();
        try {
            workersToAsk = unasked;
            unasked = 0;
        } finally {
            lock.unlock();
        }
        ask(workersToAsk);
    }

    private void ask(int workersToAsk) {
        for (int asked = 0; asked < workersToAsk; asked++) {
            try {
                executor.execute(this::work);
            } catch (Throwable full) {
                // Containment point: an executor of the user's that takes nothing now. What is ready stays so,
                // and it is asked again.
                refused(workersToAsk - asked, full);
                return;
            }
        }
    }

    /** What follows from an input. How many workers to ask for, now that the lock is given back. */
    private int settle(long now) {
        if (lock.getHoldCount() > 1) {
            // A connection ended in its very beginning: the step that began it goes on with what comes of that.
            return 0;
        }
        NotifierState before = edge.state();
        core.drain(edge);
        if (!edge.state().equals(before)) {
            changed.signalAll();
        }
        int more = stopped ? 0 : engagement.ask(core.readyCount(), now);
        schedule(now);
        if (more == 0 || ownExecutor) {
            return more;
        }
        // Who is on his way to the user's executor asks for these, too.
        unasked += more;
        return unasked == more ? more : 0;
    }

    private void refused(int workersMissing, Throwable failure) {
        boolean first;
        lock.lock();
        try {
            first = !saidFull;
            saidFull = true;
            engagement.refused(workersMissing, nowNanos());
            schedule(nowNanos());
        } finally {
            lock.unlock();
        }
        LOG.log(first ? Level.WARNING : Level.DEBUG, "The executor takes no handlers now; it is asked again", failure);
    }

    private void acknowledged(Step step) {
        step(now -> session.done(step, now));
    }

    /** Makes calls while there are any, but not so many that others with the same executor wait for ever. */
    private void work() {
        if (!begin()) {
            return;
        }
        try {
            Work work = next();
            for (int calls = 1; work != null; calls++) {
                work = goOn(work, Dispatcher.call(work), calls < CALLS_OF_A_TURN);
            }
        } finally {
            step(now -> {
                workers.remove(Thread.currentThread());
                engagement.end();
                changed.signalAll();
            });
        }
    }

    /** The call was made. The next one for the same worker, if it is to make {@code another}. */
    private @Nullable Work goOn(Work called, Dispatcher.Outcome outcome, boolean another) {
        Work next;
        int workersToAsk;
        lock.lock();
        try {
            long now = nowNanos();
            core.called(called, outcome, now);
            // Before others are asked for, who are not needed for that one.
            next = another && !stopped ? core.next() : null;
            workersToAsk = settle(now);
        } finally {
            lock.unlock();
        }
        askFor(workersToAsk);
        return next;
    }

    private boolean begin() {
        lock.lock();
        try {
            boolean needed = engagement.begin(nowNanos()) && workers.add(Thread.currentThread());
            return needed;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Work next() {
        lock.lock();
        try {
            return stopped ? null : core.next();
        } finally {
            lock.unlock();
        }
    }

    /** Monotonic, from 0 on. */
    private long nowNanos() {
        return System.nanoTime() - originNanos;
    }

    /** Sees to it that {@link #onTime} comes in time. One that comes early does no harm, so a later time changes nothing. */
    private void schedule(long nowNanos) {
        long due = Math.min(core.nextDeadlineNanos(), engagement.nextDeadlineNanos());
        if (due >= timerNanos) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        timer = threads.later(() -> step(this::onTime), Math.max(0, due - nowNanos));
        timerNanos = due;
    }

    private void onTime(long nowNanos) {
        timerNanos = Deadlines.NEVER;
        core.onTime(nowNanos);
        engagement.onTime(nowNanos);
    }

    private void of(SocketConnection source, LongConsumer input) {
        step(now -> {
            if (edge.isCurrent(source)) {
                input.accept(now);
            }
        });
    }

    @Override
    public void opened(SocketConnection source) {
        of(source, session::connected);
    }

    @Override
    public void received(SocketConnection source, ByteBuffer message) {
        of(source, now -> session.received(message, now));
    }

    @Override
    public void heard(SocketConnection source) {
        of(source, session::heard);
    }

    @Override
    public void ended(SocketConnection source, int code, String reason) {
        of(source, now -> session.ended(code, reason, now));
    }

    @Override
    public void lost(SocketConnection source, String why) {
        of(source, now -> session.lost(why, now));
    }
}
