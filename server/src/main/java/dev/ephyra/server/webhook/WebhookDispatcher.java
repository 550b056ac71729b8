package dev.ephyra.server.webhook;

import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.endpoint.Endpoints;
import dev.ephyra.notify.signature.SigningKeys;
import dev.ephyra.notify.socket.ConsumerPositions;
import dev.ephyra.server.config.ConfiguredEndpoint;
import dev.ephyra.server.pump.RecordSink;
import dev.ephyra.server.secret.SecretBox;
import dev.ephyra.server.store.PositionWriter;
import dev.ephyra.server.store.StoreChange;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Webhooks from the journal: gives each room its lanes, to its {@code webhookUrl} and to every registered endpoint that wants
 * it, and each lane its records.
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
    private final Parts parts;
    private final WebhookOptions options;
    private final ConsumerPlaces consumers = new ConsumerPlaces();
    private final AtomicInteger inbox = new AtomicInteger();
    private final Promise<Void> loaded = Promise.promise();
    private volatile WebhookStatistics statistics = WebhookStatistics.NONE;
    private volatile long pushedThrough;
    private volatile @Nullable Running running;

    /**
     * What it works with.
     *
     * @param database the file that holds the lanes and endpoints
     * @param roomKeys what POSTs to the {@code webhookUrl} of rooms are signed with; nothing signs them if empty
     * @param box seals the secrets of endpoints
     * @param configured the endpoints of the configuration file
     */
    public record Parts(
            Journal journal,
            Path database,
            Resolver resolver,
            WebhookOptions options,
            Optional<SigningKeys> roomKeys,
            SecretBox box,
            List<ConfiguredEndpoint> configured,
            EndpointEvents events) {}

    /** What exists between deploy and undeploy. */
    record Running(
            Context context,
            Journal journal,
            PositionWriter writer,
            JournalReader reader,
            JournalReader questions,
            EndpointRegistry registry,
            LaneDriver lanes,
            OpenRooms rooms,
            LaneOpener opener,
            Replays replays) {}

    // Of the context, from here on.
    private long nextOffset;
    private long scanWritten;
    private boolean scanning;
    private long lastReadingNanos;

    public WebhookDispatcher(Vertx vertx, Parts parts) {
        this.vertx = vertx;
        this.journal = parts.journal();
        this.parts = parts;
        this.options = parts.options();
    }

    /** Completes at once; the lanes are taken up when {@link #loaded} completes. */
    @Override
    public Future<?> deploy(Context context) {
        pushedThrough = journal.durable();
        JournalReader reader = new JournalReader(journal);
        PositionWriter writer = new PositionWriter(parts.database(), journal.logEpoch(), new WriterListener(context));
        Poster poster = new Poster(vertx, context, parts.resolver(), options);
        EndpointRegistry registry = new EndpointRegistry(parts.box(), parts.roomKeys());
        LaneDriver lanes = new LaneDriver(
                new LaneDriver.Around(context, reader, writer, registry, parts.events(), this::openedThrough),
                options,
                poster,
                journal.logEpoch());
        // What operators ask may read much, and lanes must not wait for it.
        JournalReader questions = new JournalReader(journal);
        OpenRooms rooms = new OpenRooms();
        LaneOpener opener =
                new LaneOpener(context, reader, registry, lanes, rooms, () -> nextOffset, options.maxLanes());
        running =
                new Running(context, journal, writer, reader, questions, registry, lanes, rooms, opener, new Replays());
        consumers.attach(writer);
        writer.start();
        return Future.succeededFuture();
    }

    private long openedThrough() {
        Running current = running;
        return current == null ? 0 : current.opener().openedThrough();
    }

    /** The registered endpoints. */
    public Endpoints endpoints() {
        return new EndpointDesk(() -> running);
    }

    /** What became of events at endpoints. */
    public Deliveries deliveries() {
        return new DeliveryDesk(() -> running);
    }

    /** Where the durable consumers of the server socket are. */
    public ConsumerPositions consumers() {
        return consumers;
    }

    /** Writes a consistent copy of the database to a file that does not exist. Completes on any thread. */
    public CompletionStage<Void> backup(Path target) {
        Running current = running;
        return current == null
                ? CompletableFuture.failedStage(new StoreException("webhooks are not running"))
                : current.writer().backup(target);
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
        public void written(List<StoreChange> changes) {
            context.runOnContext(_ -> onWritten(changes));
        }
    }

    private void onWritten(List<StoreChange> changes) {
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
                    parts.database(),
                    journal.oldest());
        }
        nextOffset = stored.scannedThrough() + 1;
        scanWritten = stored.scannedThrough();
        consumers.restore(stored.consumers());
        current.writer().write(current.registry().restore(stored));
        new ConfiguredEndpoints(current.registry(), current.writer())
                .apply(parts.configured(), LaneDriver.now().wallMicros());
        current.lanes().restore(stored);
        current.replays().restore(current, stored.replays());
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
                if (OpenRooms.isOpening(event)) {
                    current.opener().created(event);
                }
                current.rooms().follow(event);
                current.lanes().offer(event);
                nextOffset = event.offset() + 1;
            }
        }
        long opened = current.opener().openedThrough();
        if (opened - scanWritten >= SCAN_WRITE_INTERVAL) {
            scanWritten = opened;
            current.lanes().scanned(scanWritten);
        }
        current.lanes().turnSoon();
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
        current.opener().turn();
        current.replays().turn();
        long nowNanos = System.nanoTime();
        if (nowNanos - lastReadingNanos >= READING_NANOS) {
            lastReadingNanos = nowNanos;
            WebhookStatistics reading = current.opener().statistics();
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
                            || (taken
                                    && current.opener().isCaughtUp()
                                    && current.lanes().isDrained(deadlineNanos))) {
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
        current.replays().stop();
        current.lanes().stop();
        current.reader().close();
        current.questions().close();
        // Closing waits for the last commit.
        return vertx.executeBlocking(() -> {
            current.writer().close();
            return null;
        });
    }
}
