package dev.ephyra.server.webhook;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.lane.Answer;
import dev.ephyra.notify.lane.EndpointView;
import dev.ephyra.notify.lane.Incarnation;
import dev.ephyra.notify.lane.Item;
import dev.ephyra.notify.lane.Lane;
import dev.ephyra.notify.lane.LaneBook;
import dev.ephyra.notify.lane.LaneIdentity;
import dev.ephyra.notify.lane.LaneOutput;
import dev.ephyra.notify.lane.LanePosition;
import dev.ephyra.notify.lane.WebhookUrl;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.room.Moment;
import dev.ephyra.server.store.DeadLetterRow;
import dev.ephyra.server.store.PositionWriter;
import dev.ephyra.server.store.StoreChange;
import dev.ephyra.server.store.StoredLanes;
import dev.ephyra.server.webhook.PostHeaders.Letter;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the lanes want: posts, writes positions, reads history; and tells them what came of it. Inputs that arrive
 * in one turn of the event loop are handled together, so that their positions travel in one hand-off. Owned by the
 * dispatcher's context.
 */
final class LaneDriver {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookDispatcher.class);
    // Twice what requests are held back for; anything later the tick finds in time.
    private static final long SOON_NANOS = 10_000_000;

    private final Context context;
    private final LaneBook book;
    private final Courier courier;
    private final JournalReader reader;
    private final PositionWriter writer;
    private final EndpointRegistry registry;
    private final EndpointEvents events;
    private final LongSupplier openedThrough;
    private final DeadLetterCounts deadLetters;
    private final RoomUrls urls = new RoomUrls();
    private List<StoreChange> changes = new ArrayList<>();
    private long nextLaneId = 1;
    // 0 when there is nothing to write.
    private long scannedThrough;
    private boolean turnDue;
    private boolean wakeDue;
    private boolean stopped;

    /** What the lanes need around them; every room created up to {@code openedThrough} has been opened. */
    record Around(
            Context context,
            JournalReader reader,
            PositionWriter writer,
            EndpointRegistry registry,
            EndpointEvents events,
            LongSupplier openedThrough) {}

    LaneDriver(Around around, WebhookOptions options, Poster poster, UUID logEpoch) {
        this.context = around.context();
        this.reader = around.reader();
        this.writer = around.writer();
        this.registry = around.registry();
        this.events = around.events();
        this.openedThrough = around.openedThrough();
        this.deadLetters = new DeadLetterCounts(context, writer, registry);
        this.book = new LaneBook(options.limits(), options.schedule());
        this.courier = new Courier(poster, logEpoch, registry.keys(), new AttemptLog(), options, change -> {
            changes.add(change);
            // Whoever asks for what became of a POST that was just answered must find it.
            turnSoon();
        });
    }

    Courier courier() {
        return courier;
    }

    void restore(StoredLanes stored) {
        Moment now = now();
        registry.all().forEach(endpoint -> register(endpoint.endpoint()));
        for (StoredLanes.StoredLane lane : stored.lanes()) {
            String endpointId = lane.identity().endpointId();
            nextLaneId = Math.max(nextLaneId, lane.identity().id() + 1);
            if (registry.find(endpointId).isEmpty()) {
                if (!(WebhookUrl.parse(endpointId) instanceof WebhookUrl.Parsed.Accepted)) {
                    // Of an endpoint that was removed; nothing could ever deliver it.
                    changes.add(new StoreChange.LaneFinished(lane.identity().id()));
                    continue;
                }
                // Whether its room asked for batches nobody knows any more, so it gets none.
                urls.opened(endpointId, lane.identity().id(), false);
                register(urls.endpoint(endpointId));
            }
            book.restore(lane.identity(), lane.position(), lane.memory(), now);
        }
        turnSoon();
    }

    /** Adds or changes an endpoint. */
    void register(Endpoint endpoint) {
        boolean isNew = book.endpoint(endpoint.id()).isEmpty();
        book.endpoint(endpoint, now());
        if (isNew) {
            registry.memory(endpoint.id()).ifPresent(memory -> book.restoreEndpoint(endpoint.id(), memory, now()));
        }
        turnSoon();
    }

    /** Nothing is sent to it any more; a request that is out already ends as it may. */
    void remove(String endpointId) {
        book.removeEndpoint(endpointId);
        courier.withdraw(endpointId, "the endpoint was deleted");
        turnSoon();
    }

    void pause(String endpointId) {
        book.pause(endpointId, now());
        turn();
    }

    void resume(String endpointId) {
        book.resume(endpointId, now());
        turn();
    }

    /**
     * Opens a lane to the {@code webhookUrl} of a room.
     *
     * @param late whether records after {@code opening} were offered, so that the lane has to read them
     */
    void openUrl(String url, boolean batches, JournalRecord opening, boolean late) {
        urls.opened(url, nextLaneId, batches);
        register(urls.endpoint(url));
        open(url, opening, late);
    }

    /** Opens a lane to a registered endpoint. */
    void open(String endpointId, JournalRecord opening, boolean late) {
        if (late) {
            openAt(endpointId, Incarnation.of(opening), LanePosition.startingAfter(opening.offset() - 1));
        } else {
            book.open(nextLaneId++, endpointId, opening);
        }
    }

    /** Opens a lane for a room that has been open for a while. */
    void openAt(String endpointId, Incarnation incarnation, LanePosition start) {
        book.openAt(new LaneIdentity(nextLaneId++, endpointId, incarnation), start);
    }

    Optional<Lane> lane(String endpointId, Incarnation incarnation) {
        return book.lane(endpointId, incarnation);
    }

    void offer(JournalRecord event) {
        // Most rooms may have no lane at all, and their events need not be decoded here.
        if (event.roomSeq() == 0 || !book.hasLanes(Incarnation.of(event))) {
            return;
        }
        try {
            book.offer(event, EventFacts.of(event));
        } catch (IllegalArgumentException unknown) {
            LOG.error("Record {} cannot be decoded and is in no webhook: {}", event.offset(), unknown.getMessage());
        }
    }

    /** Every room created up to {@code offset} has been opened here. Written with or after their lanes. */
    void scanned(long offset) {
        scannedThrough = offset;
        turnSoon();
    }

    void written(List<StoreChange> durable) {
        deadLetters.written(durable);
        for (StoreChange change : durable) {
            if (change instanceof StoreChange.LaneOpened opened) {
                book.registered(opened.identity().id());
            } else if (change instanceof StoreChange.LaneAdvanced(long laneId, LanePosition _)) {
                book.positionWritten(laneId);
            } else if (change instanceof StoreChange.LaneFinished(long laneId)) {
                book.positionWritten(laneId);
            } else if (change instanceof StoreChange.DeadLettered(DeadLetterRow row)) {
                events.deadLettered(row.letter());
            }
        }
        turnSoon();
    }

    /** Lets what else arrives in this turn of the event loop come in first. */
    void turnSoon() {
        if (!turnDue && !stopped) {
            turnDue = true;
            context.runOnContext(_ -> turn());
        }
    }

    /** Ends overdue requests and lets the lanes proceed; also once in a while for their timers. */
    void turn() {
        turnDue = false;
        if (stopped) {
            return;
        }
        Moment now = now();
        courier.expire(now.nanos());
        LaneOutput output = book.poll(now);
        while (!(output instanceof LaneOutput.WaitUntil until)) {
            act(output, now);
            output = book.poll(now);
        }
        wakeIfSoon(until.nanos() - now.nanos());
        if (scannedThrough > 0) {
            changes.add(new StoreChange.Scanned(scannedThrough));
            scannedThrough = 0;
        }
        flush();
    }

    /** For what the tick would be too late for: requests that were held back for some milliseconds. */
    private void wakeIfSoon(long nanos) {
        if (!wakeDue && nanos < SOON_NANOS) {
            wakeDue = true;
            // Rounded up, so that it is time then.
            context.owner().setTimer(1 + Math.max(0, nanos) / 1_000_000, _ -> {
                wakeDue = false;
                turn();
            });
        }
    }

    private void flush() {
        if (!changes.isEmpty()) {
            writer.write(changes);
            changes = new ArrayList<>();
        }
    }

    private void act(LaneOutput output, Moment now) {
        switch (output) {
            case LaneOutput.Register(Lane lane) -> {
                // The record that creates the room is the next one, if the lane is there from its beginning.
                long scanned = Math.min(lane.acknowledged().offset() + 1, openedThrough.getAsLong());
                changes.add(new StoreChange.LaneOpened(lane.identity(), lane.acknowledged(), scanned));
            }
            case LaneOutput.Post post -> post(post, now);
            case LaneOutput.WritePosition write -> advance(write.lane(), write.position(), write.last());
            case LaneOutput.WriteDeadLetters dead -> {
                for (Item member : dead.members()) {
                    changes.add(new StoreChange.DeadLettered(DeadLetterRow.of(dead, member, now.wallMicros())));
                }
                advance(dead.lane(), dead.position(), dead.last());
            }
            case LaneOutput.RememberFailure remember ->
                changes.add(
                        new StoreChange.LaneFailing(remember.lane().identity().id(), remember.memory()));
            case LaneOutput.ReadHistory read -> read(read);
            case LaneOutput.Finished(Lane lane) -> finished(lane.identity());
            case LaneOutput.EndpointChanged changed -> changed(changed);
            case LaneOutput.WatchdogTripped(Lane lane, String what) ->
                LOG.error(
                        "No progress of room {} at {}: {}",
                        lane.identity().incarnation(),
                        lane.identity().endpointId(),
                        what);
            case LaneOutput.WaitUntil wait -> {}
        }
    }

    private void advance(Lane lane, LanePosition position, boolean last) {
        long laneId = lane.identity().id();
        changes.add(last ? new StoreChange.LaneFinished(laneId) : new StoreChange.LaneAdvanced(laneId, position));
    }

    private void finished(LaneIdentity identity) {
        String endpointId = identity.endpointId();
        urls.finished(endpointId, identity.id());
        if (registry.find(endpointId).isEmpty() && endpoint(endpointId).isEmpty() && registry.forget(endpointId)) {
            changes.add(new StoreChange.EndpointForgotten(endpointId));
        }
    }

    private void changed(LaneOutput.EndpointChanged changed) {
        registry.remember(changed.endpointId(), changed.memory());
        changes.add(new StoreChange.EndpointRemembered(changed.endpointId(), changed.memory()));
        endpoint(changed.endpointId()).ifPresent(endpoint -> events.changed(endpoint, changed));
        if (changed.to() == EndpointState.STOPPED) {
            LOG.error("Endpoint {} answered 410: nothing is sent to it until it is resumed", changed.endpointId());
        }
    }

    private void post(LaneOutput.Post post, Moment now) {
        Letter letter = new Letter(
                post.endpoint(), post.members(), post.attempt(), post.firstAttemptMicros(), post.gap(), false);
        contained(
                post,
                () -> courier.send(letter, now.wallMicros(), sent -> contained(post, () -> onResult(post, sent))));
    }

    /** Containment point: what breaks a request is a failure of it; its room must not wait for the watchdog. */
    private void contained(LaneOutput.Post post, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException broken) {
            LOG.error("A request to {} broke", post.endpoint().id(), broken);
            book.failed(post.lane(), post.ticket(), broken.toString(), false, now(), 0.5);
            turnSoon();
        }
    }

    private void onResult(LaneOutput.Post post, Courier.Sent sent) {
        double random = ThreadLocalRandom.current().nextDouble();
        switch (sent.result()) {
            case PostResult.Answered taken -> {
                var answer = new Answer(
                        taken.status(), taken.retryAfterMillis(), sent.attempt().answer());
                book.answered(post.lane(), post.ticket(), answer, now(), random);
            }
            case PostResult.Failed(String reason, boolean timeout) ->
                book.failed(post.lane(), post.ticket(), reason, timeout, now(), random);
        }
        turnSoon();
    }

    private void read(LaneOutput.ReadHistory read) {
        reader.history(read)
                .thenAccept(found -> context.runOnContext(_ -> {
                    double random = ThreadLocalRandom.current().nextDouble();
                    switch (found) {
                        case JournalReader.Found.Unreadable _ -> book.unreadable(read.lane(), now(), random);
                        case JournalReader.Found.Read(var records, var lost, int asked) -> {
                            lost.ifPresent(loss -> lost(read.lane(), loss));
                            book.read(read.lane(), records, asked, now(), random);
                        }
                    }
                    turnSoon();
                }));
    }

    private void lost(Lane lane, JournalReader.Loss loss) {
        events.expired(lane.identity(), loss.fromSeq(), loss.toSeq(), loss.cause());
        book.lost(lane, loss.fromSeq(), loss.toSeq());
    }

    int lanes() {
        return book.lanes().size();
    }

    /** A registered one, or the URL of rooms that are open. */
    Optional<Endpoint> endpoint(String endpointId) {
        return book.endpoint(endpointId);
    }

    Optional<EndpointState> state(String endpointId) {
        return book.state(endpointId);
    }

    Optional<EndpointView> view(String endpointId) {
        return book.view(endpointId);
    }

    List<EndpointView> views() {
        return book.views();
    }

    /** Whether every lane has delivered all, or will not try again before {@code deadlineNanos}. */
    boolean isDrained(long deadlineNanos) {
        return changes.isEmpty() && book.isDrained(deadlineNanos);
    }

    static Moment now() {
        return new Moment(System.nanoTime(), TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));
    }

    WebhookStatistics statistics(long unusableUrls) {
        return new WebhookStatistics(
                book.counts(), courier.delivered(), courier.refused(), courier.failed(), unusableUrls);
    }

    /** Posts nothing more. What was in flight is delivered again by the next start. */
    void stop() {
        stopped = true;
        flush();
        courier.close();
    }
}
