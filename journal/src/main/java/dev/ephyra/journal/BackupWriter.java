package dev.ephyra.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/**
 * Copies a log that goes on being written. Sealed segments do not change any more, so a second name for the
 * same file does where the file system has such; of the one being written, everything is copied that was
 * durable at the beginning. Owned by one thread, beside the committing one; the caller keeps retention away.
 */
final class BackupWriter {
    private final Disk source;
    private final Disk target;
    private final UUID logEpoch;
    private long bytes;

    BackupWriter(Disk source, Disk target, UUID logEpoch) {
        this.source = source;
        this.target = target;
        this.logEpoch = logEpoch;
    }

    /** @throws JournalException if the target has files already */
    JournalBackup.Taken write(List<Segment> segments) throws IOException, JournalException {
        if (!target.list().isEmpty() || !target.list(Quarantine.FOLDER).isEmpty()) {
            throw new JournalException(
                    JournalException.Kind.UNUSABLE,
                    "the folder " + target.place() + " is not empty; a backup needs one of its own");
        }
        for (Segment sealed : segments.subList(0, segments.size() - 1)) {
            take(sealed.name());
            take(SealedIndex.fileName(sealed.baseOffset()));
        }
        long next = takeActive(segments.getLast());
        for (String name : source.list(Quarantine.FOLDER)) {
            bytes += DiskCopy.whole(source, name, target);
        }
        target.forceDirectory();
        BackupManifest manifest =
                new BackupManifest(logEpoch, segments.getFirst().baseOffset(), next - 1);
        manifest.write(target);
        return new JournalBackup.Taken(
                logEpoch, manifest.oldest(), manifest.durable(), segments.size(), bytes, lost(segments));
    }

    private static List<Recovery.Quarantined> lost(List<Segment> segments) {
        return segments.stream()
                .flatMap(segment -> segment.damages().stream()
                        .filter(Damage::costsRecords)
                        .map(damage -> damage.quarantined(segment.name())))
                .toList();
    }

    private void take(String name) throws IOException {
        if (!source.link(name, target)) {
            bytes += DiskCopy.whole(source, name, target);
        }
    }

    /** Answers the offset behind the last record copied. */
    private long takeActive(Segment active) throws IOException, JournalException {
        long end = active.endPosition();
        try (DiskFile from = source.open(active.name(), Disk.Access.READ);
                DiskFile to = target.open(active.name(), Disk.Access.CREATE)) {
            DiskCopy.bytes(from, 0, end, to);
            long next = nextOffset(active, end);
            // All of it was durable. Without the note a flipped bit in the last commit would look like a torn tail.
            ByteBuffer note = ByteBuffer.allocate(BatchHeader.BYTES);
            new BatchHeader(0, next, next - 1, 0, 0).write(note, 0);
            to.write(note, end);
            to.force();
            bytes += end;
            return next;
        }
    }

    /**
     * Reads the copy back: what it ends with is what it holds, whatever was committed meanwhile. All of it was durable, so
     * what does not check is damage, as in a sealed segment, and never a torn tail that would end it there.
     */
    private long nextOffset(Segment active, long end) throws IOException, JournalException {
        SegmentFile copy = new SegmentFile(target, active.name());
        try {
            SegmentReader reader = new SegmentReader(copy, 256 * 1024);
            SegmentScan scan = SegmentScan.scan(copy, reader, active.baseOffset(), true);
            if (scan.endPosition() != end && active.damages().isEmpty()) {
                throw new JournalException(
                        JournalException.Kind.UNUSABLE,
                        "the copy of " + active.name() + " in " + target.place() + " does not read as it was written");
            }
            return active.damages().stream()
                    .mapToLong(damage -> damage.toOffset() + 1)
                    .reduce(scan.nextOffset(), Math::max);
        } finally {
            copy.close();
        }
    }
}
