package dev.ephyra.server.socket;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.metrics.EndpointFigures;
import dev.ephyra.notify.metrics.MetricsReports;
import dev.ephyra.notify.metrics.Presence;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.server.pump.RecordSink;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes a metrics report every second. The pump's thread follows the events and a timer writes the reports, so presence is
 * guarded by a lock; a report of 10,000 peers holds it for a few milliseconds.
 */
public final class MetricsFeed implements RecordSink {
    private static final long TICK_MILLIS = 1_000;

    /** Media copy what they counted within milliseconds; who takes seconds may never answer. */
    private static final long ANSWER_DEADLINE_SECONDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(MetricsFeed.class);

    private final FanOut fanOut;
    private final FigureSource media;
    private final ReentrantLock lock = new ReentrantLock();
    private final Presence presence = new Presence();
    private final MetricsReports reports = new MetricsReports();
    private final Duration answerDeadline;
    private final AtomicBoolean isAsking = new AtomicBoolean();
    private final AtomicBoolean isSilent = new AtomicBoolean();

    public MetricsFeed(FanOut fanOut, FigureSource media) {
        this(fanOut, media, Duration.ofSeconds(ANSWER_DEADLINE_SECONDS));
    }

    /** @param answerDeadline after which a report is made without what media counted */
    MetricsFeed(FanOut fanOut, FigureSource media, Duration answerDeadline) {
        this.fanOut = fanOut;
        this.media = media;
        this.answerDeadline = answerDeadline;
    }

    /** Starts the timer. It ends with {@code vertx}. */
    public void start(Vertx vertx) {
        Context loop = vertx.getOrCreateContext();
        vertx.setPeriodic(TICK_MILLIS, _ -> tick(task -> loop.runOnContext(_ -> task.run())));
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

    /** Writes one report, if somebody wants it, when media have said what they counted. */
    void tick(Executor loop) {
        if (fanOut.metricsSubscribers() == 0) {
            return;
        }
        if (!isAsking.compareAndSet(false, true)) {
            // Media have not answered for a second: who is connected is told all the same.
            report(Map.of());
            return;
        }
        CompletionStage<Map<ConnectionId, EndpointFigures>> inTime =
                media.figures(loop).toCompletableFuture().orTimeout(answerDeadline.toMillis(), TimeUnit.MILLISECONDS);
        inTime.whenCompleteAsync(this::answered, loop);
    }

    private void answered(@Nullable Map<ConnectionId, EndpointFigures> figures, @Nullable Throwable broken) {
        isAsking.set(false);
        boolean wasSilent = isSilent.getAndSet(broken != null);
        if (broken != null && !wasSilent) {
            // Once, not each second until media answer again.
            LOG.error("Reports are made without what media counted", broken);
        }
        report(figures == null ? Map.of() : figures);
    }

    private void report(Map<ConnectionId, EndpointFigures> figures) {
        List<byte[]> messages;
        lock.lock();
        try {
            messages = reports.encode(presence, figures);
        } finally {
            lock.unlock();
        }
        fanOut.report(messages);
    }
}
