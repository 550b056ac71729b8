package dev.ephyra.server.lifecycle;

import dev.ephyra.room.EndReason;
import dev.ephyra.server.webhook.WebhookDispatcher;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The orderly end: no new rooms, then a grace period, then every room ends, then the webhooks get a little time. */
final class Drain {
    private static final long LANES_SECONDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    private final RoomHosting rooms;
    private final WebhookDispatcher webhooks;
    private final AtomicBoolean draining;
    private final Duration grace;

    /** @param draining set when new rooms are to be refused */
    Drain(RoomHosting rooms, WebhookDispatcher webhooks, AtomicBoolean draining, Duration grace) {
        this.rooms = rooms;
        this.webhooks = webhooks;
        this.draining = draining;
        this.grace = grace;
    }

    /** Runs it on the calling thread. Whatever does not end in time is ended by the next start. */
    void begin() throws InterruptedException {
        draining.set(true);
        LOG.info(
                "Draining: no new rooms, the {} open ones end in {} s",
                rooms.count().open(),
                grace.toSeconds());
        awaitGrace();
        try {
            rooms.endAll(EndReason.DRAINED);
            Waiting.on(webhooks.drain(TimeUnit.SECONDS.toNanos(LANES_SECONDS)), LANES_SECONDS + 1);
        } catch (IOException | IllegalStateException unfinished) {
            LOG.warn("Stopping with work left for the next start: {}", unfinished.getMessage());
        }
        LOG.info("Stopped");
    }

    private void awaitGrace() throws InterruptedException {
        long deadlineNanos = System.nanoTime() + grace.toNanos();
        while (rooms.count().open() > 0 && System.nanoTime() - deadlineNanos < 0) {
            if (Thread.interrupted()) {
                throw new InterruptedException("told to stop while draining");
            }
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
