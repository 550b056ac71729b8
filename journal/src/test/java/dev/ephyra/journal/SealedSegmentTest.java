package dev.ephyra.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A log of many segments: indexes, their loss, and damage behind them. */
class SealedSegmentTest {
    private final SimulatedClock clock = new SimulatedClock();
    private SimulatedDisk disk = new SimulatedDisk(9);
    private GroupCommitJournal journal;

    SealedSegmentTest() throws JournalException {
        journal = open();
        for (int seq = 1; seq <= 200; seq++) {
            JournalRecord.Lifecycle lifecycle =
                    seq == 1 ? JournalRecord.Lifecycle.OPENS : JournalRecord.Lifecycle.CONTINUES;
            journal.append(List.of(Drafts.draft("a", seq, lifecycle), Drafts.opens("room-" + seq)));
            journal.turn();
            journal.append(List.of(Drafts.closes("room-" + seq, 2)));
            journal.turn();
        }
        assertThat(journal.durable()).isEqualTo(600);
        assertThat(journal.statistics().segments()).isGreaterThan(5);
    }

    private GroupCommitJournal open() throws JournalException {
        return GroupCommitJournal.openIdle(disk, JournalSimulationTest.SMALL, clock, JournalSimulationTest.LOG);
    }

    private void restart() throws JournalException {
        disk = disk.kill();
        journal = open();
    }

    private List<String> segments() throws Exception {
        return disk.list().stream()
                .filter(name -> SegmentHeader.baseOffset(name) > 0)
                .toList();
    }

    @Test
    void findsTheHistoryOfARoomAcrossSegments() throws Exception {
        restart();
        assertThat(journal.history("a", Drafts.epoch("a"), 0, 1000))
                .extracting(JournalRecord::roomSeq)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 200).boxed().toList());
        assertThat(journal.history("a", Drafts.epoch("a"), 190, 3))
                .extracting(JournalRecord::roomSeq)
                .containsExactly(191L, 192L, 193L);
        assertThat(journal.history("room-7", Drafts.epoch("room-7"), 0, 10)).hasSize(2);
        assertThat(journal.history("room-7", Drafts.epoch("another"), 0, 10)).isEmpty();
        assertThat(journal.recovery().openRooms())
                .containsExactly(new Recovery.OpenRoom("a", Drafts.epoch("a"), 200, 1_000_200));
    }

    @Test
    void makesALostIndexAgain() throws Exception {
        List<Recovery.OpenRoom> before = List.of(new Recovery.OpenRoom("a", Drafts.epoch("a"), 200, 1_000_200));
        for (String name : disk.list()) {
            if (SealedIndex.isIndex(name)) {
                disk.delete(name);
            }
        }
        restart();
        assertThat(journal.recovery().quarantined()).isEmpty();
        assertThat(journal.recovery().openRooms()).isEqualTo(before);
        assertThat(journal.history("a", Drafts.epoch("a"), 0, 1000)).hasSize(200);
        assertThat(JournalInspection.check(disk).isSound()).isTrue();
    }

    @Test
    void reportsADamagedIndexAndMakesItAgain() throws Exception {
        String index = SealedIndex.fileName(1);
        disk = disk.kill();
        for (int position = 0; position < disk.content(index).length; position += 5) {
            disk.flipBit(index, position, position % 8);
            assertThat(JournalInspection.check(disk).isSound()).isFalse();
            journal = open();
            assertThat(journal.recovery().quarantined())
                    .extracting(Recovery.Quarantined::segment)
                    .containsExactly(index);
            assertThat(disk.quarantined())
                    .contains("quarantine/" + index + "-0-" + disk.content(index).length + ".bin");
            assertThat(journal.history("a", Drafts.epoch("a"), 0, 1000)).hasSize(200);
            journal.close();
        }
        assertThat(JournalInspection.check(disk).isSound()).isTrue();
    }

    @Test
    void namesDamageInASealedSegmentAndReadsOn() throws Exception {
        disk = disk.kill();
        String second = segments().get(1);
        disk.flipBit(second, SegmentHeader.AREA_BYTES + 100, 2);
        journal = open();
        JournalCursor cursor = journal.cursor(1);
        List<Long> offsets = new ArrayList<>();
        int damages = 0;
        while (cursor.position() <= journal.durable()) {
            try {
                cursor.poll(50).forEach(record -> offsets.add(record.offset()));
            } catch (JournalException e) {
                assertThat(e).hasMessageContaining(second);
                assertThatThrownBy(() -> cursor.poll(50)).hasMessage(e.getMessage());
                cursor.seek(e.toOffset() + 1);
                damages++;
            }
        }
        assertThat(damages).isEqualTo(1);
        assertThat(offsets).hasSize(599).isSorted().doesNotHaveDuplicates();
        JournalInspection.Report report = JournalInspection.check(disk);
        assertThat(report.records()).isEqualTo(599);
        assertThat(report.isSound()).isFalse();
    }

    @Test
    void namesAMissingSegmentAndReadsOn() throws Exception {
        disk = disk.kill();
        long first = SegmentHeader.baseOffset(segments().get(2));
        long behind = SegmentHeader.baseOffset(segments().get(3));
        disk.delete(segments().get(2));
        journal = open();
        assertThat(journal.recovery().quarantined())
                .containsExactly(new Recovery.Quarantined(
                        SegmentHeader.fileName(first), first, behind - 1, "no segment file holds them"));
        assertThat(JournalInspection.check(disk).missing()).hasSize(1);
        JournalCursor cursor = journal.cursor(first);
        assertThatThrownBy(() -> cursor.poll(1)).isInstanceOfSatisfying(JournalException.class, e -> {
            assertThat(e.kind()).isEqualTo(JournalException.Kind.CORRUPT);
            assertThat(e.fromOffset()).isEqualTo(first);
            assertThat(e.toOffset()).isEqualTo(behind - 1);
        });
        cursor.seek(behind);
        assertThat(cursor.poll(1)).extracting(JournalRecord::offset).containsExactly(behind);
    }

    @Test
    void readsWhileSegmentsAreDeleted() throws Exception {
        JournalCursor cursor = journal.cursor(1);
        assertThat(cursor.poll(3)).hasSize(3);
        journal.keepFrom(601);
        clock.advance(Duration.ofDays(2).toNanos());
        journal.turn();
        assertThat(journal.oldest()).isGreaterThan(500);
        List<Long> offsets = new ArrayList<>();
        while (cursor.position() <= journal.durable()) {
            try {
                cursor.poll(50).forEach(record -> offsets.add(record.offset()));
            } catch (JournalException e) {
                assertThat(e.kind()).isEqualTo(JournalException.Kind.EXPIRED);
                cursor.seek(e.toOffset() + 1);
            }
        }
        assertThat(offsets).isSorted().endsWith(600L).contains(journal.oldest());
    }

    @Test
    void showsTheRecordsOfOneRoomInARange() throws Exception {
        List<Long> shown = new ArrayList<>();
        JournalInspection.show(disk, "a", 100, 130, new JournalInspection.Reader() {
            @Override
            public void record(JournalRecord record) {
                assertThat(record.room()).isEqualTo("a");
                shown.add(record.offset());
            }

            @Override
            public void damaged(Recovery.Quarantined range) {
                throw new AssertionError("nothing is damaged: " + range);
            }
        });
        assertThat(shown).containsExactly(100L, 103L, 106L, 109L, 112L, 115L, 118L, 121L, 124L, 127L, 130L);
    }
}
