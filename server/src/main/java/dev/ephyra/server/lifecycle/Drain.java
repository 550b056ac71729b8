package dev.ephyra.server.lifecycle;

import dev.ephyra.journal.Journal;
import dev.ephyra.room.EndReason;
import dev.ephyra.server.pump.Pump;
import dev.ephyra.server.socket.OpenSockets;
import dev.ephyra.server.webhook.WebhookDispatcher;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The orderly end: no new rooms, then a grace period, then every room ends, then sockets and webhooks get what there is
 * to tell and a little time.
 */
final class Drain {
    private static final long LANES_SECONDS = 5;

    /** The endings are durable already: 100,000 rooms are read and encoded in a fraction of this. */
    private static final long PUMP_MILLIS = 2_000;

    /** A closing handshake has 2 s, and what is in the ring of 16 MiB is sent in less than one to whoever reads. */
    private static final long SOCKETS_MILLIS = 3_000;

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    private final Parts parts;
    private final AtomicBoolean draining;
    private final Duration grace;

    /** @param draining set when new rooms are to be refused */
    Drain(Parts parts, AtomicBoolean draining, Duration grace) {
        this.parts = parts;
        this.draining = draining;
        this.grace = grace;
    }

    /** What has to come to its end. */
    record Parts(
            RoomHosting rooms,
            WebhookDispatcher webhooks,
            Journal journal,
            Pump pump,
            OpenSockets sockets,
            OperatorSide operators) {}

    /** Runs it on the calling thread. Whatever does not end in time is ended by the next start. */
    void begin() throws InterruptedException {
        draining.set(true);
        LOG.info(
                "Draining: no new rooms, the {} open ones end in {} s",
                parts.rooms().count().open(),
                grace.toSeconds());
        awaitGrace();
        try {
            parts.rooms().endAll(EndReason.DRAINED);
            awaitPump();
            parts.sockets().shutDown();
            parts.operators().end();
            Waiting.on(parts.webhooks().drain(TimeUnit.SECONDS.toNanos(LANES_SECONDS)), LANES_SECONDS + 1);
        } catch (IOException | IllegalStateException unfinished) {
            LOG.warn("Stopping with work left for the next start: {}", unfinished.getMessage());
        }
        parts.sockets().shutDown();
        int left = parts.sockets().awaitEnd(SOCKETS_MILLIS);
        if (left > 0) {
            LOG.warn("{} WebSockets did not close in time", left);
        }
        LOG.info("Stopped");
    }

    private void awaitGrace() throws InterruptedException {
        long deadlineNanos = System.nanoTime() + grace.toNanos();
        while (parts.rooms().count().open() > 0 && System.nanoTime() - deadlineNanos < 0) {
            parkMillis(50);
        }
    }

    /** Waits until the sockets have been shown every ending. */
    private void awaitPump() throws InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PUMP_MILLIS);
        while (parts.pump().position() <= parts.journal().durable() && System.nanoTime() - deadlineNanos < 0) {
            parkMillis(1);
        }
    }

    private void parkMillis(long millis) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("told to stop while draining");
        }
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
