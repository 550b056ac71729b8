package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.notification.Notification;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A session and its lanes with a network, workers and time of the test's own. Everything is decided by one random source, so a
 * seed is a whole history.
 */
final class SimulatedNotifier implements SessionEdge, SocketConnection.Events, SimulatedNetwork.Timeline {
    private static final URI ADDRESS = URI.create("ws://model/socket/server/websocket");
    private static final long MILLI = 1_000_000L;
    private static final int PARALLELISM = 4;

    /** What a handler was called with. */
    record Call(Object what, int attempt) {}

    final List<Call> calls = new ArrayList<>();
    final List<Notification> handled = new ArrayList<>();
    final List<Notification> givenUp = new ArrayList<>();
    final List<NotifierState> states = new ArrayList<>();
    final List<String> saves = new ArrayList<>();
    final SimulationFaults faults;
    final SimulatedNetwork network;
    private final Random random;
    private final SessionOptions options;
    private final PriorityQueue<Timed> queue =
            new PriorityQueue<>(Comparator.comparingLong(Timed::at).thenComparingLong(Timed::order));
    private final AckMode ackMode;
    private final Dispatcher dispatcher;

    /** What the call that is made now is made with; null for a gap or a snapshot. */
    private @Nullable Delivery delivery;

    private NotifierCore core;
    private CurrentConnection connection = new CurrentConnection();
    private long now;
    private long order;
    private int running;
    private int process;
    int mostUnhandled;

    private record Timed(long at, long order, Runnable action) {}

    SimulatedNotifier(
            ModelServer server,
            SessionOptions options,
            AckMode ackMode,
            int giveUpAfter,
            SimulationFaults faults,
            Random random) {
        this.ackMode = ackMode;
        this.dispatcher = new Dispatcher(
                new Handlers(
                        Optional.of(this::handle),
                        Optional.empty(),
                        this::call,
                        Optional.of(this::call),
                        state -> {},
                        ackMode,
                        giveUpAfter),
                new OwnThreads(),
                step -> input(() -> core.session().done(step, now)));
        this.network = new SimulatedNetwork(server, faults, random, this);
        this.options = options;
        this.faults = faults;
        this.random = random;
        this.core = core();
    }

    private NotifierCore core() {
        return new NotifierCore(new NotifierSession(options, backoff()), dispatcher);
    }

    void start() {
        Optional<String> stored = saves.isEmpty() ? Optional.empty() : Optional.of(saves.get(saves.size() - 1));
        input(() -> core.session().start(stored, now));
    }

    /** The process is killed, and the next one begins with what is kept. */
    void restartProcess() {
        process++;
        running = 0;
        connection = new CurrentConnection();
        network.killClient();
        core = core();
        start();
    }

    /** The connection breaks, in one way or the other. */
    void cut() {
        network.cut();
    }

    /** Runs until {@code nanos} from now. */
    void run(long nanos) {
        long end = now + nanos;
        while (true) {
            network.pump();
            Timed next = queue.peek();
            long due = core.nextDeadlineNanos();
            long at = Math.min(next == null ? Long.MAX_VALUE : next.at(), due);
            if (at > end) {
                now = end;
                return;
            }
            now = Math.max(now, at);
            if (next != null && next.at() <= due) {
                queue.remove();
                next.action().run();
            } else {
                input(() -> core.onTime(now));
            }
        }
    }

    private void input(Runnable input) {
        input.run();
        core.drain(this);
        mostUnhandled = Math.max(mostUnhandled, core.session().unhandled());
        while (running < PARALLELISM) {
            Work work = core.next();
            if (work == null) {
                return;
            }
            begin(work);
        }
    }

    private void handle(Delivery made) {
        delivery = made;
        calls.add(new Call(made.notification(), made.attempt()));
        failSometimes();
    }

    private void call(Object what) {
        calls.add(new Call(what, 1));
        failSometimes();
    }

    private void failSometimes() {
        if (faults.handlerFails(random)) {
            throw new IllegalStateException("a handler that fails");
        }
    }

    private void begin(Work work) {
        running++;
        int of = process;
        delivery = null;
        Dispatcher.Outcome outcome = Dispatcher.call(work);
        Delivery made = delivery;
        long end = now + faults.handling(random);
        at(end, () -> {
            if (of != process) {
                return;
            }
            running--;
            input(() -> {
                if (made != null && outcome == Dispatcher.Outcome.GIVEN_UP) {
                    givenUp.add(made.notification());
                } else if (made != null && outcome == Dispatcher.Outcome.RETURNED && ackMode == AckMode.AUTO) {
                    handled.add(made.notification());
                }
                core.called(work, outcome, now);
            });
        });
        if (made != null && outcome == Dispatcher.Outcome.RETURNED && ackMode == AckMode.MANUAL) {
            at(now + faults.handling(random), () -> {
                if (of == process) {
                    handled.add(made.notification());
                    made.ack();
                }
            });
        }
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public void at(long time, Runnable action) {
        queue.add(new Timed(time, order++, action));
    }

    private Backoff backoff() {
        return new Backoff(250 * MILLI, 30_000 * MILLI, random::nextDouble);
    }

    /** As the loop of a real one does. */
    private void of(SocketConnection source, Runnable input) {
        if (connection.isCurrent(source)) {
            input(input);
        }
    }

    @Override
    public void opened(SocketConnection source) {
        of(source, () -> core.session().connected(now));
    }

    @Override
    public void received(SocketConnection source, ByteBuffer message) {
        of(source, () -> core.session().received(message, now));
    }

    @Override
    public void heard(SocketConnection source) {
        of(source, () -> core.session().heard(now));
    }

    @Override
    public void ended(SocketConnection source, int code, String reason) {
        of(source, () -> core.session().ended(code, reason, now));
    }

    @Override
    public void lost(SocketConnection source, String why) {
        of(source, () -> core.session().lost(why, now));
    }

    @Override
    public void open() {
        connection.open(network::client, ADDRESS, this);
    }

    @Override
    public void send(byte[] message) {
        connection.send(message);
    }

    @Override
    public void request(int messages) {
        connection.request(messages);
    }

    @Override
    public void abort() {
        connection.abort();
    }

    @Override
    public void close() {
        connection.close();
    }

    @Override
    public void metrics(String json) {
        throw new AssertionError("no metrics were asked for");
    }

    @Override
    public void save(String cursor) {
        saves.add(cursor);
        saved.accept(cursor);
    }

    @Override
    public void stalled(String oldest, int unhandled) {
        // Handlers that are slow may well be slower than that.
    }

    /** Is told of each cursor that is kept. */
    Consumer<String> saved = cursor -> {};

    @Override
    public void state(NotifierState state) {
        states.add(state);
    }
}
