package dev.ephyra.server.rooms;

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
import dev.ephyra.room.Metadata;
import dev.ephyra.room.Moment;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartRecoveryTest {
    private static final Metadata RED = new Metadata("{\"team\":\"red\"}");

    @TempDir
    Path folder;

    @Test
    void endsEachOpenRoomOnceAndWithTheMetadataItIsChosenBy() throws JournalException {
        try (Journal journal = open()) {
            RoomLoop loop = new RoomLoop(
                    new Mailbox(8),
                    journal,
                    new RoomRecorder(new EventIds(new SplittableRandom(1))),
                    RoomLoopLimits.of(new RoomCount(2)));
            for (String room : List.of("blue", "green")) {
                new RoomDirectory(List.of(loop)).submit(new RoomId(room), create(room));
            }
            loop.turn(new Moment(1, 1));
        }

        try (Journal journal = open()) {
            long first = RestartRecovery.endOpenRooms(journal);

            List<JournalRecord> endings = journal.cursor(first).poll(10);
            assertThat(endings).extracting(JournalRecord::room).containsExactly("blue", "green");
            assertThat(endings).extracting(JournalRecord::roomSeq).containsOnly(2L);
            assertThat(endings).map(EventFacts::of).allSatisfy(facts -> {
                assertThat(facts.type()).isEqualTo(EventType.ROOM_CRASHED);
                assertThat(facts.reason()).isEqualTo("node_restarted");
                assertThat(facts.context().roomMetadata()).isEqualTo(RED);
            });
        }
        try (Journal journal = open()) {
            assertThat(RestartRecovery.endOpenRooms(journal)).isEqualTo(journal.durable() + 1);
        }
    }

    private static RoomCommand.CreateRoom create(String room) {
        RoomConfig config = new RoomConfig(
                new RoomId(room),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                RED,
                false);
        return new RoomCommand.CreateRoom(config, UUID.randomUUID());
    }

    private Journal open() throws JournalException {
        return GroupCommitJournal.open(FileDisk.open(folder), JournalOptions.defaults(), JournalClock.system());
    }
}
