package dev.ephyra.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup and restore in real folders, beside writers that go on. */
class JournalBackupTest {
    private static final JournalOptions KEEPS_ALL =
            JournalSimulationTest.SMALL.withRetention(Long.MAX_VALUE, Duration.ofDays(9_999));

    @TempDir
    Path folder;

    private GroupCommitJournal open(String name) throws JournalException {
        return GroupCommitJournal.open(FileDisk.open(folder.resolve(name)), KEEPS_ALL, JournalClock.system());
    }

    private static List<String> read(Journal journal) throws JournalException {
        List<String> records = new ArrayList<>();
        JournalCursor cursor = journal.cursor(1);
        while (cursor.position() <= journal.durable()) {
            cursor.poll(100).forEach(record -> records.add(Drafts.text(record)));
        }
        return records;
    }

    private static void write(Journal journal, int from, int to) {
        long last = 0;
        for (int seq = from; seq <= to; seq++) {
            last = journal.append(List.of(Drafts.continues("a", seq)));
        }
        await(journal, last);
    }

    private static void await(Journal journal, long offset) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (journal.durable() < offset) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private JournalBackup.Taken backedUp(int records) throws JournalException {
        try (Journal journal = open("journal")) {
            write(journal, 1, records);
            return journal.backup(folder.resolve("backup"));
        }
    }

    @Test
    void opensWhatWasCopiedWhileWritersWentOn() throws Exception {
        try (GroupCommitJournal journal = open("journal")) {
            write(journal, 1, 300);
            Thread writer = Thread.ofVirtual().start(() -> write(journal, 301, 900));
            JournalBackup.Taken taken = journal.backup(folder.resolve("backup"));
            writer.join();
            List<String> all = read(journal);

            assertThat(taken.logEpoch()).isEqualTo(journal.logEpoch());
            assertThat(taken.durable()).isBetween(300L, 900L);
            assertThat(JournalInspection.check(FileDisk.existing(folder.resolve("backup")))
                            .isSound())
                    .isTrue();
            try (Journal copy = open("backup")) {
                assertThat(copy.recovery().quarantined()).isEmpty();
                assertThat(copy.logEpoch()).isEqualTo(journal.logEpoch());
                assertThat(read(copy)).isEqualTo(all.subList(0, (int) taken.durable()));
                write(copy, 2_001, 2_050);
            }
            assertThat(read(journal)).isEqualTo(all);
        }
    }

    @Test
    void restoresUnderANewLogEpoch() throws Exception {
        JournalBackup.Taken taken = backedUp(300);

        JournalBackup.Restored restored = JournalBackup.restore(folder.resolve("backup"), folder.resolve("restored"));

        assertThat(restored.oldLogEpoch()).isEqualTo(taken.logEpoch());
        assertThat(restored.newLogEpoch()).isNotEqualTo(taken.logEpoch());
        assertThat(restored.durable()).isEqualTo(300);
        assertThat(JournalInspection.check(FileDisk.existing(folder.resolve("restored")))
                        .isSound())
                .isTrue();
        try (Journal before = open("journal");
                Journal after = open("restored")) {
            assertThat(after.logEpoch()).isEqualTo(restored.newLogEpoch());
            assertThat(after.recovery().quarantined()).isEmpty();
            assertThat(read(after)).isEqualTo(read(before));
            assertThat(after.history("a", Drafts.epoch("a"), 0, 1000)).hasSize(300);
            write(after, 301, 302);
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.restoring");
    }

    @Test
    void takesTheQuarantineWithIt() throws Exception {
        Path kept = folder.resolve("journal/quarantine/00000000000000000001.log-1-2.json");
        Files.createDirectories(folder.resolve("journal/quarantine"));
        Files.writeString(kept, "{}");
        backedUp(10);
        JournalBackup.restore(folder.resolve("backup"), folder.resolve("restored"));
        assertThat(folder.resolve("restored/quarantine").resolve(kept.getFileName()))
                .hasContent("{}");
    }

    @Test
    void neverWritesOverWhatIsThere() throws Exception {
        backedUp(10);
        Path there = Files.createDirectories(folder.resolve("restored")).resolve("mine");
        Files.writeString(there, "mine");

        assertThatThrownBy(() -> JournalBackup.restore(folder.resolve("backup"), folder.resolve("restored")))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("restored is not empty");
        assertThat(there).hasContent("mine");
        try (Journal journal = open("journal")) {
            assertThatThrownBy(() -> journal.backup(folder.resolve("backup")))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("backup is not empty");
        }
        Files.delete(there);
        assertThat(JournalBackup.restore(folder.resolve("backup"), folder.resolve("restored"))
                        .durable())
                .isEqualTo(10);
    }

    @Test
    void restoresNothingThatIsNotABackup() throws Exception {
        backedUp(10);
        Files.delete(folder.resolve("backup").resolve(BackupManifest.FILE));

        assertThatThrownBy(() -> JournalBackup.restore(folder.resolve("backup"), folder.resolve("restored")))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("no finished backup");
        assertThatThrownBy(() -> JournalBackup.restore(folder.resolve("nothing"), folder.resolve("restored")))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("there is no journal folder");
        assertThat(folder.resolve("restored")).doesNotExist();
    }

    @Test
    void refusesADamagedBackupUnlessToldTo() throws Exception {
        backedUp(10);
        flip(folder.resolve("backup").resolve(SegmentHeader.fileName(1)), SegmentHeader.AREA_BYTES + 100);

        assertThatThrownBy(() -> JournalBackup.restore(folder.resolve("backup"), folder.resolve("restored")))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("damaged, records 1 to 1 are lost");
        assertThat(folder.resolve("restored")).doesNotExist();
        JournalBackup.restore(folder.resolve("backup"), folder.resolve("restored"), true);
        try (Journal journal = open("restored")) {
            assertThat(journal.recovery().quarantined())
                    .extracting(Recovery.Quarantined::fromOffset)
                    .containsExactly(1L);
            assertThat(journal.durable()).isEqualTo(10);
        }
    }

    @Test
    void takesWhatIsLeftOfABackupThatLostItsEndAndReportsTheRestAtEachStart() throws Exception {
        backedUp(300);
        List<Path> segments;
        try (Stream<Path> files = Files.list(folder.resolve("backup"))) {
            segments = files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
        Files.delete(segments.getLast());
        Path cut = segments.get(segments.size() - 2);
        try (RandomAccessFile bytes = new RandomAccessFile(cut.toFile(), "rw")) {
            bytes.setLength(SegmentHeader.AREA_BYTES + (bytes.length() - SegmentHeader.AREA_BYTES) / 2);
        }

        assertThatThrownBy(() -> JournalBackup.restore(folder.resolve("backup"), folder.resolve("restored")))
                .isInstanceOfSatisfying(
                        JournalException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(JournalException.Kind.CORRUPT))
                .hasMessageContaining(" to 300 are lost");
        JournalBackup.restore(folder.resolve("backup"), folder.resolve("restored"), true);

        for (int start = 0; start < 2; start++) {
            try (Journal restored = open("restored")) {
                List<Recovery.Quarantined> lost = restored.recovery().quarantined();
                assertThat(lost.getLast().toOffset()).isEqualTo(300);
                long first = lost.getFirst().fromOffset();
                assertThat(first).isGreaterThan(1);
                assertThat(lost.stream()
                                .mapToLong(range -> range.toOffset() - range.fromOffset() + 1)
                                .sum())
                        .isEqualTo(300 - first + 1);
                JournalCursor cursor = restored.cursor(1);
                List<Long> there = new ArrayList<>();
                while (cursor.position() < first) {
                    cursor.poll(1).forEach(record -> there.add(record.offset()));
                }
                assertThat(there).hasSize((int) first - 1);
                long next = restored.append(List.of(Drafts.continues("a", 400 + start)));
                assertThat(next).isEqualTo(301 + start);
                await(restored, next);
            }
        }
    }

    @Test
    void refusesABackupOfWhichNothingIsLeft() throws Exception {
        backedUp(10);
        Files.delete(folder.resolve("backup").resolve(SegmentHeader.fileName(1)));

        assertThatThrownBy(() -> JournalBackup.restore(folder.resolve("backup"), folder.resolve("restored"), true))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("should with 10");
    }

    @Test
    void saysWhatTheLogHadLostBeforeItWasCopied() throws Exception {
        try (Journal journal = open("journal")) {
            write(journal, 1, 10);
        }
        flip(folder.resolve("journal").resolve(SegmentHeader.fileName(1)), SegmentHeader.AREA_BYTES + 100);

        try (Journal journal = open("journal")) {
            assertThat(journal.backup(folder.resolve("backup")).lost())
                    .extracting(Recovery.Quarantined::fromOffset, Recovery.Quarantined::toOffset)
                    .containsExactly(tuple(1L, 1L));
        }

        assertThatThrownBy(() -> JournalBackup.restore(folder.resolve("backup"), folder.resolve("restored")))
                .isInstanceOfSatisfying(
                        JournalException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(JournalException.Kind.CORRUPT));
        assertThat(JournalBackup.restore(folder.resolve("backup"), folder.resolve("restored"), true)
                        .durable())
                .isEqualTo(10);
    }

    @Test
    void makesHeadsAndIndexesAgain() throws Exception {
        backedUp(300);
        String last = "";
        try (Stream<Path> files = Files.list(folder.resolve("backup"))) {
            for (Path file : files.sorted().toList()) {
                last = file.toString().endsWith(".log") ? file.toString() : last;
                if (file.toString().endsWith(".log") || file.toString().endsWith(".idx")) {
                    flip(file, 20);
                }
            }
        }
        assertThat(last).doesNotEndWith(SegmentHeader.fileName(1));

        JournalBackup.restore(folder.resolve("backup"), folder.resolve("restored"));

        assertThat(JournalInspection.check(FileDisk.existing(folder.resolve("restored")))
                        .isSound())
                .isTrue();
        try (Journal restored = open("restored")) {
            assertThat(read(restored)).hasSize(300);
        }
    }

    @Test
    void refusesABackupThatGrewOrShrank() throws Exception {
        backedUp(10);
        try (Journal journal = open("backup")) {
            write(journal, 11, 12);
        }
        assertThatThrownBy(() -> JournalBackup.restore(folder.resolve("backup"), folder.resolve("restored")))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("ends with record 12")
                .hasMessageContaining("should with 10");
    }

    @Test
    void readsOnlyAWholeManifest() {
        String text = "ephyra-journal-backup 1\nlog-epoch " + new UUID(1, 2) + "\noldest 3\ndurable 44\n";
        assertThat(BackupManifest.parse(text)).contains(new BackupManifest(new UUID(1, 2), 3, 44));
        for (int length = 0; length < text.length(); length++) {
            assertThat(BackupManifest.parse(text.substring(0, length))).isEmpty();
        }
    }

    private static void flip(Path file, long position) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(position);
            int before = bytes.read();
            bytes.seek(position);
            bytes.write(before ^ 1);
        }
    }
}
