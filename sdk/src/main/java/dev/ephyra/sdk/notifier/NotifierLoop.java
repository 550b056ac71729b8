package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.notification.Notification;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
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
 * lanes allow. All state is behind one lock, under which no code of the user's runs.
 */
final class NotifierLoop implements SessionEdge, SocketConnection.Events {
    private static final Logger LOG = System.getLogger("dev.ephyra.sdk");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final NotifierSession session;
    private final RoomLanes lanes = new RoomLanes();
    private final Dispatcher dispatcher;
    private final Executor executor;
    private final int parallelism;
    private final HttpClient client;
    private final URI address;
    private final Set<Thread> workers = new HashSet<>();
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private @Nullable SocketConnection connection;
    private @Nullable CompletableFuture<Void> timer;
    private OptionalLong timerNanos = OptionalLong.empty();
    private NotifierState state = new NotifierState.Closed();
    private int engaged;
    private boolean stopped;
    private boolean saidPlain;

    NotifierLoop(
            NotifierSession session,
            Handlers handlers,
            CursorStore store,
            Executor executor,
            int parallelism,
            HttpClient client,
            URI address) {
        this.session = session;
        this.dispatcher = new Dispatcher(handlers, store, executor, this::acknowledged);
        this.executor = executor;
        this.parallelism = parallelism;
        this.client = client;
        this.address = address;
    }

    CompletableFuture<Void> start(Optional<String> stored) {
        step(now -> session.start(stored, now));
        return connected.copy();
    }

    /** Whether it was ready before the time was up. */
    boolean awaitReady(Duration within) throws InterruptedException {
        long left = within.toNanos();
        lock.lockInterruptibly();
        try {
            while (!(state instanceof NotifierState.Ready)) {
                if (state instanceof NotifierState.Refused refused) {
                    throw new SubscriptionRefusedException(refused.closeCode(), refused.reason());
                }
                if (stopped || left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    NotifierState state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    /** Stops, waits for handlers that run, and keeps how far they came. */
    void stop(Duration within) {
        lock.lock();
        try {
            if (stopped) {
                return;
            }
            stopped = true;
        } finally {
            lock.unlock();
        }
        step(now -> {
            lanes.clear();
            session.stop();
        });
        awaitWorkers(within.toNanos());
        step(now -> session.finish());
        if (!isWorker()) {
            dispatcher
                    .saved()
                    .completeOnTimeout(null, within.toNanos(), TimeUnit.NANOSECONDS)
                    .join();
        }
        connected.cancel(false);
    }

    private void awaitWorkers(long withinNanos) {
        long left = withinNanos;
        boolean interrupted = false;
        lock.lock();
        try {
            while (!workers.isEmpty() && !workers.contains(Thread.currentThread()) && left > 0 && !interrupted) {
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

    private boolean isWorker() {
        lock.lock();
        try {
            return workers.contains(Thread.currentThread());
        } finally {
            lock.unlock();
        }
    }

    /** One input, and all that follows from it. */
    private void step(LongConsumer input) {
        int more;
        lock.lock();
        try {
            input.accept(System.nanoTime());
            for (SessionOutput output = session.poll(); output != null; output = session.poll()) {
                output.on(this);
            }
            more = Math.min(lanes.readyCount(), parallelism - engaged);
            engaged += Math.max(0, more);
            schedule();
        } finally {
            lock.unlock();
        }
        for (int worker = 0; worker < more; worker++) {
            executor.execute(this::work);
        }
    }

    private void acknowledged(Step step) {
        step(now -> session.done(step, now));
    }

    private void work() {
        lock.lock();
        try {
            workers.add(Thread.currentThread());
        } finally {
            lock.unlock();
        }
        for (Work work = take(); work != null; work = take()) {
            boolean through = dispatcher.call(work);
            Work called = work;
            step(now -> ended(called, through, now));
        }
    }

    /** The next call for this worker; null if there is none, and then it is no worker any more. */
    private @Nullable Work take() {
        lock.lock();
        try {
            Work next = stopped ? null : lanes.next();
            if (next == null) {
                engaged--;
                workers.remove(Thread.currentThread());
                changed.signalAll();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void ended(Work work, boolean through, long nowNanos) {
        if (!through) {
            if (!stopped) {
                lanes.again(work, nowNanos + Dispatcher.pauseNanos(work.attempt()));
            }
            return;
        }
        lanes.finished(work);
        if (work.doneByReturning) {
            session.done(work.step, nowNanos);
        }
    }

    /** Sees to it that {@link #onTime} comes in time. One that comes early does no harm, so a later time changes nothing. */
    private void schedule() {
        OptionalLong due = session.nextDeadlineNanos();
        OptionalLong again = lanes.nextDeadlineNanos();
        if (due.isEmpty() || (again.isPresent() && again.getAsLong() < due.getAsLong())) {
            due = again;
        }
        if (due.isEmpty() || (timerNanos.isPresent() && timerNanos.getAsLong() <= due.getAsLong())) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        timerNanos = due;
        long delay = Math.max(0, due.getAsLong() - System.nanoTime());
        CompletableFuture<Void> next = new CompletableFuture<>();
        CompletableFuture<Void> unused = next.completeOnTimeout(null, delay, TimeUnit.NANOSECONDS)
                .thenRunAsync(() -> step(this::onTime), executor);
        timer = next;
    }

    private void onTime(long nowNanos) {
        timerNanos = OptionalLong.empty();
        session.onTime(nowNanos);
        lanes.onTime(nowNanos);
    }

    private void of(SocketConnection source, LongConsumer input) {
        step(now -> {
            if (source == connection) {
                input.accept(now);
            }
        });
    }

    @Override
    public void opened(SocketConnection source) {
        of(source, session::connected);
    }

    @Override
    public void received(SocketConnection source, byte[] message) {
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

    @Override
    public void open() {
        SocketConnection next = new SocketConnection(this);
        connection = next;
        next.open(client, address);
    }

    @Override
    public void send(byte[] message) {
        if (connection != null) {
            connection.send(message);
        }
    }

    @Override
    public void request(int messages) {
        if (connection != null) {
            connection.request(messages);
        }
    }

    @Override
    public void abort() {
        if (connection != null) {
            connection.abort();
        }
        connection = null;
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
        }
        connection = null;
    }

    @Override
    public void deliver(Notification notification, Step step) {
        lanes.add(dispatcher.notification(notification, step));
    }

    @Override
    public void deliver(RoomsSnapshot snapshot, Step step) {
        lanes.add(dispatcher.snapshot(snapshot, step));
    }

    @Override
    public void deliver(Gap gap, Step step) {
        lanes.add(dispatcher.gap(gap, step));
    }

    @Override
    public void metrics(String json) {
        dispatcher.metrics(json);
    }

    @Override
    public void save(String cursor) {
        dispatcher.save(cursor);
    }

    @Override
    public void state(NotifierState next) {
        state = next;
        changed.signalAll();
        dispatcher.state(next);
        if (next instanceof NotifierState.Ready ready) {
            dispatcher.afterStates(() -> connected.complete(null));
            if (!ready.resumable() && !saidPlain) {
                saidPlain = true;
                LOG.log(
                        Level.INFO,
                        "The server at {0} is a plain Fishjam: what happens while the connection is lost is not told",
                        address);
            }
        } else if (next instanceof NotifierState.Refused refused) {
            SubscriptionRefusedException failure =
                    new SubscriptionRefusedException(refused.closeCode(), refused.reason());
            dispatcher.afterStates(() -> connected.completeExceptionally(failure));
            LOG.log(Level.ERROR, "The server at {0} refused: {1}", address, refused.reason());
        } else if (next instanceof NotifierState.Disconnected lost) {
            LOG.log(
                    Level.INFO,
                    "No connection to {0}: {1}; the next attempt in {2}",
                    address,
                    lost.reason(),
                    lost.pause());
        }
    }
}
