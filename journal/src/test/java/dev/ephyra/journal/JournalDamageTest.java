package dev.ephyra.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Flips every bit position and cuts at every length: what was promised is either there or named as lost. */
class JournalDamageTest {
    private static final String SEGMENT = SegmentHeader.fileName(1);
    private static final JournalOptions ONE_SEGMENT = new JournalOptions(
            8 * 1024, 1024, 4096, 64 * 1024, 1, 512, 512, 1 << 20, 1 << 21, JournalSimulationTest.SMALL.retentionAge());

    private final SimulatedClock clock = new SimulatedClock();
    private final List<String> promised = new ArrayList<>();

    private GroupCommitJournal open(SimulatedDisk disk) throws JournalException {
        return GroupCommitJournal.openIdle(disk, ONE_SEGMENT, clock, JournalSimulationTest.LOG);
    }

    /** Four commits of 1 to 3 records and the note of an idle tail. */
    private SimulatedDisk written() throws JournalException {
        SimulatedDisk disk = new SimulatedDisk(1);
        GroupCommitJournal journal = open(disk);
        append(journal, List.of(Drafts.opens("a")));
        append(journal, List.of(Drafts.continues("a", 2), Drafts.opens("b"), Drafts.continues("a", 3)));
        append(journal, List.of(Drafts.continues("b", 2), Drafts.continues("b", 3)));
        append(journal, List.of(Drafts.closes("b", 4)));
        clock.advance(TimeUnit.SECONDS.toNanos(1));
        journal.turn();
        return disk.kill();
    }

    private void append(GroupCommitJournal journal, List<Draft> batch) {
        long offset = journal.durable();
        for (Draft draft : batch) {
            promised.add(Drafts.text(Drafts.record(draft, ++offset)));
        }
        journal.append(batch);
        journal.turn();
        assertThat(journal.durable()).isEqualTo(offset);
    }

    /** Reads all there is, and stands for each lost record with its offset. */
    private static List<String> readAll(GroupCommitJournal journal, List<Long> lost) {
        List<String> read = new ArrayList<>();
        JournalCursor cursor = journal.cursor(1);
        while (cursor.position() <= journal.durable()) {
            try {
                cursor.poll(100).forEach(record -> read.add(Drafts.text(record)));
            } catch (JournalException e) {
                assertThat(e.kind()).isEqualTo(JournalException.Kind.CORRUPT);
                assertThat(e.fromOffset()).isEqualTo(cursor.position());
                assertThat(e).hasMessageContaining(e.fromOffset() + " to " + e.toOffset());
                for (long offset = e.fromOffset(); offset <= e.toOffset(); offset++) {
                    lost.add(offset);
                }
                cursor.seek(e.toOffset() + 1);
            }
        }
        return read;
    }

    private static List<Long> reported(Recovery recovery) {
        List<Long> lost = new ArrayList<>();
        for (Recovery.Quarantined range : recovery.quarantined()) {
            for (long offset = range.fromOffset(); offset <= range.toOffset(); offset++) {
                lost.add(offset);
            }
        }
        return lost;
    }

    @Test
    void namesEveryRecordThatAFlippedBitCosts() throws Exception {
        SimulatedDisk whole = written();
        int end = lastNonZero(whole.content(SEGMENT));
        for (int position = 0; position < end; position++) {
            SimulatedDisk disk = whole.kill();
            disk.flipBit(SEGMENT, position, position % 8);
            try (GroupCommitJournal journal = open(disk)) {
                List<Long> lost = new ArrayList<>();
                List<String> read = readAll(journal, lost);

                assertThat(lost).as("byte %s", position).isEqualTo(reported(journal.recovery()));
                assertThat(lost.size()).as("byte %s", position).isLessThanOrEqualTo(3);
                List<String> expected = new ArrayList<>(promised);
                lost.reversed().forEach(offset -> expected.remove(offset.intValue() - 1));
                assertThat(read).as("byte %s", position).isEqualTo(expected);
                if (!journal.recovery().quarantined().isEmpty()) {
                    assertThat(disk.quarantined()).isNotEmpty();
                }
            }
        }
    }

    @Test
    void keepsTheGoodRecordsOfAHurtBatch() throws Exception {
        SimulatedDisk disk = written();
        byte[] content = disk.content(SEGMENT);
        int told = new String(content, StandardCharsets.ISO_8859_1).indexOf("told b 1");
        disk.flipBit(SEGMENT, told, 3);
        try (GroupCommitJournal journal = open(disk)) {
            List<Long> lost = new ArrayList<>();
            assertThat(readAll(journal, lost)).hasSize(6);
            assertThat(lost).containsExactly(3L);
            assertThat(journal.recovery().quarantined())
                    .extracting(Recovery.Quarantined::segment, Recovery.Quarantined::fromOffset)
                    .containsExactly(tuple(SEGMENT, 3L));
        }
    }

    @Test
    void cutsATornTailAtTheLastWholeBatchWhereverItIsTorn() throws Exception {
        SimulatedDisk whole = written();
        byte[] content = whole.content(SEGMENT);
        for (int length = 0; length < lastNonZero(content); length++) {
            SimulatedDisk disk = whole.kill();
            disk.cut(SEGMENT, length);
            try (GroupCommitJournal journal = open(disk)) {
                List<Long> lost = new ArrayList<>();
                assertThat(readAll(journal, lost)).as("cut at %s", length).isEqualTo(promised.subList(0, (int)
                        journal.durable()));
                assertThat(lost).isEmpty();
                assertThat(journal.durable()).isIn(0L, 1L, 4L, 6L, 7L);
                assertThat(journal.append(List.of(Drafts.opens("c")))).isEqualTo(journal.durable() + 1);
                journal.turn();
            }
            assertThat(JournalInspection.check(disk).isSound()).isTrue();
        }
    }

    @Test
    void countsATornTail() throws Exception {
        SimulatedDisk disk = written();
        int end = lastNonZero(disk.content(SEGMENT));
        disk.cut(SEGMENT, end - BatchHeader.BYTES - 8);
        JournalInspection.Report report = JournalInspection.check(disk);
        assertThat(report.isSound()).isTrue();
        assertThat(report.segments().getFirst().tornBytes()).isPositive();
        try (GroupCommitJournal journal = open(disk)) {
            assertThat(journal.recovery().tornBytes())
                    .isEqualTo(report.segments().getFirst().tornBytes());
            assertThat(journal.durable()).isEqualTo(6);
            assertThat(journal.recovery().openRooms())
                    .extracting(Recovery.OpenRoom::room)
                    .containsExactly("a", "b");
        }
    }

    @Test
    void refusesANewerFormatAndSaysBothVersions() throws Exception {
        SimulatedDisk disk = new SimulatedDisk(1);
        disk.put(SEGMENT, new SegmentHeader(7, new UUID(1, 2), 1).area().array());
        assertThatThrownBy(() -> open(disk))
                .isInstanceOfSatisfying(
                        JournalException.class, e -> assertThat(e.kind()).isEqualTo(JournalException.Kind.NEWER_FORMAT))
                .hasMessageContaining("version 7")
                .hasMessageContaining("version 1");
    }

    @Test
    void saysThatAFolderIsReadOnly() throws Exception {
        SimulatedDisk disk = written();
        disk.readOnly(true);
        assertThatThrownBy(() -> open(disk))
                .isInstanceOfSatisfying(
                        JournalException.class, e -> assertThat(e.kind()).isEqualTo(JournalException.Kind.UNUSABLE))
                .hasMessageContaining("simulated")
                .hasMessageContaining("Read-only");
        assertThat(JournalInspection.check(disk).records()).isEqualTo(7);
    }

    private static int lastNonZero(byte[] content) {
        int end = content.length;
        while (content[end - 1] == 0) {
            end--;
        }
        return end;
    }
}
