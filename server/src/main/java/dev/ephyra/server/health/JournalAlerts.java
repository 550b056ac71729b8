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
    private final AtomicLong expiredRecords = new AtomicLong();
    private final AtomicLong damagedRecords = new AtomicLong();
    private final AtomicLong damagedRanges = new AtomicLong();

    private JournalAlerts(UUID logEpoch, Consumer<ServerEvent> events) {
        this.logEpoch = logEpoch;
        this.events = events;
    }

    /**
     * Tells of the damage that was found when {@code journal} was opened, unless the journal holds that it was told of, and of
     * all that it finds from now on.
     */
    public static JournalAlerts of(Journal journal, Consumer<ServerEvent> events) {
        JournalAlerts told = new JournalAlerts(journal.logEpoch(), events);
        List<Recovery.Quarantined> costly = journal.recovery().quarantined().stream()
                .filter(range -> range.toOffset() >= range.fromOffset())
                .toList();
        if (!costly.isEmpty()) {
            AnnouncedDamage before = AnnouncedDamage.of(journal);
            for (Recovery.Quarantined range : costly) {
                told.count(range.fromOffset(), range.toOffset());
                if (!before.covers(range.fromOffset(), range.toOffset())) {
                    String detail = range.segment() + ": " + range.why();
                    told.corrupt(range.fromOffset(), range.toOffset(), range.rooms(), detail);
                }
            }
        }
        journal.onAlert(told::heard);
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
                // What costs no record, as an index that was made again, is in the log of the process only.
                if (to >= from) {
                    count(from, to);
                    corrupt(from, to, rooms, "found while reading");
                }
            }
        }
    }

    private void count(long from, long to) {
        damagedRanges.incrementAndGet();
        damagedRecords.addAndGet(to - from + 1);
    }

    private void corrupt(long from, long to, List<String> rooms, String detail) {
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
