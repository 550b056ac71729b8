package dev.ephyra.server.webhook;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.lane.LaneCounts;
import dev.ephyra.notify.lane.WebhookUrl;
import dev.ephyra.server.store.StoredEndpoint;
import io.vertx.core.Context;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each room its lanes, in the order in which the rooms were created. Rooms that come while there are too many lanes wait
 * in the journal, for which one offset is enough: from there on it is read again when lanes have ended. What such a lane has
 * missed by then it reads for itself. Owned by the dispatcher's context.
 */
final class LaneOpener {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookDispatcher.class);
    private static final long WARN_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
    // One read of 150 KB, while rooms wait.
    private static final long READ_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Context context;
    private final JournalReader reader;
    private final EndpointRegistry registry;
    private final LaneDriver lanes;
    private final OpenRooms rooms;
    private final LongSupplier nextOffset;
    private final int maxLanes;
    // Every room created before this offset has its lanes; 0 if no room waits.
    private long waitingFrom;
    private long waitingSinceMicros;
    private int wantedLanes;
    private boolean reading;
    private long readNanos;
    private long warnedNanos;
    private long unusableUrls;

    /** @param nextOffset of the first record that was not offered to the lanes yet */
    LaneOpener(
            Context context,
            JournalReader reader,
            EndpointRegistry registry,
            LaneDriver lanes,
            OpenRooms rooms,
            LongSupplier nextOffset,
            int maxLanes) {
        this.context = context;
        this.reader = reader;
        this.registry = registry;
        this.lanes = lanes;
        this.rooms = rooms;
        this.nextOffset = nextOffset;
        this.maxLanes = maxLanes;
    }

    /** A room was created; its later records are not offered yet. It waits if there are too many lanes, or others wait. */
    void created(JournalRecord opening) {
        RoomOpening room = RoomOpening.of(opening);
        rooms.opened(opening, room.metadata());
        if (waitingFrom == 0 && !open(opening, room, false)) {
            warn(opening.room());
        }
    }

    /** Rooms may begin to wait many times a second. */
    private void warn(String room) {
        long nowNanos = System.nanoTime();
        if (warnedNanos == 0 || nowNanos - warnedNanos >= WARN_INTERVAL_NANOS) {
            warnedNanos = nowNanos;
            LOG.warn(
                    "{} webhook lanes are unfinished: room {} and those after it wait in the journal for theirs",
                    lanes.lanes(),
                    room);
        }
    }

    /** The open rooms that an endpoint wants and has no lane for, but for those that wait: they meet it when it is their turn. */
    List<OpenRooms.OpenRoom> missing(Endpoint endpoint) {
        long through = openedThrough();
        return rooms.all().stream()
                .filter(room -> room.openedAt() <= through)
                .filter(room ->
                        RoomOpening.wants(endpoint.filter(), room.incarnation().room(), room.metadata()))
                .filter(room -> lanes.lane(endpoint.id(), room.incarnation()).isEmpty())
                .toList();
    }

    /** Whether {@link #admit} may be called. */
    boolean hasSpaceFor(List<OpenRooms.OpenRoom> missing) {
        return missing.isEmpty() || fits(missing.size());
    }

    /** Opens lanes for open rooms; they get what comes from now on. */
    void admit(Endpoint endpoint, List<OpenRooms.OpenRoom> missing) {
        missing.forEach(room -> lanes.openAt(endpoint.id(), room.incarnation(), room.now()));
    }

    /** Opens what waits, as far as there is space. To be called often. */
    void turn() {
        long nowNanos = System.nanoTime();
        // How many are wanted may have changed with the endpoints.
        boolean due = fits(wantedLanes) || nowNanos - readNanos >= READ_INTERVAL_NANOS;
        if (waitingFrom == 0 || reading || !due) {
            return;
        }
        reading = true;
        readNanos = nowNanos;
        reader.scan(waitingFrom)
                .whenComplete((records, broken) -> context.runOnContext(_ -> {
                    reading = false;
                    // Failing reads were logged by the pump; the next turn tries again.
                    if (broken == null && openLate(records)) {
                        turn();
                    }
                }));
    }

    /** Returns whether to go on at once. What is not offered yet is none of ours: rooms there are opened when it is. */
    private boolean openLate(List<JournalRecord> records) {
        for (JournalRecord record : records) {
            if (record.offset() >= nextOffset.getAsLong()) {
                waitingFrom = nextOffset.getAsLong();
                break;
            }
            if (OpenRooms.isOpening(record) && !open(record, RoomOpening.of(record), true)) {
                return false;
            }
            waitingFrom = record.offset() + 1;
        }
        if (waitingFrom >= nextOffset.getAsLong()) {
            waitingFrom = 0;
            waitingSinceMicros = 0;
            return false;
        }
        return !records.isEmpty();
    }

    /** Opens the lanes of a room, all or none; {@code late} if later records of it were offered already. */
    private boolean open(JournalRecord opening, RoomOpening room, boolean late) {
        List<String> wanted = registry.all().stream()
                .map(StoredEndpoint::endpoint)
                .filter(endpoint -> RoomOpening.wants(endpoint.filter(), opening.room(), room.metadata()))
                .map(Endpoint::id)
                .toList();
        Optional<String> url = room.webhookUrl();
        Optional<String> unusable = url.flatMap(LaneOpener::problem);
        boolean hasUrl = url.isPresent() && unusable.isEmpty();
        int needed = wanted.size() + (hasUrl ? 1 : 0);
        if (needed > 0 && !fits(needed)) {
            waitingFrom = opening.offset();
            waitingSinceMicros = opening.occurredAtMicros();
            wantedLanes = needed;
            return false;
        }
        if (unusable.isPresent()) {
            // A lane that can never deliver would keep its records, and in the end the disk, for ever.
            unusableUrls++;
            LOG.warn("Couldn't send notification through webhook: {}, reason: {}", url.get(), unusable.get());
        }
        wantedLanes = 0;
        if (hasUrl) {
            lanes.openUrl(url.get(), room.batches(), opening, late);
        }
        wanted.forEach(endpointId -> lanes.open(endpointId, opening, late));
        return true;
    }

    private static Optional<String> problem(String url) {
        return WebhookUrl.parse(url) instanceof WebhookUrl.Parsed.Rejected(String why)
                ? Optional.of(why)
                : Optional.empty();
    }

    private boolean fits(int more) {
        return lanes.lanes() + more <= maxLanes;
    }

    /** Whether the rooms of records that were offered up to now have their lanes. */
    boolean isCaughtUp() {
        return waitingFrom == 0;
    }

    /** The offset before the first record whose room may still have to be given lanes. */
    long openedThrough() {
        return (waitingFrom == 0 ? nextOffset.getAsLong() : waitingFrom) - 1;
    }

    /** The reading of the lanes, with what waits for one. */
    WebhookStatistics statistics() {
        WebhookStatistics reading = lanes.statistics(unusableUrls);
        if (waitingFrom == 0) {
            return reading;
        }
        LaneCounts counts = reading.lanes();
        return new WebhookStatistics(
                new LaneCounts(
                        counts.lanes(),
                        counts.inFlight(),
                        counts.blocked(),
                        Math.min(counts.neededFromOffset(), waitingFrom),
                        Math.min(counts.oldestHeadMicros(), waitingSinceMicros),
                        counts.watchdogTrips()),
                reading.delivered(),
                reading.refused(),
                reading.failed(),
                reading.unusableUrls());
    }
}
