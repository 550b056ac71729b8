package dev.ephyra.server.webhook;

import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.lane.WebhookUrl;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.server.pump.RecordSink;
import dev.ephyra.server.store.LaneChange;
import dev.ephyra.server.store.PositionWriter;
import dev.ephyra.server.store.StoreException;
import dev.ephyra.server.store.StoredLanes;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Webhooks from the journal: gives each room with a {@code webhookUrl} its lane and each lane its records.
 *
 * <p>It follows the log strictly: records that the pump pushes are taken if they are the next ones, and whatever lies
 * between, after a start or after too much came at once, it reads for itself. How far it has looked for rooms is kept
 * with the lanes, so a crash between a room and its lane costs nothing.
 *
 * <p>Deploy it on Vert.x: its context owns everything. {@link #onRecords} is for the pump's thread; {@link #drain} and
 * the accessors are for any.
 */
public final class WebhookDispatcher implements Deployable, RecordSink {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookDispatcher.class);
    // Pushed and not yet taken: 32,768 records of about 300 B are 10 MB; above it they are read from the journal.
    private static final int MAX_INBOX = 32_768;
    // A tenth of the shortest retry.
    private static final long TICK_MILLIS = 50;
    private static final long READING_NANOS = TimeUnit.SECONDS.toNanos(1);
    // What a start reads again at most, about 2 MB, against a row written for every commit.
    private static final long SCAN_WRITE_INTERVAL = 4_096;

    private final Vertx vertx;
    private final Journal journal;
    private final Path database;
    private final Resolver resolver;
    private final WebhookOptions options;
    private final AtomicInteger inbox = new AtomicInteger();
    private final Promise<Void> loaded = Promise.promise();
    private volatile WebhookStatistics statistics = WebhookStatistics.NONE;
    private volatile long pushedThrough;
    private volatile @Nullable Running running;

    /** What exists between deploy and undeploy. */
    private record Running(Context context, PositionWriter writer, JournalReader reader, LaneDriver lanes) {}

    // Of the context, from here on.
    private long nextOffset;
    private long scanWritten;
    private boolean scanning;
    private long unusableUrls;
    private long lastReadingNanos;

    /** @param database the file that holds the lanes */
    public WebhookDispatcher(Vertx vertx, Journal journal, Path database, Resolver resolver, WebhookOptions options) {
        this.vertx = vertx;
        this.journal = journal;
        this.database = database;
        this.resolver = resolver;
        this.options = options;
    }

    /** Completes at once; the lanes are taken up when {@link #loaded} completes. */
    @Override
    public Future<?> deploy(Context context) {
        pushedThrough = journal.durable();
        JournalReader reader = new JournalReader(journal);
        PositionWriter writer = new PositionWriter(database, journal.logEpoch(), new WriterListener(context));
        Poster poster = new Poster(vertx, context, resolver, options);
        LaneDriver lanes = new LaneDriver(context, options, poster, reader, writer);
        running = new Running(context, writer, reader, lanes);
        writer.start();
        return Future.succeededFuture();
    }

    /** Hands what the writer says to the context. */
    private final class WriterListener implements PositionWriter.Listener {
        private final Context context;

        WriterListener(Context context) {
            this.context = context;
        }

        @Override
        public void loaded(StoredLanes stored) {
            context.runOnContext(_ -> onLoaded(stored));
        }

        @Override
        public void refused(StoreException why) {
            loaded.tryFail(why);
        }

        @Override
        public void written(List<LaneChange> changes) {
            context.runOnContext(_ -> onWritten(changes));
        }
    }

    private void onWritten(List<LaneChange> changes) {
        Running current = running;
        if (current != null) {
            current.lanes().written(changes);
        }
    }

    private void onLoaded(StoredLanes stored) {
        Running current = running;
        if (current == null) {
            return;
        }
        if (stored.discarded() > 0) {
            LOG.warn("{} webhook lanes belong to another journal and were removed", stored.discarded());
        }
        if (stored.isNew() && journal.oldest() <= pushedThrough) {
            LOG.warn(
                    "{} did not exist: what the journal holds for webhooks, from record {} on, is delivered again",
                    database,
                    journal.oldest());
        }
        nextOffset = stored.scannedThrough() + 1;
        scanWritten = stored.scannedThrough();
        current.lanes().restore(stored);
        vertx.setPeriodic(TICK_MILLIS, _ -> tick());
        scanIfBehind(current);
        loaded.tryComplete();
    }

    /** Takes durable records, in log order. Never blocks and never holds more than a bounded number of them. */
    @Override
    public void onRecords(List<JournalRecord> records) {
        Running current = running;
        if (current == null || records.isEmpty()) {
            return;
        }
        pushedThrough = records.getLast().offset();
        if (inbox.addAndGet(records.size()) > MAX_INBOX) {
            inbox.addAndGet(-records.size());
            return;
        }
        current.context().runOnContext(_ -> {
            inbox.addAndGet(-records.size());
            // 0 until the lanes are loaded.
            if (nextOffset > 0) {
                if (records.getFirst().offset() <= nextOffset) {
                    take(current, records);
                }
                scanIfBehind(current);
            }
        });
    }

    private void take(Running current, List<JournalRecord> records) {
        for (JournalRecord event : records) {
            if (event.offset() >= nextOffset) {
                if (event.lifecycle() == JournalRecord.Lifecycle.OPENS && !open(current, event)) {
                    return;
                }
                current.lanes().offer(event);
                nextOffset = event.offset() + 1;
            }
        }
        if (nextOffset - 1 - scanWritten >= SCAN_WRITE_INTERVAL) {
            scanWritten = nextOffset - 1;
            current.lanes().scanned(scanWritten);
        }
        current.lanes().turnSoon();
    }

    /** Returns whether the record is dealt with; not while there are too many lanes. */
    private boolean open(Running current, JournalRecord opening) {
        Optional<String> url = webhookUrl(opening);
        if (url.isEmpty()) {
            return true;
        }
        if (WebhookUrl.parse(url.get()) instanceof WebhookUrl.Parsed.Rejected(String why)) {
            // A lane that can never deliver would keep its records, and in the end the disk, for ever.
            unusableUrls++;
            LOG.warn("Couldn't send notification through webhook: {}, reason: {}", url.get(), why);
            return true;
        }
        if (current.lanes().lanes() >= options.maxLanes()) {
            return false;
        }
        current.lanes().open(url.get(), opening);
        return true;
    }

    private static Optional<String> webhookUrl(JournalRecord opening) {
        try {
            return EventCodec.decode(opening.event()) instanceof RoomEvent.RoomCreated created
                    ? created.config().webhookUrl()
                    : Optional.empty();
        } catch (IllegalArgumentException unknown) {
            LOG.error("Record {} cannot be decoded; room {} gets no webhooks", opening.offset(), opening.room());
            return Optional.empty();
        }
    }

    private void scanIfBehind(Running current) {
        if (scanning || inbox.get() > 0 || nextOffset > pushedThrough) {
            return;
        }
        scanning = true;
        current.reader()
                .scan(nextOffset)
                .whenComplete((records, broken) -> current.context().runOnContext(_ -> {
                    scanning = false;
                    // Failing reads were logged by the pump; the next tick tries again.
                    if (broken == null && !records.isEmpty()) {
                        long before = nextOffset;
                        take(current, records);
                        if (nextOffset > before) {
                            scanIfBehind(current);
                        }
                    }
                }));
    }

    private void tick() {
        Running current = running;
        if (current == null) {
            return;
        }
        scanIfBehind(current);
        current.lanes().turn();
        long nowNanos = System.nanoTime();
        if (nowNanos - lastReadingNanos >= READING_NANOS) {
            lastReadingNanos = nowNanos;
            WebhookStatistics reading = current.lanes().statistics(unusableUrls);
            statistics = reading;
            journal.keepFrom(Math.min(reading.lanes().neededFromOffset(), nextOffset));
        }
    }

    /** Completes when the lanes of earlier runs are taken up; fails if the database is of a newer version. */
    public Future<Void> loaded() {
        return loaded.future();
    }

    /** Counts for metrics, at most a second old. */
    public WebhookStatistics statistics() {
        return statistics;
    }

    /** Age of the oldest undelivered notification; 0 if all is delivered. */
    public long oldestUndeliveredMicros(long nowWallMicros) {
        long oldestMicros = statistics.lanes().oldestHeadMicros();
        return oldestMicros == Long.MAX_VALUE ? 0 : Math.max(0, nowWallMicros - oldestMicros);
    }

    /** Why positions cannot be written at the moment, and so lanes do not proceed; empty if they can. */
    public Optional<String> health() {
        Running current = running;
        return current == null ? Optional.empty() : current.writer().health();
    }

    /**
     * Completes when everything durable so far is delivered, or is not tried again in time, or when the time is up.
     * Undeploy it then.
     */
    public Future<Void> drain(long timeoutNanos) {
        Running current = running;
        Promise<Void> drained = Promise.promise();
        if (current == null) {
            return Future.succeededFuture();
        }
        long deadlineNanos = System.nanoTime() + timeoutNanos;
        current.context()
                .runOnContext(_ -> vertx.setPeriodic(TICK_MILLIS, timer -> {
                    boolean taken = nextOffset > pushedThrough && nextOffset > journal.durable();
                    if (System.nanoTime() - deadlineNanos >= 0
                            || (taken && current.lanes().isDrained(deadlineNanos))) {
                        vertx.cancelTimer(timer);
                        drained.complete();
                    }
                }));
        return drained.future();
    }

    /** Stops posting, writes the positions that are known and lets go of the database. */
    @Override
    public Future<?> undeploy(Context context) {
        Running current = running;
        running = null;
        if (current == null) {
            return Future.succeededFuture();
        }
        current.lanes().stop();
        current.reader().close();
        // Closing waits for the last commit.
        return vertx.executeBlocking(() -> {
            current.writer().close();
            return null;
        });
    }
}
