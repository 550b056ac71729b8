package dev.ephyra.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupCommitJournalTest {
    @TempDir
    Path folder;

    private GroupCommitJournal open() throws JournalException {
        return GroupCommitJournal.open(FileDisk.open(folder), JournalOptions.defaults(), JournalClock.system());
    }

    @Test
    void keepsWhatItSaidWasDurableOverARestart() throws Exception {
        try (GroupCommitJournal journal = open()) {
            CountDownLatch told = new CountDownLatch(3);
            journal.onDurable(records -> records.forEach(record -> told.countDown()));
            journal.append(List.of(Drafts.opens("a"), Drafts.continues("a", 2)));
            journal.append(List.of(Drafts.opens("b")));
            assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(journal.durable()).isEqualTo(3);
        }

        try (GroupCommitJournal journal = open()) {
            assertThat(journal.recovery().tornBytes()).isZero();
            assertThat(journal.recovery().quarantined()).isEmpty();
            assertThat(journal.recovery().openRooms())
                    .containsExactly(
                            new Recovery.OpenRoom("a", Drafts.epoch("a"), 2, 1_000_002),
                            new Recovery.OpenRoom("b", Drafts.epoch("b"), 1, 1_000_001));
            assertThat(journal.cursor(1).poll(10))
                    .map(Drafts::text)
                    .containsExactly(
                            Drafts.text(Drafts.record(Drafts.opens("a"), 1)),
                            Drafts.text(Drafts.record(Drafts.continues("a", 2), 2)),
                            Drafts.text(Drafts.record(Drafts.opens("b"), 3)));
            assertThat(journal.append(List.of(Drafts.closes("b", 2)))).isEqualTo(4);
        }
    }

    @Test
    void commitsWhatWasEnqueuedOnceItIsWoken() throws Exception {
        try (GroupCommitJournal journal = open()) {
            CountDownLatch told = new CountDownLatch(2);
            journal.onDurable(records -> records.forEach(record -> told.countDown()));

            assertThat(journal.enqueue(List.of(Drafts.opens("a")))).isEqualTo(1);
            assertThat(journal.enqueue(List.of(Drafts.opens("b")))).isEqualTo(2);
            journal.wake();

            assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void keepsRoomIdsThatAreNotAscii() throws Exception {
        List<String> rooms = List.of("blue", "blé", "房间", "a\uD83D\uDE00", "\uD83D?");
        try (GroupCommitJournal journal = open()) {
            rooms.forEach(room -> journal.append(List.of(Drafts.opens(room))));
        }

        try (GroupCommitJournal journal = open()) {
            assertThat(journal.cursor(1).poll(10))
                    .extracting(JournalRecord::room)
                    // A half of a pair has no UTF-8.
                    .containsExactly("blue", "blé", "房间", "a\uD83D\uDE00", "??");
        }
    }

    @Test
    void refusesASecondJournalOnTheSameFolder() throws Exception {
        try (GroupCommitJournal _ = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOfSatisfying(
                            JournalException.class, e -> assertThat(e.kind()).isEqualTo(JournalException.Kind.LOCKED))
                    .hasMessageContaining("used by another process (pid "
                            + ProcessHandle.current().pid() + ")")
                    .hasMessageContaining(folder.toString());
        }
    }

    @Test
    void givesEveryWriterAPlaceAndTellsInOrder() throws Exception {
        List<Long> told = Collections.synchronizedList(new ArrayList<>());
        try (GroupCommitJournal journal = open()) {
            journal.onDurable(records -> records.forEach(record -> told.add(record.offset())));
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String room = "room-" + i;
                writers.add(Thread.ofVirtual().start(() -> {
                    for (int seq = 1; seq <= 200; seq++) {
                        journal.append(List.of(Drafts.continues(room, seq)));
                    }
                }));
            }
            for (Thread writer : writers) {
                writer.join();
            }
        }

        assertThat(told).hasSize(1600).isSorted().startsWith(1L).endsWith(1600L);
        try (GroupCommitJournal journal = open()) {
            for (int i = 0; i < 8; i++) {
                String room = "room-" + i;
                assertThat(journal.history(room, Drafts.epoch(room), 150, 1000))
                        .extracting(JournalRecord::roomSeq)
                        .containsExactlyElementsOf(java.util.stream.LongStream.rangeClosed(151, 200)
                                .boxed()
                                .toList());
            }
        }
    }

    @Test
    void refusesARecordBeyondTheLimitAndTakesTheNext() throws Exception {
        try (GroupCommitJournal journal = open()) {
            Draft large = Drafts.draft(
                    "a", Drafts.epoch("a"), 1, JournalRecord.Lifecycle.OPENS, RecordFormat.MAX_PAYLOAD_BYTES + 8);
            assertThatThrownBy(() -> journal.append(List.of(large)))
                    .isInstanceOf(RecordTooLargeException.class)
                    .hasMessageContaining("1048576");
            assertThat(journal.append(List.of(Drafts.opens("a")))).isEqualTo(1);
        }
    }
}
