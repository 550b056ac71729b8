package dev.ephyra.server.health;

import dev.ephyra.journal.Draft;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalHealth;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.server.rooms.EventIds;
import dev.ephyra.wire.delivery.DeliveryDeadLettered;
import dev.ephyra.wire.delivery.EventsExpired;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only one that appends records of {@link ServerEvent#ROOM}, so that they are numbered without gaps: each run of the server
 * is one incarnation, numbered from 1. Anyone may {@link #tell} it something, from any thread and without waiting.
 *
 * <p>Nothing is appended while the journal does not take requests: what is said of a full disk must not fill it. What waits
 * is joined by {@link HealthPace}; what is said of events of this very kind goes to the log of the process alone, or two
 * endpoints that fail would tell of each other for ever.
 */
public final class ServerEventLog {
    /** Told and not yet looked at: 1 KB each, 1 MB; its thread takes all of them in a turn. */
    static final int MAX_INBOX = 1_024;

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long REFUSED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long STOP_MILLIS = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(ServerEventLog.class);

    private final Journal journal;
    private final UUID epoch = UUID.randomUUID();
    private final EventIds ids = new EventIds(new SplittableRandom(new SecureRandom().nextLong()));
    private final BlockingQueue<ServerEvent> inbox = new ArrayBlockingQueue<>(MAX_INBOX);
    private final HealthPace pace = new HealthPace(System.nanoTime());
    private final AtomicLong dropped = new AtomicLong();
    private final Map<EventType, LongAdder> told = new EnumMap<>(EventType.class);
    private final Thread thread = Thread.ofPlatform().name("server-events").unstarted(this::run);
    private volatile boolean stopping;

    // Of the thread.
    private long lastSeq;
    private long lastOccurredAtMicros;

    private ServerEventLog(Journal journal) {
        this.journal = journal;
        for (EventType type : EventType.values()) {
            told.put(type, new LongAdder());
        }
    }

    /** A new incarnation that takes what it is told, and appends it when it is {@linkplain #begin begun}. */
    public static ServerEventLog of(Journal journal) {
        return new ServerEventLog(journal);
    }

    /** Begins to append, once. Nothing is appended before something is told. */
    public void begin() {
        thread.start();
    }

    /** Takes {@code event}, to be appended soon. Any thread; never waits. */
    public void tell(ServerEvent event) {
        Objects.requireNonNull(told.get(event.type())).increment();
        if (isAboutEventsOfTheServer(event)) {
            LOG.warn(
                    "{}, of what the server says of itself, at {}", event.type().text(), event.endpointId());
        } else if (stopping || !inbox.offer(event)) {
            drop(event);
        }
    }

    /** How often {@code type} was told since the start, in the journal or not. */
    public long told(EventType type) {
        return Objects.requireNonNull(told.get(type)).sum();
    }

    /** How many were not appended for want of room or at the end. */
    public long dropped() {
        return dropped.get();
    }

    private static boolean isAboutEventsOfTheServer(ServerEvent event) {
        return switch (event) {
            case ServerEvent.DeadLettered(DeliveryDeadLettered message) ->
                message.getRoomId().equals(ServerEvent.ROOM);
            case ServerEvent.Expired(EventsExpired message) ->
                message.getRoomId().equals(ServerEvent.ROOM);
            case ServerEvent.Degraded _,
                    ServerEvent.Tripped _,
                    ServerEvent.Recovered _,
                    ServerEvent.Stopped _,
                    ServerEvent.Corrupted _,
                    ServerEvent.Blocked _ -> false;
        };
    }

    private void drop(ServerEvent event) {
        if (dropped.getAndIncrement() == 0) {
            LOG.error(
                    "Too much happens to tell everything of it; the first to be left out: {}",
                    event.type().text());
        }
    }

    private void run() {
        long waitNanos = IDLE_NANOS;
        while (!stopping) {
            try {
                ServerEvent first = inbox.poll(waitNanos, TimeUnit.NANOSECONDS);
                waitNanos = turn(first == null ? List.of() : List.of(first));
            } catch (InterruptedException told) {
                break;
            }
        }
        turn(List.of());
        if (accepts()) {
            append(pace.flush());
        }
    }

    /** Returns how long it may wait for more. */
    private long turn(List<ServerEvent> first) {
        List<ServerEvent> told = new ArrayList<>(first);
        inbox.drainTo(told);
        long nowNanos = System.nanoTime();
        for (ServerEvent event : told) {
            if (!pace.offer(event, nowNanos)) {
                drop(event);
            }
        }
        if (!accepts()) {
            return REFUSED_NANOS;
        }
        append(pace.poll(nowNanos));
        return pace.nanosToNext(IDLE_NANOS);
    }

    private boolean accepts() {
        return journal.health() instanceof JournalHealth.Accepting;
    }

    /** Containment point: an event that the journal does not take must not silence those that follow. */
    private void append(List<ServerEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        try {
            long seq = lastSeq;
            List<Draft> drafts = new ArrayList<>(events.size());
            for (ServerEvent event : events) {
                drafts.add(draft(event, ++seq));
            }
            journal.append(drafts);
            lastSeq = seq;
        } catch (RuntimeException refused) {
            dropped.addAndGet(events.size());
            LOG.error("{} events of the server itself are not in the journal", events.size(), refused);
        }
    }

    private Draft draft(ServerEvent event, long seq) {
        long wallMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        lastOccurredAtMicros = Math.max(lastOccurredAtMicros, wallMicros);
        return new Draft(
                ServerEvent.ROOM,
                epoch,
                seq,
                ids.mint(lastOccurredAtMicros / 1000),
                lastOccurredAtMicros,
                // It neither opens nor closes: a start must not take it for a room that nobody ended.
                Lifecycle.CONTINUES,
                event.stored(),
                event.notification());
    }

    /** Appends what was told so far, and takes nothing any more. Stop it before the journal is closed. */
    public void stop() throws InterruptedException {
        stopping = true;
        thread.interrupt();
        thread.join(STOP_MILLIS);
    }
}
