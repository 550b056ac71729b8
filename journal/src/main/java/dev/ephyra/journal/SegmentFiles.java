package dev.ephyra.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Looks at the segment files of a folder without changing anything. */
final class SegmentFiles {
    private SegmentFiles() {}

    /** Base offsets of all segments, ascending. */
    static List<Long> bases(Disk disk) throws IOException {
        return disk.list().stream()
                .map(SegmentHeader::baseOffset)
                .filter(base -> base > 0)
                .sorted()
                .toList();
    }

    /**
     * What the heads of all segments say.
     *
     * @param logEpoch null if no head checks
     * @param whole base offsets of segments both copies of whose head check
     */
    record Heads(@Nullable UUID logEpoch, Set<Long> whole) {
        boolean isWhole(long baseOffset) {
            return whole.contains(baseOffset);
        }
    }

    /** @throws JournalException if a segment is of a newer version or of another log */
    static Heads heads(Disk disk, List<Long> bases) throws IOException, JournalException {
        UUID logEpoch = null;
        Set<Long> whole = new HashSet<>();
        for (long base : bases) {
            ByteBuffer area = ByteBuffer.allocate(SegmentHeader.AREA_BYTES);
            try (DiskFile file = disk.open(SegmentHeader.fileName(base), Disk.Access.READ)) {
                file.read(area, 0);
            }
            area.flip();
            SegmentHeader first = SegmentHeader.parse(area, 0);
            SegmentHeader second = SegmentHeader.parse(area, SegmentHeader.COPY_BYTES);
            SegmentHeader header = first == null ? second : first;
            if (header != null) {
                check(disk, base, header, logEpoch);
                logEpoch = header.logEpoch();
            }
            if (first != null && first.equals(second)) {
                whole.add(base);
            }
        }
        return new Heads(logEpoch, whole);
    }

    private static void check(Disk disk, long base, SegmentHeader header, @Nullable UUID logEpoch)
            throws JournalException {
        String file = disk.place() + "/" + SegmentHeader.fileName(base);
        if (header.version() > SegmentHeader.VERSION) {
            throw new JournalException(
                    JournalException.Kind.NEWER_FORMAT,
                    file + " has format version " + header.version() + ", this server reads up to version "
                            + SegmentHeader.VERSION + "; start a newer server");
        }
        if (header.baseOffset() != base) {
            throw new JournalException(
                    JournalException.Kind.UNUSABLE,
                    file + " begins with record " + header.baseOffset() + ": the file was renamed");
        }
        if (logEpoch != null && !logEpoch.equals(header.logEpoch())) {
            throw new JournalException(
                    JournalException.Kind.UNUSABLE,
                    file + " is of log " + header.logEpoch() + ", the others are of " + logEpoch);
        }
    }

    /** A whole file; null if there is none. */
    static byte @Nullable [] readAll(Disk disk, String name) throws IOException {
        try (DiskFile file = disk.open(name, Disk.Access.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(bytes, 0);
            return bytes.array();
        } catch (NoSuchFileException none) {
            return null;
        }
    }
}
