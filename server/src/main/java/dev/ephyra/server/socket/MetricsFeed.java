package dev.ephyra.server.socket;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.metrics.MetricsReports;
import dev.ephyra.notify.metrics.Presence;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.server.pump.RecordSink;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Pushes a metrics report every second. The pump's thread follows the events and a timer writes the reports, so presence is
 * guarded by a lock; a report of 10,000 peers holds it for a few milliseconds.
 */
public final class MetricsFeed implements RecordSink {
    private static final long TICK_MILLIS = 1_000;

    private final FanOut fanOut;
    private final ReentrantLock lock = new ReentrantLock();
    private final Presence presence = new Presence();

    public MetricsFeed(FanOut fanOut) {
        this.fanOut = fanOut;
    }

    /** Starts the timer. It ends with {@code vertx}. */
    public void start(Vertx vertx) {
        vertx.setPeriodic(TICK_MILLIS, _ -> tick());
    }

    @Override
    public void onRecords(List<JournalRecord> records) {
        lock.lock();
        try {
            for (JournalRecord record : records) {
                if (!ServerEvent.isIn(record)) {
                    presence.apply(new RoomId(record.room()), EventCodec.decode(record.event()));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes one report, if somebody wants it. */
    void tick() {
        if (fanOut.metricsSubscribers() == 0) {
            return;
        }
        List<byte[]> messages;
        lock.lock();
        try {
            messages = MetricsReports.encode(presence);
        } finally {
            lock.unlock();
        }
        fanOut.report(messages);
    }
}
