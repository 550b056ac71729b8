package dev.ephyra.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a journal for people, reading every byte and changing no record. Meant for a folder no server uses:
 * beside one that runs, what it is just writing may show as torn.
 */
public final class JournalInspection {
    private static final int READ_BYTES = 256 * 1024;

    private final Disk disk;
    private final List<Long> bases;
    private final SegmentFiles.Heads heads;

    private JournalInspection(Disk disk) throws IOException, JournalException {
        this.disk = disk;
        this.bases = SegmentFiles.bases(disk);
        this.heads = SegmentFiles.heads(disk, bases);
    }

    /**
     * What a check found.
     *
     * @param logEpoch null if there is no segment whose head checks
     * @param missing offsets between segments that no file holds
     */
    public record Report(@Nullable UUID logEpoch, List<SegmentReport> segments, List<Recovery.Quarantined> missing) {
        /** Whether everything that was ever promised is there. A torn tail never was. */
        public boolean isSound() {
            return missing.isEmpty() && segments.stream().allMatch(SegmentReport::isSound);
        }

        /** The ranges of records that are lost; what else is damaged, a head or an index, can be made again. */
        public List<Recovery.Quarantined> lost() {
            return Stream.concat(missing.stream(), segments.stream().flatMap(segment -> segment.damaged().stream()))
                    .filter(range -> range.toOffset() >= range.fromOffset())
                    .toList();
        }

        public long records() {
            return segments.stream().mapToLong(SegmentReport::records).sum();
        }
    }

    /**
     * One segment.
     *
     * @param lastOffset {@code firstOffset - 1} if it is empty
     * @param records those that check
     * @param bytes up to the end of the last batch
     * @param tornBytes what the next start will cut
     * @param damaged what does not check
     */
    public record SegmentReport(
            String name,
            long firstOffset,
            long lastOffset,
            long records,
            long bytes,
            long tornBytes,
            boolean headChecks,
            IndexState index,
            List<Recovery.Quarantined> damaged) {
        public boolean isSound() {
            return headChecks && index != IndexState.DAMAGED && damaged.isEmpty();
        }
    }

    /**
     * What is known of the index of a segment; one that is missing or damaged is made again at the next
     * start.
     */
    public enum IndexState {
        /** The segment is still being written. */
        NOT_YET,
        WHOLE,
        MISSING,
        DAMAGED
    }

    /** Hears what is in the log, in its order. */
    public interface Reader {
        void record(JournalRecord record);

        void damaged(Recovery.Quarantined range);
    }

    /**
     * Verifies everything.
     *
     * @throws JournalException if the folder cannot be read or is of a newer version
     */
    public static Report check(Disk disk) throws JournalException {
        try {
            return new JournalInspection(disk).check();
        } catch (IOException e) {
            throw unreadable(disk, e);
        }
    }

    /**
     * Reads the heads of the segments alone: those of which a copy is damaged. The last one's may never have been written.
     *
     * @throws JournalException as a start would: if the folder cannot be read, is of a newer version or of several logs
     */
    public static List<String> damagedHeads(Disk disk) throws JournalException {
        try {
            JournalInspection inspection = new JournalInspection(disk);
            return inspection.bases.stream()
                    .limit(Math.max(0, inspection.bases.size() - 1))
                    .filter(base -> !inspection.heads.isWhole(base))
                    .map(SegmentHeader::fileName)
                    .toList();
        } catch (IOException e) {
            throw unreadable(disk, e);
        }
    }

    /**
     * Copies records that do not check to the quarantine, each range with a report, as the next start would:
     * the only thing of this class that writes. Answers the names of the copies, without {@code .bin} and
     * {@code .json}.
     *
     * @throws JournalException if the folder cannot be written
     */
    public static List<String> setAside(Disk disk) throws JournalException {
        try {
            JournalInspection inspection = new JournalInspection(disk);
            List<String> names = new ArrayList<>();
            for (int i = 0; i < inspection.bases.size(); i++) {
                boolean sealed = i + 1 < inspection.bases.size();
                names.addAll(inspection.setAside(inspection.bases.get(i), sealed));
            }
            return names;
        } catch (IOException e) {
            throw unreadable(disk, e);
        }
    }

    /**
     * Goes through records {@code fromOffset} to {@code toOffset}.
     *
     * @param room only of this room; null for all
     */
    public static void show(Disk disk, @Nullable String room, long fromOffset, long toOffset, Reader reader)
            throws JournalException {
        try {
            new JournalInspection(disk).show(room, fromOffset, toOffset, reader);
        } catch (IOException e) {
            throw unreadable(disk, e);
        }
    }

    private Report check() throws IOException {
        List<SegmentReport> reports = new ArrayList<>();
        List<Recovery.Quarantined> missing = new ArrayList<>();
        for (int i = 0; i < bases.size(); i++) {
            boolean sealed = i + 1 < bases.size();
            SegmentReport report = check(bases.get(i), sealed);
            reports.add(report);
            if (sealed && report.lastOffset() + 1 < bases.get(i + 1)) {
                missing.add(new Recovery.Quarantined(
                        report.name(), report.lastOffset() + 1, bases.get(i + 1) - 1, "no segment holds them"));
            }
        }
        return new Report(heads.logEpoch(), reports, missing);
    }

    private SegmentReport check(long base, boolean sealed) throws IOException {
        SegmentFile file = new SegmentFile(disk, SegmentHeader.fileName(base));
        try {
            SegmentScan scan = SegmentScan.scan(file, new SegmentReader(file, READ_BYTES), base, sealed);
            List<Recovery.Quarantined> damaged = new ArrayList<>();
            long lost = 0;
            for (DamageReport found : survey(file, base, scan)) {
                for (Damage damage : found.damages()) {
                    damaged.add(damage.quarantined(file.name(), found.rooms()));
                    lost += damage.toOffset() - damage.fromOffset() + 1;
                }
            }
            return new SegmentReport(
                    file.name(),
                    base,
                    scan.nextOffset() - 1,
                    scan.nextOffset() - base - lost,
                    scan.endPosition(),
                    scan.tornBytes(),
                    heads.isWhole(base),
                    sealed ? index(base) : IndexState.NOT_YET,
                    damaged);
        } finally {
            file.close();
        }
    }

    private static List<DamageReport> survey(SegmentFile file, long base, SegmentScan scan) throws IOException {
        return scan.damages().isEmpty()
                ? List.of()
                : DamageSurvey.of(
                        file, new SegmentReader(file, READ_BYTES), base, scan.endPosition(), scan.nextOffset());
    }

    private List<String> setAside(long base, boolean sealed) throws IOException {
        SegmentFile file = new SegmentFile(disk, SegmentHeader.fileName(base));
        try {
            List<String> names = new ArrayList<>();
            SegmentScan scan = SegmentScan.scan(file, new SegmentReader(file, READ_BYTES), base, sealed);
            for (DamageReport report : survey(file, base, scan)) {
                new Quarantine(disk).keep(report);
                names.add(Quarantine.name(report));
            }
            return names;
        } finally {
            file.close();
        }
    }

    private IndexState index(long base) throws IOException {
        byte[] bytes = SegmentFiles.readAll(disk, SealedIndex.fileName(base));
        UUID logEpoch = heads.logEpoch();
        if (bytes == null || logEpoch == null) {
            return IndexState.MISSING;
        }
        return SealedIndex.parse(bytes, logEpoch, base, 1) == null ? IndexState.DAMAGED : IndexState.WHOLE;
    }

    private void show(@Nullable String room, long fromOffset, long toOffset, Reader reader) throws IOException {
        for (int i = 0; i < bases.size(); i++) {
            boolean sealed = i + 1 < bases.size();
            boolean before = sealed && bases.get(i + 1) <= fromOffset;
            if (!before && bases.get(i) <= toOffset) {
                show(bases.get(i), sealed, new Filter(room, fromOffset, toOffset, bases.get(i), reader));
            }
        }
    }

    private void show(long base, boolean sealed, Filter filter) throws IOException {
        SegmentFile file = new SegmentFile(disk, SegmentHeader.fileName(base));
        try {
            SegmentReader reader = new SegmentReader(file, READ_BYTES);
            SegmentScan scan = SegmentScan.scan(file, reader, base, sealed);
            SegmentWalk.visit(reader, base, scan.endPosition(), filter);
        } finally {
            file.close();
        }
    }

    private static JournalException unreadable(Disk disk, IOException e) {
        return new JournalException(
                JournalException.Kind.UNUSABLE, "the journal in " + disk.place() + " cannot be read: " + e, e);
    }

    private record Filter(@Nullable String room, long fromOffset, long toOffset, long base, Reader reader)
            implements SegmentWalk.Visitor {
        @Override
        public void records(long position, List<JournalRecord> records) {
            for (JournalRecord record : records) {
                boolean inRange = record.offset() >= fromOffset && record.offset() <= toOffset;
                if (inRange && (room == null || room.equals(record.room()))) {
                    reader.record(record);
                }
            }
        }

        @Override
        public void damaged(Damage damage) {
            if (damage.toOffset() >= fromOffset && damage.fromOffset() <= toOffset) {
                reader.damaged(damage.quarantined(SegmentHeader.fileName(base)));
            }
        }
    }
}
