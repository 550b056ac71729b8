package dev.ephyra.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.GroupCommitJournal;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalClock;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalOptions;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.server.rooms.RestartRecovery;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.DeliveryDeadLettered;
import dev.ephyra.wire.delivery.EndpointDegraded;
import dev.ephyra.wire.delivery.EndpointTripped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerEventLogTest {
    @TempDir
    Path folder;

    @Test
    void numbersTheEventsOfARunFromOneInTheOrderTheyWereTold() throws Exception {
        List<JournalRecord> records = recordsAfter(log -> {
            log.tell(degraded("ep_a"));
            log.tell(tripped("ep_a"));
        });

        assertThat(records).extracting(JournalRecord::roomSeq).containsExactly(1L, 2L);
        assertThat(records).extracting(JournalRecord::room).containsOnly(ServerEvent.ROOM);
        assertThat(records)
                .extracting(JournalRecord::roomEpoch)
                .hasSize(2)
                .allMatch(records.get(0).roomEpoch()::equals);
        assertThat(records).extracting(JournalRecord::eventId).doesNotHaveDuplicates();
        assertThat(EventFacts.of(records.get(0)).type()).isEqualTo(EventType.ENDPOINT_DEGRADED);
        assertThat(EventFacts.of(records.get(1)).endpointId()).isEqualTo("ep_a");
        assertThat(ServerMessage.parseFrom(records.get(1).notification())
                        .getEndpointTripped()
                        .getEndpointId())
                .isEqualTo("ep_a");
    }

    @Test
    void beginsANewIncarnationWithEachRunAndLeavesNoRoomOpen() throws Exception {
        UUID first = recordsAfter(log -> log.tell(tripped("ep_a"))).getFirst().roomEpoch();

        try (Journal journal = open()) {
            assertThat(journal.recovery().openRooms()).isEmpty();
            long before = journal.durable();
            assertThat(RestartRecovery.endOpenRooms(journal, journal.recovery().openRooms()))
                    .isEqualTo(before + 1);
            assertThat(journal.durable()).isEqualTo(before);
        }
        List<JournalRecord> records = recordsAfter(log -> log.tell(tripped("ep_b")));

        assertThat(records).hasSize(2);
        assertThat(records.getLast().roomSeq()).isEqualTo(1);
        assertThat(records.getLast().roomEpoch()).isNotEqualTo(first);
    }

    @Test
    void saysNothingOfWhatBecameOfItsOwnEvents() throws Exception {
        DeliveryDeadLettered.Builder letter = DeliveryDeadLettered.newBuilder().setEndpointId("ep_a");

        List<JournalRecord> records = recordsAfter(log -> {
            log.tell(new ServerEvent.DeadLettered(
                    letter.setRoomId(ServerEvent.ROOM).build()));
            log.tell(new ServerEvent.DeadLettered(letter.setRoomId("blue").build()));
        });

        assertThat(records)
                .singleElement()
                .satisfies(record -> assertThat(ServerMessage.parseFrom(record.notification())
                                .getDeliveryDeadLettered()
                                .getRoomId())
                        .isEqualTo("blue"));
    }

    @Test
    void joinsAFloodAndAppendsTheRestAtItsEnd() throws Exception {
        int flood = 5 * ServerEventLog.MAX_INBOX;
        long[] dropped = new long[1];

        List<JournalRecord> records = recordsAfter(log -> {
            for (int i = 0; i < flood; i++) {
                log.tell(new ServerEvent.DeadLettered(
                        DeliveryDeadLettered.newBuilder().setEndpointId("ep_a").build()));
            }
            dropped[0] = log.dropped();
        });

        long told = 0;
        for (JournalRecord record : records) {
            told += 1
                    + ServerMessage.parseFrom(record.notification())
                            .getDeliveryDeadLettered()
                            .getFurther();
        }
        assertThat(told + dropped[0]).isEqualTo(flood);
        assertThat(records).hasSizeLessThan(flood / 2);
    }

    private interface Telling {
        void run(ServerEventLog log);
    }

    /** All records of the folder after one run in which something was told. */
    private List<JournalRecord> recordsAfter(Telling telling) throws JournalException, InterruptedException {
        try (Journal journal = open()) {
            ServerEventLog log = ServerEventLog.of(journal);
            log.begin();
            telling.run(log);
            log.stop();
        }
        try (Journal journal = open()) {
            List<JournalRecord> records = new ArrayList<>();
            var cursor = journal.cursor(1);
            while (cursor.position() <= journal.durable()) {
                records.addAll(cursor.poll(512));
            }
            return records;
        }
    }

    private Journal open() throws JournalException {
        return GroupCommitJournal.open(FileDisk.open(folder), JournalOptions.defaults(), JournalClock.system());
    }

    private static ServerEvent degraded(String endpoint) {
        return new ServerEvent.Degraded(
                EndpointDegraded.newBuilder().setEndpointId(endpoint).build());
    }

    private static ServerEvent tripped(String endpoint) {
        return new ServerEvent.Tripped(
                EndpointTripped.newBuilder().setEndpointId(endpoint).build());
    }
}
