package dev.ephyra.bench.media;

import dev.ephyra.bench.ScenarioFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One publisher and its subscribers, all on the thread of their scenario. Sockets are read every few milliseconds and not
 * watched, so that a packet costs the load one read, and the server no wake-up of a reader. Not thread-safe.
 */
public final class Audience implements AutoCloseable {
    private static final long DRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** What else is to be done between: sockets of the signalling. */
    @FunctionalInterface
    interface Between {
        void turn() throws IOException, ScenarioFailure;
    }

    private final Between between;
    private final List<MediaClient> clients = new ArrayList<>();
    private final List<MediaClient> subscribers = new ArrayList<>();
    private final byte[] scratch = new byte[ClientSocket.MAX_DATAGRAM_BYTES];
    private @Nullable PublishedStream stream;
    private long nextDrainNanos = System.nanoTime();
    private long nextTickNanos = nextDrainNanos;

    Audience(Between between) {
        this.between = between;
    }

    void publisher(MediaClient client, PublishedStream published) {
        clients.add(client);
        stream = published;
    }

    void subscriber(MediaClient client) {
        clients.add(client);
        subscribers.add(client);
    }

    /** From now on the publisher sends so much; 0 for nothing. */
    public void rate(double packetsPerSecond) {
        if (stream != null) {
            stream.rate(packetsPerSecond, System.nanoTime());
        }
    }

    /** Goes on for {@code time}. */
    public void run(Duration time) throws IOException, ScenarioFailure {
        long endNanos = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - endNanos < 0) {
            turn();
        }
    }

    /** Goes on until {@code done}; fails if that takes longer than {@code within}. */
    void runUntil(String what, Duration within, BooleanSupplier done) throws IOException, ScenarioFailure {
        long endNanos = System.nanoTime() + within.toNanos();
        while (!done.getAsBoolean()) {
            ScenarioFailure.unless(System.nanoTime() - endNanos < 0, what + " took longer than " + within);
            turn();
        }
    }

    private void turn() throws IOException, ScenarioFailure {
        long nowNanos = System.nanoTime();
        long nextNanos = nextDrainNanos;
        if (stream != null) {
            stream.sendDue(nowNanos);
            nextNanos = Math.min(nextNanos, stream.nextNanos());
        }
        if (nowNanos - nextDrainNanos >= 0) {
            nextDrainNanos = nowNanos + DRAIN_NANOS;
            drain(nowNanos);
            between.turn();
        }
        long pauseNanos = nextNanos - System.nanoTime();
        if (pauseNanos > 0) {
            LockSupport.parkNanos(pauseNanos);
        }
    }

    private void drain(long nowNanos) throws IOException, ScenarioFailure {
        for (MediaClient client : clients) {
            client.drain(scratch, nowNanos);
        }
        if (nowNanos - nextTickNanos >= 0) {
            nextTickNanos = nowNanos + TICK_NANOS;
            for (MediaClient client : clients) {
                client.onTime(nowNanos);
                String failure = client.link().failure();
                ScenarioFailure.unless(failure.isEmpty(), "a client lost its server: " + failure);
            }
        }
    }

    boolean areEstablished() {
        return clients.stream().allMatch(client -> client.link().isEstablished());
    }

    /** Packets that the publisher has sent. */
    public long sent() {
        return stream == null ? 0 : stream.sent();
    }

    /** Packets that all subscribers together got. */
    public long received() {
        return subscribers.stream()
                .mapToLong(client -> client.received().received())
                .sum();
    }

    /** Packets that a subscriber did not get between its first and its last. */
    public long lost() {
        return subscribers.stream()
                .mapToLong(client -> client.received().lost())
                .sum();
    }

    /** Packets whose tag was checked. */
    public long verified() {
        return subscribers.stream()
                .mapToLong(client -> client.received().verified())
                .sum();
    }

    /** Fails if a packet was not what the publisher sent, or a subscriber got none. */
    public void check() throws ScenarioFailure {
        for (MediaClient client : subscribers) {
            ReceivedCount received = client.received();
            ScenarioFailure.unless(received.refused() == 0, received.refused() + " packets are not authentic");
            ScenarioFailure.unless(received.verified() > 0, "a subscriber got nothing");
        }
    }

    @Override
    public void close() throws IOException {
        for (MediaClient client : clients) {
            client.close();
        }
    }
}
