package dev.ephyra.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Brings back what {@link Journal#backup} has copied. Used by one thread, on folders that no server uses.
 *
 * <p>The restored journal is another log than the one that was copied: both give the same offsets to
 * different records from the backup on. So it gets a new log epoch, and a cursor of the old life is
 * recognized as one of another log. Positions of lanes and consumers that are kept beside the journal, keyed
 * by log epoch, are the caller's: those up to {@link Restored#durable()} mean the same records under the new
 * epoch and are to be rewritten to it; those beyond are to be set back to it, as what they stood for is gone.
 */
public final class JournalBackup {
    private static final String UNFINISHED = ".restoring";

    private JournalBackup() {}

    /**
     * What was copied.
     *
     * @param durable the last record of the copy
     * @param copiedBytes those written; files that got a second name are not counted
     * @param lost ranges of records that the log is known to have lost, and so the copy has not either
     */
    public record Taken(
            UUID logEpoch,
            long oldest,
            long durable,
            int segments,
            long copiedBytes,
            List<Recovery.Quarantined> lost) {}

    /** What was brought back, and under which epoch. */
    public record Restored(UUID oldLogEpoch, UUID newLogEpoch, long oldest, long durable) {}

    /**
     * Verifies a backup and copies it to a journal folder that is missing or empty. Heads and indexes that do
     * not check are made again.
     *
     * @throws JournalException of kind CORRUPT if the backup has lost records; if it is not finished, or the
     *     folder has something in it or cannot be written; the folder is then as it was
     */
    public static Restored restore(Path backup, Path journalFolder) throws JournalException {
        return restore(backup, journalFolder, false);
    }

    /**
     * The same.
     *
     * @param acceptDamage whether to take a backup that has lost records, be it its end: what is lost is then
     *     reported at the next start
     */
    public static Restored restore(Path backup, Path journalFolder, boolean acceptDamage) throws JournalException {
        Disk source = FileDisk.existing(backup);
        Path target = journalFolder.toAbsolutePath().normalize();
        Path parent = target.getParent();
        if (parent == null) {
            throw refused(journalFolder + " is no folder for a journal");
        }
        Path unfinished = parent.resolve(target.getFileName() + UNFINISHED);
        try {
            if (Files.exists(target) && !isEmpty(target)) {
                throw refused(target + " is not empty: a backup is restored to an empty folder only");
            }
            Verified verified = verify(source, acceptDamage);
            deleteAll(unfinished);
            Restored restored = copy(source, verified, FileDisk.open(unfinished), UUID.randomUUID());
            Files.deleteIfExists(target);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            FileDisk.existing(parent).forceDirectory();
            return restored;
        } catch (IOException e) {
            throw new JournalException(
                    JournalException.Kind.UNUSABLE, "the backup " + backup + " cannot be restored: " + e, e);
        }
    }

    /**
     * What every byte was read of.
     *
     * @param last the last record that is there; below the manifest's if the end is lost
     */
    record Verified(BackupManifest manifest, long last) {
        boolean hasLostItsEnd() {
            return last < manifest.durable();
        }
    }

    /** Reads every byte of a backup. */
    static Verified verify(Disk backup, boolean acceptDamage) throws IOException, JournalException {
        BackupManifest manifest = BackupManifest.read(backup)
                .orElseThrow(() -> refused(backup.place() + " holds no finished backup: " + BackupManifest.FILE
                        + " is missing or not whole"));
        JournalInspection.Report report = JournalInspection.check(backup);
        long last =
                report.segments().isEmpty() ? 0 : report.segments().getLast().lastOffset();
        // Where no head checks the manifest alone knows of what log it is.
        boolean sameLog = report.logEpoch() == null || manifest.logEpoch().equals(report.logEpoch());
        if (!sameLog || last > manifest.durable() || report.segments().isEmpty()) {
            throw refused("the backup " + backup.place() + " ends with record " + last + " of log " + report.logEpoch()
                    + ", and should with " + manifest.durable() + " of " + manifest.logEpoch());
        }
        Verified verified = new Verified(manifest, last);
        List<String> lost = new ArrayList<>();
        report.lost().forEach(range -> lost.add(range.fromOffset() + " to " + range.toOffset()));
        if (verified.hasLostItsEnd()) {
            lost.add(last + 1 + " to " + manifest.durable());
        }
        if (!lost.isEmpty() && !acceptDamage) {
            throw new JournalException(
                    JournalException.Kind.CORRUPT,
                    "the backup " + backup.place() + " is damaged, records " + String.join(", ", lost) + " are lost");
        }
        return verified;
    }

    /** Copies a verified backup under another log epoch. */
    static Restored copy(Disk backup, Verified verified, Disk target, UUID newLogEpoch) throws IOException {
        BackupManifest manifest = verified.manifest();
        List<Long> bases = SegmentFiles.bases(backup);
        for (long base : bases) {
            String name = SegmentHeader.fileName(base);
            DiskCopy.whole(backup, name, target);
            try (DiskFile file = target.open(name, Disk.Access.WRITE)) {
                file.write(new SegmentHeader(SegmentHeader.VERSION, newLogEpoch, base).area(), 0);
                file.force();
            }
            boolean cutOff = verified.hasLostItsEnd() && base == bases.getLast();
            byte[] index = cutOff ? null : SegmentFiles.readAll(backup, SealedIndex.fileName(base));
            // One that does not check, or of what the segment has lost, is left out, and made again at the start.
            if (index != null && SealedIndex.parse(index, manifest.logEpoch(), base, 1) != null) {
                DiskCopy.write(target, SealedIndex.fileName(base), SealedIndex.withLogEpoch(index, newLogEpoch));
            }
        }
        if (verified.hasLostItsEnd()) {
            // A hole before the next segment is how a journal says what it has lost, at each start and to each reader.
            long next = manifest.durable() + 1;
            byte[] head = new byte[SegmentHeader.AREA_BYTES];
            new SegmentHeader(SegmentHeader.VERSION, newLogEpoch, next).area().get(head);
            DiskCopy.write(target, SegmentHeader.fileName(next), head);
        }
        for (String name : backup.list(Quarantine.FOLDER)) {
            DiskCopy.whole(backup, name, target);
        }
        target.forceDirectory();
        return new Restored(manifest.logEpoch(), newLogEpoch, manifest.oldest(), manifest.durable());
    }

    private static JournalException refused(String why) {
        return new JournalException(JournalException.Kind.UNUSABLE, why);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    /** What an interrupted restore has left. */
    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
