package dev.ephyra.server.webhook;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.lane.Answer;
import dev.ephyra.notify.lane.Lane;
import dev.ephyra.notify.lane.LaneBook;
import dev.ephyra.notify.lane.LaneCounts;
import dev.ephyra.notify.lane.LaneMemory;
import dev.ephyra.notify.lane.LaneOutput;
import dev.ephyra.notify.lane.WebhookUrl;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.room.Moment;
import dev.ephyra.server.store.LaneChange;
import dev.ephyra.server.store.PositionWriter;
import dev.ephyra.server.store.StoredLanes;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Does what the lanes want: posts, writes positions, reads history; and tells them what came of it. Inputs that arrive
 * in one turn of the event loop are handled together, so that their positions travel in one hand-off. Owned by the
 * dispatcher's context.
 */
final class LaneDriver {
    // Rather more than URLs that are posted to at a time; one that falls out is only parsed and looked up again.
    private static final int MAX_TARGETS = 10_000;
    // Twice what requests are held back for; anything later the tick finds in time.
    private static final long SOON_NANOS = 10_000_000;

    private final Context context;
    private final LaneBook book;
    private final Poster poster;
    private final JournalReader reader;
    private final PositionWriter writer;
    private final FailureLog failures = new FailureLog();
    private final Map<String, Target> targets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Target> eldest) {
            return size() > MAX_TARGETS;
        }
    };
    private List<LaneChange> changes = new ArrayList<>();
    private long nextLaneId = 1;
    // 0 when there is nothing to write.
    private long scannedThrough;
    private boolean turnDue;
    private boolean wakeDue;
    private boolean stopped;
    private long delivered;
    private long refused;
    private long failed;

    LaneDriver(Context context, WebhookOptions options, Poster poster, JournalReader reader, PositionWriter writer) {
        this.context = context;
        this.book = new LaneBook(options.limits(), options.schedule());
        this.poster = poster;
        this.reader = reader;
        this.writer = writer;
    }

    void restore(StoredLanes stored) {
        for (StoredLanes.StoredLane lane : stored.lanes()) {
            nextLaneId = Math.max(nextLaneId, lane.identity().id() + 1);
            book.endpoint(Endpoint.ofRooms(lane.identity().endpointId(), false), now());
            book.restore(lane.identity(), lane.position(), LaneMemory.NONE, now());
        }
        turnSoon();
    }

    void open(String url, JournalRecord opening) {
        book.endpoint(Endpoint.ofRooms(url, false), now());
        book.open(nextLaneId++, url, opening);
    }

    void offer(JournalRecord event) {
        if (event.roomSeq() > 0) {
            book.offer(event, EventFacts.of(event));
        }
    }

    /** Every room created up to {@code offset} has been opened here. Written with or after their lanes. */
    void scanned(long offset) {
        scannedThrough = offset;
        turnSoon();
    }

    void written(List<LaneChange> durable) {
        for (LaneChange change : durable) {
            switch (change) {
                case LaneChange.Opened opened ->
                    book.registered(opened.identity().id());
                case LaneChange.Advanced advanced -> book.positionWritten(advanced.laneId());
                case LaneChange.Finished finished -> book.positionWritten(finished.laneId());
                case LaneChange.Scanned scanned -> {}
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
        long nowNanos = now.nanos();
        poster.expire(nowNanos);
        LaneOutput output = book.poll(now);
        while (!(output instanceof LaneOutput.WaitUntil until)) {
            act(output, nowNanos);
            output = book.poll(now);
        }
        wakeIfSoon(until.nanos() - nowNanos);
        if (scannedThrough > 0) {
            changes.add(new LaneChange.Scanned(scannedThrough));
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

    private void act(LaneOutput output, long nowNanos) {
        switch (output) {
            case LaneOutput.Register(Lane lane) ->
                changes.add(new LaneChange.Opened(
                        lane.identity(),
                        lane.acknowledged(),
                        lane.acknowledged().offset() + 1));
            case LaneOutput.Post post -> post(post, nowNanos);
            case LaneOutput.WritePosition write -> {
                long laneId = write.lane().identity().id();
                changes.add(
                        write.last()
                                ? new LaneChange.Finished(laneId)
                                : new LaneChange.Advanced(laneId, write.position()));
            }
            case LaneOutput.ReadHistory read -> read(read);
            case LaneOutput.Finished _,
                    LaneOutput.WriteDeadLetters _,
                    LaneOutput.RememberFailure _,
                    LaneOutput.EndpointChanged _,
                    LaneOutput.WatchdogTripped _ -> {}
            case LaneOutput.WaitUntil wait -> {}
        }
    }

    private void post(LaneOutput.Post post, long nowNanos) {
        Target target = target(post.endpoint().url());
        if (target == null) {
            // Such a lane is never opened; a row may say otherwise.
            onResult(post, new PostResult.Failed("not a usable URL"));
        } else {
            poster.post(
                    target,
                    post.members().getFirst().record().notification(),
                    nowNanos,
                    result -> onResult(post, result));
        }
    }

    private void onResult(LaneOutput.Post post, PostResult result) {
        Moment now = now();
        long nowNanos = now.nanos();
        double random = ThreadLocalRandom.current().nextDouble();
        switch (result) {
            case PostResult.Answered answer -> {
                boolean accepted = answer.status() >= 200 && answer.status() < 300;
                delivered += accepted ? 1 : 0;
                refused += accepted ? 0 : 1;
                if (!accepted) {
                    failures.refused(post.endpoint().url(), answer, nowNanos);
                }
                book.answered(post.lane(), post.ticket(), new Answer(answer.status(), -1, ""), now, random);
            }
            case PostResult.Failed failure -> {
                failed++;
                failures.failed(post.endpoint().url(), failure, nowNanos);
                book.failed(post.lane(), post.ticket(), failure.reason(), false, now, random);
            }
        }
        turnSoon();
    }

    private void read(LaneOutput.ReadHistory read) {
        reader.history(read)
                .thenAccept(found -> context.runOnContext(_ -> {
                    double random = ThreadLocalRandom.current().nextDouble();
                    book.read(read.lane(), found, read.max(), now(), random);
                    turnSoon();
                }));
    }

    private @Nullable Target target(String url) {
        Target known = targets.get(url);
        if (known == null && WebhookUrl.parse(url) instanceof WebhookUrl.Parsed.Accepted(WebhookUrl parsed)) {
            known = new Target(parsed);
            targets.put(url, known);
        }
        return known;
    }

    int lanes() {
        return book.lanes().size();
    }

    /** Whether every lane has delivered all, or will not try again before {@code deadlineNanos}. */
    boolean isDrained(long deadlineNanos) {
        return changes.isEmpty() && book.isDrained(deadlineNanos);
    }

    private static Moment now() {
        return new Moment(System.nanoTime(), TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));
    }

    WebhookStatistics statistics(long unusableUrls) {
        LaneCounts counts = book.counts();
        return new WebhookStatistics(counts, delivered, refused, failed, unusableUrls);
    }

    /** Posts nothing more. What was in flight is delivered again by the next start. */
    void stop() {
        stopped = true;
        flush();
        poster.close();
    }
}
