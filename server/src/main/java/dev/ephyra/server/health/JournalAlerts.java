package dev.ephyra.server.health;

import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalAlert;
import dev.ephyra.journal.Recovery;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.wire.delivery.EventsExpired;
import dev.ephyra.wire.delivery.LogCorruption;
import dev.ephyra.wire.delivery.RetentionBlocked;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the server's events, in the log of the process and in figures what the journal has to tell of itself. Thread-safe: it
 * hears on whatever thread found it out.
 */
public final class JournalAlerts {
    private static final Logger LOG = LoggerFactory.getLogger(JournalAlerts.class);

    private final UUID logEpoch;
    private final Consumer<ServerEvent> events;
    // Reading it may find damage, which is told of without it.
    private volatile AnnouncedDamage announced = AnnouncedDamage.NONE;
    private final AtomicLong expiredRecords = new AtomicLong();
    private final AtomicLong damagedRecords = new AtomicLong();
    private final AtomicLong damagedRanges = new AtomicLong();

    private JournalAlerts(UUID logEpoch, Consumer<ServerEvent> events) {
        this.logEpoch = logEpoch;
        this.events = events;
    }

    /**
     * Tells of the damage that was found when {@code journal} was opened and of all that it finds from now on, unless the
     * journal holds that an earlier run told of it. Reads what the server said of itself.
     */
    public static JournalAlerts of(Journal journal, Consumer<ServerEvent> events) {
        JournalAlerts told = new JournalAlerts(journal.logEpoch(), events);
        journal.onAlert(told::heard);
        told.announced = AnnouncedDamage.of(journal);
        for (Recovery.Quarantined range : journal.recovery().quarantined()) {
            told.corrupt(range.fromOffset(), range.toOffset(), range.rooms(), range.segment() + ": " + range.why());
        }
        return told;
    }

    /** Undelivered records that were deleted, since the start. */
    public long expiredRecords() {
        return expiredRecords.get();
    }

    /** Records that do not check, found since the start and at it. */
    public long damagedRecords() {
        return damagedRecords.get();
    }

    public long damagedRanges() {
        return damagedRanges.get();
    }

    void heard(JournalAlert alert) {
        switch (alert) {
            case JournalAlert.RetentionBlocked(long oldestNeeded, long bytes) -> {
                LOG.error(
                        "What is undelivered, from record {} on, keeps the journal above its limit, at {} bytes; at twice"
                                + " the limit the oldest records are deleted all the same",
                        oldestNeeded,
                        bytes);
                events.accept(new ServerEvent.Blocked(RetentionBlocked.newBuilder()
                        .setOldestNeededCursor(cursor(oldestNeeded))
                        .setJournalBytes(bytes)
                        .build()));
            }
            case JournalAlert.RetentionFreed() -> LOG.info("The journal is within its limits again");
            case JournalAlert.Expired(long from, long to) -> {
                LOG.error("Records {} to {} are deleted, and were not delivered to everyone", from, to);
                expiredRecords.addAndGet(to - from + 1);
                events.accept(new ServerEvent.Expired(EventsExpired.newBuilder()
                        .setFromCursor(cursor(from))
                        .setToCursor(cursor(to))
                        .setCause("retention")
                        .build()));
            }
            case JournalAlert.Corrupt(long from, long to, List<String> rooms) -> {
                LOG.error("Records {} to {} do not check; their bytes are in the quarantine", from, to);
                corrupt(from, to, rooms, "found while reading");
            }
        }
    }

    private void corrupt(long from, long to, List<String> rooms, String detail) {
        // What costs no record, as an index that was made again, is in the log of the process only.
        if (to < from) {
            return;
        }
        damagedRanges.incrementAndGet();
        damagedRecords.addAndGet(to - from + 1);
        if (announced.covers(from, to)) {
            return;
        }
        events.accept(new ServerEvent.Corrupted(LogCorruption.newBuilder()
                .setFromCursor(cursor(from))
                .setToCursor(cursor(to))
                .setDetail(detail)
                .addAllRoomIds(rooms.subList(0, Math.min(rooms.size(), Joining.MAX_ROOMS_NAMED)))
                .build()));
    }

    private String cursor(long offset) {
        return Cursor.of(logEpoch, offset).text();
    }
}
