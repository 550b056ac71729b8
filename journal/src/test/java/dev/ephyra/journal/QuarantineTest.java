package dev.ephyra.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Damage that appears while the journal runs: found by readers, set aside, told of once, and passed. */
class QuarantineTest {
    private static final String SEGMENT = SegmentHeader.fileName(1);
    private static final JournalOptions NOTHING_IN_MEMORY = new JournalOptions(
            8 * 1024, 1024, 4096, 64 * 1024, 1, 512, 512, 1 << 20, 1 << 21, JournalSimulationTest.SMALL.retentionAge());

    private final SimulatedClock clock = new SimulatedClock();
    private final SimulatedDisk disk = new SimulatedDisk(3);
    private final List<JournalAlert> alerts = new ArrayList<>();
    private final GroupCommitJournal journal;

    /** Rooms a and b speak in turns; c begins and ends in records 21 to 23. */
    QuarantineTest() throws JournalException {
        journal = GroupCommitJournal.openIdle(disk, NOTHING_IN_MEMORY, clock, JournalSimulationTest.LOG);
        journal.onAlert(alerts::add);
        for (int seq = 1; seq <= 10; seq++) {
            append(List.of(Drafts.draft("a", seq, lifecycle(seq))));
            append(List.of(Drafts.draft("b", seq, lifecycle(seq))));
        }
        append(List.of(Drafts.opens("c"), Drafts.continues("c", 2), Drafts.closes("c", 3)));
        for (int seq = 11; seq <= 100; seq++) {
            append(List.of(Drafts.draft("a", seq, lifecycle(seq))));
        }
        assertThat(journal.statistics().segments()).isGreaterThan(1);
    }

    private static JournalRecord.Lifecycle lifecycle(int seq) {
        return seq == 1 ? JournalRecord.Lifecycle.OPENS : JournalRecord.Lifecycle.CONTINUES;
    }

    private void append(List<Draft> batch) {
        journal.append(batch);
        journal.turn();
    }

    private int placeOf(String text) {
        return new String(disk.content(SEGMENT), StandardCharsets.ISO_8859_1).indexOf(text);
    }

    private JournalException corruptAt(long offset) {
        JournalCursor cursor = journal.cursor(offset);
        List<JournalException> thrown = new ArrayList<>();
        assertThatThrownBy(() -> cursor.poll(1)).isInstanceOfSatisfying(JournalException.class, thrown::add);
        return thrown.getFirst();
    }

    @Test
    void tellsOnceWhatACursorFoundAndKeepsItWithAReport() throws Exception {
        disk.flipBit(SEGMENT, placeOf("told a 4"), 2);
        JournalException found = corruptAt(7);
        assertThat(found.fromOffset()).isEqualTo(7);
        assertThat(found.toOffset()).isEqualTo(7);
        assertThat(journal.cursor(8).poll(1)).extracting(JournalRecord::offset).containsExactly(8L);
        assertThat(corruptAt(7)).hasMessage(found.getMessage());
        assertThat(journal.history("a", Drafts.epoch("a"), 2, 2))
                .extracting(JournalRecord::roomSeq)
                .containsExactly(3L, 5L);
        assertThat(alerts).containsExactly(new JournalAlert.Corrupt(7, 7, List.of("a")));

        assertThat(disk.quarantined()).hasSize(2);
        String report = disk.quarantined(disk.quarantined().get(1));
        assertThat(report)
                .contains("\"file\": \"" + SEGMENT + "\"", "\"lostRecords\": 1", "\"fromOffset\": 7, \"toOffset\": 7")
                .contains("\"room\": \"a\", \"roomEpoch\": \"" + Drafts.epoch("a") + "\", \"roomSeq\": 4")
                .contains("\"fromRoomSeq\": 4, \"toRoomSeq\": 4")
                .contains("\"checks\": false");
        assertThat(disk.quarantined(disk.quarantined().getFirst())).contains("pold a 4");
        assertThat(journal.lostAfter("a", Drafts.epoch("a"), 3)).isEqualTo(OptionalLong.of(4));
        assertThat(journal.lostAfter("a", Drafts.epoch("a"), 4)).isEmpty();
    }

    @Test
    void findsTheSameDamageThroughTheHistoryOfARoom() throws Exception {
        disk.flipBit(SEGMENT, placeOf("told a 4"), 2);
        assertThat(journal.history("a", Drafts.epoch("a"), 3, 1))
                .extracting(JournalRecord::roomSeq)
                .containsExactly(5L);
        assertThat(alerts).containsExactly(new JournalAlert.Corrupt(7, 7, List.of("a")));
        assertThat(corruptAt(7).toOffset()).isEqualTo(7);
        assertThat(alerts).hasSize(1);
    }

    @Test
    void saysThatTheLastRecordsOfARoomAreLost() throws Exception {
        // The head of the batch: nothing says any more how many records there were.
        int batch = placeOf("c 1 ");
        while (disk.content(SEGMENT)[batch] != 'E' || disk.content(SEGMENT)[batch + 1] != 'P') {
            batch--;
        }
        disk.flipBit(SEGMENT, batch + 10, 4);
        assertThat(journal.history("c", Drafts.epoch("c"), 0, 10)).isEmpty();
        assertThat(journal.lostAfter("c", Drafts.epoch("c"), 0)).isEqualTo(OptionalLong.of(3));
        assertThat(journal.lostAfter("c", Drafts.epoch("c"), 3)).isEmpty();
        assertThat(alerts).containsExactly(new JournalAlert.Corrupt(21, 23, List.of("c")));
        JournalException found = corruptAt(22);
        assertThat(found.fromOffset()).isEqualTo(22);
        assertThat(found.toOffset()).isEqualTo(23);
        assertThat(disk.quarantined(disk.quarantined().get(1)))
                .contains("\"lostRecords\": 3", "\"roomSeq\": 1", "\"roomSeq\": 2", "\"roomSeq\": 3")
                .contains("\"checks\": true");
    }

    @Test
    void tellsOfItThoughItCannotBeSetAside() throws Exception {
        disk.flipBit(SEGMENT, placeOf("told b 9"), 1);
        disk.readOnly(true);
        assertThat(corruptAt(18).toOffset()).isEqualTo(18);
        assertThat(alerts).hasSize(1);
        assertThat(disk.quarantined()).isEmpty();
        disk.readOnly(false);
        assertThat(JournalInspection.setAside(disk)).hasSize(1);
        assertThat(disk.quarantined()).hasSize(2);
        assertThat(JournalInspection.check(disk).segments().getFirst().damaged())
                .singleElement()
                .satisfies(range -> {
                    assertThat(range.fromOffset()).isEqualTo(18);
                    assertThat(range.rooms()).containsExactly("b");
                });
    }

    @Test
    void reportsAtAStartWhichRoomsLostSomething() throws Exception {
        disk.flipBit(SEGMENT, placeOf("told b 9"), 1);
        SimulatedDisk next = disk.kill();
        next.delete(SealedIndex.fileName(1));
        GroupCommitJournal restarted =
                GroupCommitJournal.openIdle(next, NOTHING_IN_MEMORY, clock, JournalSimulationTest.LOG);
        assertThat(restarted.recovery().quarantined())
                .singleElement()
                .satisfies(range -> assertThat(range.rooms()).containsExactly("b"));
        assertThat(next.quarantined()).hasSize(2);
        assertThat(restarted.lostAfter("b", Drafts.epoch("b"), 8)).isEqualTo(OptionalLong.of(9));
    }

    /** A disk that is full of records must not keep the server from starting to deliver, and to delete, them. */
    @Test
    void startsOnAFullDiskThoughDamageCannotBeSetAside() throws Exception {
        disk.flipBit(SEGMENT, placeOf("told b 9"), 1);
        SimulatedDisk next = disk.kill();
        next.delete(SealedIndex.fileName(1));
        next.capacity(next.usedBytes());
        GroupCommitJournal restarted =
                GroupCommitJournal.openIdle(next, NOTHING_IN_MEMORY, clock, JournalSimulationTest.LOG);
        assertThat(restarted.recovery().quarantined())
                .singleElement()
                .satisfies(range -> assertThat(range.why()).contains("could not be written: No space left on device"));
        assertThat(restarted.history("a", Drafts.epoch("a"), 0, 200)).hasSize(100);
        assertThat(restarted.lostAfter("b", Drafts.epoch("b"), 8)).isEqualTo(OptionalLong.of(9));

        SimulatedDisk later = next.kill();
        later.heal();
        restarted = GroupCommitJournal.openIdle(later, NOTHING_IN_MEMORY, clock, JournalSimulationTest.LOG);
        assertThat(restarted.recovery().quarantined()).hasSize(1);
        assertThat(later.quarantined()).hasSize(2);
    }

    @Test
    void passesATailThatWasCutUnderIt() throws Exception {
        int length = disk.content(SEGMENT).length;
        disk.cut(SEGMENT, length - 300);
        List<Long> read = new ArrayList<>();
        JournalCursor cursor = journal.cursor(1);
        int exceptions = 0;
        while (cursor.position() <= journal.durable()) {
            try {
                cursor.poll(50).forEach(record -> read.add(record.offset()));
            } catch (JournalException e) {
                assertThat(e.kind()).isEqualTo(JournalException.Kind.CORRUPT);
                cursor.seek(e.toOffset() + 1);
                exceptions++;
            }
        }
        assertThat(exceptions).isEqualTo(1);
        assertThat(read).isSorted().hasSizeLessThan((int) journal.durable());
        assertThat(alerts).isNotEmpty().doesNotHaveDuplicates();
    }

    @Property(tries = 300)
    void salvagesNothingThatIsNotThere(@ForAll @Size(max = 300) byte[] bytes) {
        for (Salvage.Remains remains : Salvage.read(ByteBuffer.wrap(bytes), 0, _ -> true)) {
            assertThat(remains.room()).isNotEmpty();
            assertThat(remains.checks()).isFalse();
        }
    }

    @Test
    void salvagesWhateverIsLeftOfATruncatedBatch() {
        byte[] frame = RecordFormat.encode(List.of(Drafts.opens("a"), Drafts.opens("b")), 4096);
        for (int length = BatchHeader.BYTES; length <= frame.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(frame).limit(length).slice();
            List<Salvage.Remains> left = Salvage.read(cut, BatchHeader.BYTES, _ -> true);
            assertThat(left).extracting(Salvage.Remains::room).isSubsetOf("a", "b");
            assertThat(left.stream().filter(Salvage.Remains::checks).count()).isLessThanOrEqualTo(2);
        }
        assertThat(Salvage.read(ByteBuffer.wrap(frame), BatchHeader.BYTES, _ -> true))
                .extracting(Salvage.Remains::checks)
                .containsExactly(true, true);
    }

    @Test
    void writesTextsOfRoomsAsJson() throws IOException {
        DamageReport report = new DamageReport(
                "f",
                0,
                1,
                List.of(new Damage(0, 1, 1, 1, "why")),
                List.of(),
                List.of(new DamageReport.Gap("a\"\\\n\uD83D\uDE00é", Drafts.epoch("a"), 1, 2)));
        assertThat(report.json()).contains("\"a\\\"\\\\\\u000a\\ud83d\\ude00é\"");
    }
}
