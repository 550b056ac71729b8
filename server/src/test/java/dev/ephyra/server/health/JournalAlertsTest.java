package dev.ephyra.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.Draft;
import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.GroupCommitJournal;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalAlert;
import dev.ephyra.journal.JournalClock;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalOptions;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.SimulatedClock;
import dev.ephyra.journal.SimulatedDisk;
import dev.ephyra.journal.SimulatedJournal;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.wire.delivery.EventsExpired;
import dev.ephyra.wire.delivery.LogCorruption;
import dev.ephyra.wire.delivery.RetentionBlocked;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalAlertsTest {
    @TempDir
    Path folder;

    private final List<ServerEvent> told = new ArrayList<>();
    private Journal journal;
    private JournalAlerts events;

    @BeforeEach
    void open() throws JournalException {
        journal = GroupCommitJournal.open(FileDisk.open(folder), JournalOptions.defaults(), JournalClock.system());
        events = JournalAlerts.of(journal, told::add);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void tellsOfRecordsThatGoUndelivered() {
        events.heard(new JournalAlert.Expired(3, 7));

        assertThat(told)
                .containsExactly(new ServerEvent.Expired(EventsExpired.newBuilder()
                        .setFromCursor(cursor(3))
                        .setToCursor(cursor(7))
                        .setCause("retention")
                        .build()));
        assertThat(events.expiredRecords()).isEqualTo(5);
    }

    @Test
    void warnsBeforeAnyRecordGoes() {
        events.heard(new JournalAlert.RetentionBlocked(9, 1_000));
        events.heard(new JournalAlert.RetentionFreed());

        assertThat(told)
                .containsExactly(new ServerEvent.Blocked(RetentionBlocked.newBuilder()
                        .setOldestNeededCursor(cursor(9))
                        .setJournalBytes(1_000)
                        .build()));
    }

    @Test
    void tellsOfDamageThatCostsRecordsAndNamesSomeOfTheRooms() {
        events.heard(new JournalAlert.Corrupt(4, 4, List.of("blue")));
        events.heard(new JournalAlert.Corrupt(5, 4, List.of()));
        events.heard(new JournalAlert.Corrupt(8, 9, Collections.nCopies(500, "red")));

        assertThat(told)
                .extracting(ServerEvent::type)
                .containsExactly(EventType.LOG_CORRUPTION, EventType.LOG_CORRUPTION);
        assertThat(told.getFirst())
                .isEqualTo(new ServerEvent.Corrupted(LogCorruption.newBuilder()
                        .setFromCursor(cursor(4))
                        .setToCursor(cursor(4))
                        .setDetail("found while reading")
                        .addRoomIds("blue")
                        .build()));
        assertThat(((ServerEvent.Corrupted) told.getLast()).message().getRoomIdsCount())
                .isEqualTo(Joining.MAX_ROOMS_NAMED);
        assertThat(events.damagedRanges()).isEqualTo(2);
        assertThat(events.damagedRecords()).isEqualTo(3);
    }

    /** One that died before the event was durable tells again; one after that does not. */
    @Test
    void tellsOfDamageAgainUntilTheJournalHoldsThatItWasTold() throws Exception {
        SimulatedClock clock = new SimulatedClock();
        SimulatedDisk disk = new SimulatedDisk(1);
        UUID log = new UUID(1, 1);
        for (int start = 0; start < 4; start++) {
            told.clear();
            SimulatedJournal opened = SimulatedJournal.open(disk, clock, JournalOptions.defaults(), log, _ -> 4);
            JournalAlerts alerts = JournalAlerts.of(opened.journal(), told::add);
            assertThat(alerts.damagedRecords()).isEqualTo(4);
            if (start < 2) {
                assertThat(told).extracting(ServerEvent::type).containsExactly(EventType.LOG_CORRUPTION);
            } else {
                assertThat(told).isEmpty();
            }
            if (start == 1) {
                ServerEvent event = told.getFirst();
                opened.journal()
                        .append(List.of(new Draft(
                                ServerEvent.ROOM,
                                new UUID(2, 2),
                                1,
                                new UUID(3, 3),
                                1,
                                JournalRecord.Lifecycle.CONTINUES,
                                event.stored(),
                                event.notification())));
                opened.turn();
            }
            disk = disk.kill();
        }
    }

    private String cursor(long offset) {
        return Cursor.of(journal.logEpoch(), offset).text();
    }
}
