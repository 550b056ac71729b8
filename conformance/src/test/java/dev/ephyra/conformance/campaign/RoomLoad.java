package dev.ephyra.conformance.campaign;

import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.RestAnswer;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.RoomModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Workers that make rooms and peers over REST and end most of them, each room by one worker; what was answered, and what was
 * not, goes to the model. A worker ends when a call is not answered, or when it is stopped after its room.
 *
 * <p>Owned by one test thread, which starts and joins it; a stopped load can be started again with another prefix.
 */
public final class RoomLoad {
    private final RestClient rest;
    private final RoomModel model;
    private final IntFunction<String> members;
    private final ConcurrentLinkedQueue<Long> latenciesNanos = new ConcurrentLinkedQueue<>();
    private final AtomicLong answered = new AtomicLong();
    private volatile boolean stopped;
    private volatile boolean batches;
    private volatile boolean leavesSomeOpen = true;
    private volatile Duration pause = Duration.ZERO;
    private Phaser working = new Phaser(1);

    /** @param members for the body of a room that is created by this worker: JSON members such as its webhookUrl */
    public RoomLoad(RestClient rest, RoomModel model, IntFunction<String> members) {
        this.rest = rest;
        this.model = model;
        this.members = members;
    }

    /** So long after each call, so that the load is a rate and not all that the server can do. */
    public RoomLoad pausing(Duration pause) {
        this.pause = pause;
        return this;
    }

    /** Every other worker's rooms ask for several notifications in one request. */
    public RoomLoad batching() {
        batches = true;
        return this;
    }

    /** Leaves no room open, but for those that a fault takes. */
    public RoomLoad endingAll() {
        leavesSomeOpen = false;
        return this;
    }

    /** Starts workers; the prefix keeps their rooms apart from those of other loads. */
    public RoomLoad start(String prefix, int workers, long seed) {
        stopped = false;
        working = new Phaser(1 + workers);
        Phaser all = working;
        for (int worker = 0; worker < workers; worker++) {
            int number = worker;
            Random random = new Random(seed + worker);
            Thread.ofVirtual().name("load").start(() -> {
                for (int n = 0; !stopped && oneRoom(prefix + "w" + number + "n" + n, number, random); n++) {
                    Thread.onSpinWait();
                }
                all.arriveAndDeregister();
            });
        }
        return this;
    }

    /** Lets each worker end its room and waits for them. */
    public void stop() {
        stopped = true;
        join();
    }

    /** Waits until every worker met a call that was not answered. */
    public void join() {
        working.arriveAndAwaitAdvance();
    }

    public long answered() {
        return answered.get();
    }

    /** Of the calls answered since the last time this was asked, in nanoseconds, in ascending order. */
    public List<Long> takeLatencies() {
        List<Long> taken = new ArrayList<>();
        for (Long next = latenciesNanos.poll(); next != null; next = latenciesNanos.poll()) {
            taken.add(next);
        }
        taken.sort(null);
        return taken;
    }

    /** The value below which so many of a hundred lie; 0 of none. */
    public static long percentile(List<Long> ascending, int percent) {
        return ascending.isEmpty()
                ? 0
                : ascending.get(Math.min(ascending.size() - 1, ascending.size() * percent / 100));
    }

    private boolean oneRoom(String room, int worker, Random random) {
        String batch = batches && worker % 2 == 1 ? ",\"batchWebhookNotifications\":true" : "";
        String body = "{\"roomId\":\"" + room + "\"," + members.apply(worker) + batch + "}";
        if (!told(call(() -> rest.createRoom(body)).isSuccess(), Notification.roomCreated(room))) {
            return false;
        }
        List<Notification> ending = new ArrayList<>();
        for (int peers = random.nextInt(4); peers > 0; peers--) {
            RestAnswer added = call(() -> rest.addPeer(room));
            String peer = added.isSuccess() ? added.data().at("/peer/id").asText() : Notification.ANY;
            if (!told(added.isSuccess(), Notification.peerAdded(room, peer))) {
                return false;
            }
            if (random.nextBoolean()) {
                boolean gone = call(() -> rest.delete("/room/" + room + "/peer/" + peer))
                        .isSuccess();
                if (!told(gone, Notification.peerDeleted(room, peer))) {
                    return false;
                }
            } else {
                ending.add(Notification.peerDeleted(room, Notification.ANY));
            }
        }
        // Some stay open, so that a fault meets open rooms.
        if (random.nextInt(8) == 0 && leavesSomeOpen) {
            return true;
        }
        ending.add(Notification.roomDeleted(room));
        return told(call(() -> rest.delete("/room/" + room)).isSuccess(), ending.toArray(Notification[]::new));
    }

    private RestAnswer call(Supplier<RestAnswer> request) {
        long beganNanos = System.nanoTime();
        RestAnswer answer = request.get();
        if (answer.isSuccess()) {
            answered.incrementAndGet();
            latenciesNanos.add(System.nanoTime() - beganNanos);
        }
        Pause.of(pause);
        return answer;
    }

    private boolean told(boolean success, Notification... notifications) {
        if (success) {
            model.happened(notifications);
        } else {
            model.mayHaveHappened(notifications);
        }
        return success;
    }
}
