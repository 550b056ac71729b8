package dev.ephyra.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.GroupCommitJournal;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalClock;
import dev.ephyra.journal.JournalCursor;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestartRecoveryTest {
    private static final Metadata RED = new Metadata("{\"team\":\"red\"}");

    @TempDir
    Path folder;

    /** One room of a journal is looked up; with a room for each 100 KB it is read as a whole. */
    @ParameterizedTest
    @ValueSource(ints = {2, 2_000})
    void endsEachOpenRoomOnceAndWithTheMetadataItIsChosenBy(int rooms) throws JournalException {
        try (Journal journal = open()) {
            RoomLoop loop = new RoomLoop(
                    new Mailbox(rooms),
                    journal,
                    new RoomRecorder(new EventIds(new SplittableRandom(1))),
                    RoomLoopLimits.of(new RoomCount(rooms)),
                    RoomMedia.NONE);
            for (int room = 0; room < rooms; room++) {
                new RoomDirectory(List.of(loop)).submit(new RoomId("room-" + room), create("room-" + room));
            }
            for (int turn = 0; turn <= rooms / 256; turn++) {
                loop.turn(new Moment(1, 1));
            }
        }

        try (Journal journal = open()) {
            long first =
                    RestartRecovery.endOpenRooms(journal, journal.recovery().openRooms());

            List<JournalRecord> endings = new ArrayList<>();
            JournalCursor cursor = journal.cursor(first);
            while (cursor.position() <= journal.durable()) {
                endings.addAll(cursor.poll(512));
            }
            assertThat(endings).extracting(JournalRecord::room).hasSize(rooms).doesNotHaveDuplicates();
            assertThat(endings).extracting(JournalRecord::roomSeq).containsOnly(2L);
            assertThat(endings).map(EventFacts::of).allSatisfy(facts -> {
                assertThat(facts.type()).isEqualTo(EventType.ROOM_CRASHED);
                assertThat(facts.reason()).isEqualTo("node_restarted");
                assertThat(facts.context().roomMetadata()).isEqualTo(RED);
                assertThat(facts.context().lastAliveAtMicros()).isEqualTo(1);
            });
        }
        try (Journal journal = open()) {
            assertThat(RestartRecovery.endOpenRooms(journal, journal.recovery().openRooms()))
                    .isEqualTo(journal.durable() + 1);
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
