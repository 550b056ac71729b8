package dev.ephyra.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Opens what a folder holds: sealed segments by their indexes, the last one by reading it. Cuts a torn tail,
 * sets aside what does not check, and makes what it keeps durable before anyone is told of it. Used once, by
 * one thread.
 */
final class LogOpening {
    private final Disk disk;
    private final JournalOptions options;
    private final List<Recovery.Quarantined> quarantined = new ArrayList<>();
    private final List<Segment> segments = new ArrayList<>();
    private UnendedRooms unended = new UnendedRooms();
    private GrowingRoomIndex rooms = new GrowingRoomIndex();
    private long tornBytes;

    private LogOpening(Disk disk, JournalOptions options) {
        this.disk = disk;
        this.options = options;
    }

    /** What was opened. */
    record Opened(UUID logEpoch, SegmentCatalog catalog, LogWriter writer, Recovery recovery) {
        long durable() {
            return catalog.active().nextOffset() - 1;
        }
    }

    /**
     * @param newLogEpoch marks a log that begins here
     * @param remembered what may be beyond the end that is found
     */
    static Opened open(Disk disk, JournalOptions options, Supplier<UUID> newLogEpoch, Remembered remembered)
            throws JournalException {
        try {
            return new LogOpening(disk, options).open(newLogEpoch, remembered);
        } catch (IOException e) {
            throw new JournalException(
                    JournalException.Kind.UNUSABLE, "the journal in " + disk.place() + " cannot be used: " + e, e);
        }
    }

    private Opened open(Supplier<UUID> newLogEpoch, Remembered remembered) throws IOException, JournalException {
        List<Long> bases = SegmentFiles.bases(disk);
        SegmentFiles.Heads heads = SegmentFiles.heads(disk, bases);
        UUID logEpoch = heads.logEpoch() == null ? newLogEpoch.get() : heads.logEpoch();
        deleteLeftovers(bases);
        if (bases.isEmpty()) {
            Segment first = LogWriter.emptySegment(disk, options, 1);
            LogWriter.create(disk, options, first, logEpoch).close();
            segments.add(first);
            rooms = (GrowingRoomIndex) first.rooms();
        }
        for (int i = 0; i < bases.size(); i++) {
            long base = bases.get(i);
            boolean headIsWhole = heads.isWhole(base);
            if (i + 1 < bases.size()) {
                openSealed(base, bases.get(i + 1), logEpoch);
                if (!headIsWhole) {
                    repairHead(base, logEpoch);
                }
            } else {
                openActive(base, logEpoch, headIsWhole);
            }
        }
        SegmentCatalog catalog = new SegmentCatalog(segments);
        LogWriter writer = new LogWriter(disk, options, logEpoch, catalog, unended, rooms);
        passForgotten(writer, catalog.active(), remembered.through(logEpoch));
        long lastMicros =
                segments.stream().mapToLong(Segment::lastOccurredAtMicros).max().orElse(0);
        Recovery recovery = new Recovery(tornBytes, List.copyOf(quarantined), unended.list(), lastMicros);
        return new Opened(logEpoch, catalog, writer, recovery);
    }

    /**
     * No offset is used twice: what is appended from now on lies behind what others remember. The hole is damage like
     * any other, to whoever reads there and to each later start.
     */
    private void passForgotten(LogWriter writer, Segment last, long remembered) throws IOException {
        if (remembered >= last.nextOffset()) {
            writer.rollTo(remembered + 1);
            hole(last.nextOffset(), remembered, "the journal came back without them, and others remember them");
        }
    }

    private void hole(long from, long to, String why) {
        quarantined.add(new Recovery.Quarantined(SegmentHeader.fileName(from), from, to, why));
        unended.lost(to + 1 - from);
    }

    /** A crash during a roll or a deletion may leave files that mean nothing. */
    private void deleteLeftovers(List<Long> bases) throws IOException {
        for (String name : disk.list()) {
            boolean orphan = SealedIndex.isIndex(name) && !bases.contains(SealedIndex.baseOffset(name));
            if (orphan || LogWriter.isUnfinished(name)) {
                disk.delete(name);
            }
        }
    }

    private void openSealed(long base, long nextBase, UUID logEpoch) throws IOException {
        String indexName = SealedIndex.fileName(base);
        byte[] bytes = SegmentFiles.readAll(disk, indexName);
        SealedIndex index = bytes == null ? null : SealedIndex.parse(bytes, logEpoch, base, options.indexStrideBytes());
        if (index == null || index.nextOffset() > nextBase) {
            if (bytes != null) {
                String why = "the index did not check and was made again from its segment";
                quarantine(List.of(DamageReport.ofNoRecord(indexName, 0, bytes.length, base, why)));
            }
            rebuild(base, nextBase, logEpoch);
        } else {
            SealedRoomIndex sealedRooms =
                    new SealedRoomIndex(new SegmentFile(disk, indexName), index.directoryPosition(), index.rooms());
            SegmentFile file = new SegmentFile(disk, SegmentHeader.fileName(base));
            Segment segment = new Segment(base, file, index.offsets(), sealedRooms, index.damages());
            segment.reaches(index.endPosition(), index.nextOffset(), index.lastOccurredAtMicros());
            segments.add(segment);
            index.damages().forEach(damage -> quarantined.add(damage.quarantined(segment.name())));
            unended = new UnendedRooms();
            unended.restore(index.openRooms());
        }
        long next = segments.getLast().nextOffset();
        if (next < nextBase) {
            hole(next, nextBase - 1, "no segment file holds them");
        }
    }

    /**
     * Reads a sealed segment whose index is missing, as after a crash just before it was written, or damaged.
     */
    private void rebuild(long base, long nextBase, UUID logEpoch) throws IOException {
        SegmentFile file = new SegmentFile(disk, SegmentHeader.fileName(base));
        SegmentScan scan = SegmentScan.scan(file, reader(file), base, true);
        Segment segment = replay(base, file, scan);
        try {
            segment.rooms(LogWriter.writeIndex(disk, segment, logEpoch, rooms, unended));
        } catch (IOException noSpaceForIt) {
            // What is in memory answers as well, and the next start makes it again.
        }
        if (nextBase < segment.nextOffset()) {
            throw new IOException("the segments " + segment.name() + " and " + SegmentHeader.fileName(nextBase)
                    + " hold the same offsets");
        }
    }

    private void openActive(long base, UUID logEpoch, boolean headIsWhole) throws IOException {
        SegmentFile file = new SegmentFile(disk, SegmentHeader.fileName(base));
        SegmentScan scan = SegmentScan.scan(file, reader(file), base, false);
        boolean neverBegun =
                !headIsWhole && scan.nextOffset() == base && scan.damages().isEmpty();
        if (neverBegun) {
            // The head is durable before the first batch is written: this is a crash during a roll.
            Segment empty = LogWriter.emptySegment(disk, options, base);
            LogWriter.create(disk, options, empty, logEpoch).close();
            segments.add(empty);
            rooms = (GrowingRoomIndex) empty.rooms();
            return;
        }
        Segment segment = replay(base, file, scan);
        tornBytes = scan.tornBytes();
        if (!headIsWhole) {
            repairHead(base, logEpoch);
        }
        makeDurable(segment.name(), scan, new SegmentHeader(SegmentHeader.VERSION, logEpoch, base));
        disk.forceDirectory();
    }

    /**
     * Cuts the tail and writes again what may be in the memory of the kernel only. After a force that failed,
     * and a kill, it reads well and yet is not on the disk, and a force alone would do nothing about it.
     */
    private void makeDurable(String name, SegmentScan scan, SegmentHeader head) throws IOException {
        try (DiskFile target = disk.open(name, Disk.Access.WRITE)) {
            if (scan.tornBytes() > 0) {
                target.truncate(scan.endPosition());
            }
            if (target.size() < scan.endPosition()) {
                // Cut inside the padding of the last batch, which is whole.
                target.writeZeros(target.size(), scan.endPosition());
            }
            ByteBuffer unproven = ByteBuffer.allocate((int) (scan.endPosition() - scan.unprovenPosition()));
            target.read(unproven, scan.unprovenPosition());
            target.write(unproven.flip(), scan.unprovenPosition());
            target.write(head.area(), 0);
            target.force();
        }
    }

    /** Fills the indexes from what the scan keeps. */
    private Segment replay(long base, SegmentFile file, SegmentScan scan) throws IOException {
        GrowingRoomIndex index = new GrowingRoomIndex();
        PlacesWalk places = new PlacesWalk(options.indexStrideBytes());
        if (!scan.damages().isEmpty()) {
            quarantine(DamageSurvey.of(file, reader(file), base, scan.endPosition(), scan.nextOffset()));
        }
        SegmentWalk.visit(reader(file), base, scan.endPosition(), new SegmentWalk.Visitor() {
            @Override
            public void records(long position, List<JournalRecord> records) {
                places.records(position, records);
                for (JournalRecord record : records) {
                    index.add(record, position);
                    unended.apply(record);
                }
            }

            @Override
            public void damaged(Damage damage) {
                // What it is is known from the scan.
                places.damaged(damage);
                unended.lost(Math.max(0, damage.toOffset() + 1 - damage.fromOffset()));
            }
        });
        Segment segment = new Segment(base, file, places.places(), index, scan.damages());
        segment.reaches(scan.endPosition(), scan.nextOffset(), places.latestMicros());
        rooms = index;
        segments.add(segment);
        return segment;
    }

    private void repairHead(long base, UUID logEpoch) throws IOException {
        String name = SegmentHeader.fileName(base);
        quarantine(List.of(DamageReport.ofNoRecord(
                name, 0, SegmentHeader.AREA_BYTES, base, "the head did not check and was written again")));
        try (DiskFile target = disk.open(name, Disk.Access.WRITE)) {
            target.write(new SegmentHeader(SegmentHeader.VERSION, logEpoch, base).area(), 0);
            target.force();
        }
    }

    private void quarantine(List<DamageReport> reports) {
        for (DamageReport report : reports) {
            String failure = setAside(report);
            for (Damage damage : report.damages()) {
                Recovery.Quarantined range = damage.quarantined(report.file(), report.rooms());
                quarantined.add(range.but(failure));
            }
        }
    }

    /** Why the bytes are not in the quarantine: no reason not to start, as readers pass them where they are. */
    private String setAside(DamageReport report) {
        try {
            new Quarantine(disk).keep(report);
            return "";
        } catch (IOException e) {
            return "; a copy of it could not be written: " + e.getMessage();
        }
    }

    private SegmentReader reader(SegmentFile file) {
        return new SegmentReader(file, Math.max(options.readBytes(), 64 * 1024));
    }
}
