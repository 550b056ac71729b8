package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Latencies;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.Scenario;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import dev.ephyra.bench.load.HttpConnection;
import dev.ephyra.bench.load.LoadLoop;
import dev.ephyra.bench.load.RestRequests;
import dev.ephyra.bench.load.Subscriber;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A steady rate of events to some subscribers. Measured from before the REST request is sent, which is earlier than the
 * append that the floor speaks of, to when a frame was read; the load's own queueing counts too.
 */
public final class FrameLatency implements Scenario {
    private static final int SUBSCRIBERS = 100;
    private static final int CONNECTIONS = 64;
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Duration SETTLE = Duration.ofSeconds(20);
    private static final Metric RATE = Metric.reported("deliveries", "per s");
    private static final Metric P50 = Metric.atMost("p50 from request sent to frame received", "ms", 2);
    private static final Metric P99 = Metric.atMost("p99 from request sent to frame received", "ms", 10);
    private static final Metric ANSWERED = Metric.reported("p99 from 201 received to frame received", "ms");
    private static final Metric WORST = Metric.reported("longest from request sent to frame received", "ms");

    @Override
    public String name() {
        return "frame-latency";
    }

    @Override
    public String work() {
        return "append to frame received, 100 subscribers, 1,000 events/s";
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        try (ServerUnderLoad server = bench.startServer();
                LoadLoop loop = new LoadLoop()) {
            int most = (int) (bench.warm().plus(bench.measured()).toNanos() / PERIOD_NANOS) + CONNECTIONS;
            Pace pace = new Pace(most);
            List<Subscriber> subscribers = new ArrayList<>();
            for (int index = 0; index < bench.size(SUBSCRIBERS, 20); index++) {
                subscribers.add(Subscriber.open(loop, server.port(), pace));
            }
            for (int index = 0; index < CONNECTIONS; index++) {
                pace.idle.add(HttpConnection.open(loop, server.port()));
            }
            pace.send(loop, bench.warm());
            pace.clear();
            CostWindow window = new CostWindow(server);
            pace.send(loop, bench.measured());
            List<Reading> readings = new ArrayList<>(window.end(RATE, pace.toFrame.count()));
            readings.add(1, new Reading(P50, pace.toFrame.millis(0.50)));
            readings.add(2, new Reading(P99, pace.toFrame.millis(0.99)));
            readings.add(3, new Reading(WORST, pace.toFrame.maxMillis()));
            readings.add(4, new Reading(ANSWERED, pace.fromAnswer.millis(0.99)));
            loop.turnUntil(
                    "the last notification",
                    SETTLE,
                    () -> subscribers.stream().allMatch(subscriber -> subscriber.received() >= pace.sent));
            ScenarioFailure.unless(
                    subscribers.stream().allMatch(subscriber -> subscriber.received() == pace.sent),
                    "a subscriber got more than was sent");
            return readings;
        }
    }

    /** The events, by number; the number is in the room's id. */
    private static final class Pace implements Subscriber.NotificationHandler {
        private static final int DIGITS = 8;
        private static final String PADDING = "x".repeat(100 - DIGITS - 1);
        // RoomCreated: tag and length of the message, tag and length of its room_id.
        private static final int ID_OFFSET = 4;

        private final Deque<HttpConnection> idle = new ArrayDeque<>();
        private final Latencies toFrame = new Latencies();
        private final Latencies fromAnswer = new Latencies();
        private final long[] sentNanos;
        private final long[] answeredNanos;
        private int sent;

        private Pace(int most) {
            sentNanos = new long[most];
            answeredNanos = new long[most];
        }

        private void clear() {
            toFrame.clear();
            fromAnswer.clear();
        }

        private void send(LoadLoop loop, Duration time) throws IOException, ScenarioFailure {
            long startNanos = System.nanoTime();
            long events = time.toNanos() / PERIOD_NANOS;
            for (long event = 0; event < events; event++) {
                long dueNanos = startNanos + event * PERIOD_NANOS;
                while (System.nanoTime() - dueNanos < 0) {
                    loop.turn(1);
                }
                // What finds no connection waits, and its wait counts: else a slow server would slow the load instead.
                long readyNanos = System.nanoTime();
                loop.turnUntil("a free connection", SETTLE, () -> !idle.isEmpty());
                create(idle.removeFirst(), readyNanos);
            }
        }

        private void create(HttpConnection connection, long readyNanos) throws IOException, ScenarioFailure {
            int number = sent++;
            byte[] request = RestRequests.createRoom("%08d-%s".formatted(number, PADDING));
            sentNanos[number] = readyNanos;
            connection.send(request, (on, answer, nowNanos) -> {
                RestRequests.expect(201, answer);
                answeredNanos[number] = nowNanos;
                idle.addLast(on);
            });
        }

        @Override
        public void received(Subscriber subscriber, ByteBuffer bytes, int offset, int length, long nowNanos)
                throws ScenarioFailure {
            int number = 0;
            for (int at = offset + ID_OFFSET; at < offset + ID_OFFSET + DIGITS; at++) {
                number = number * 10 + bytes.get(at) - '0';
            }
            ScenarioFailure.unless(number >= 0 && number < sent, "a notification of no room that was created");
            toFrame.record(nowNanos - sentNanos[number]);
            // A frame may well be first: it does not wait for the answer.
            fromAnswer.record(answeredNanos[number] == 0 ? 0 : nowNanos - answeredNanos[number]);
        }
    }
}
