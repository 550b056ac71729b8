package dev.ephyra.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Opens a folder whose only segment holds some bytes behind a good head, and reads all of it. */
final class AnyBytes {
    private AnyBytes() {}

    static void open(byte[] bytes) throws JournalException {
        SimulatedDisk disk = new SimulatedDisk(1);
        byte[] content = new byte[SegmentHeader.AREA_BYTES + bytes.length];
        new SegmentHeader(SegmentHeader.VERSION, JournalSimulationTest.LOG, 1)
                .area()
                .get(content, 0, 1024);
        System.arraycopy(bytes, 0, content, SegmentHeader.AREA_BYTES, bytes.length);
        disk.put(SegmentHeader.fileName(1), content);
        JournalInspection.check(disk);
        JournalInspection.setAside(disk);
        try (GroupCommitJournal journal = GroupCommitJournal.openIdle(
                disk, JournalSimulationTest.SMALL, new SimulatedClock(), JournalSimulationTest.LOG)) {
            readAll(journal);
        }
    }

    private static void readAll(GroupCommitJournal journal) {
        JournalCursor cursor = journal.cursor(1);
        List<Long> offsets = new ArrayList<>();
        while (cursor.position() <= journal.durable()) {
            try {
                cursor.poll(100).forEach(record -> offsets.add(record.offset()));
            } catch (JournalException e) {
                assertThat(e.toOffset()).isGreaterThanOrEqualTo(cursor.position());
                cursor.seek(e.toOffset() + 1);
            }
        }
        assertThat(offsets).isSorted().doesNotHaveDuplicates();
    }
}
