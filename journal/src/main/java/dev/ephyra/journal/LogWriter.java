package dev.ephyra.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes the last segment of the log and begins the next one. Owned by the committing thread.
 *
 * <p>After any failure {@link #abandon} is called, and the next use opens the file anew: a kernel that failed
 * a force has forgotten which pages were dirty, so the old handle would report success for bytes that are not
 * on the disk.
 */
final class LogWriter {
    private static final String UNFINISHED = ".tmp";

    private final Disk disk;
    private final JournalOptions options;
    private final UUID logEpoch;
    private final SegmentCatalog catalog;
    private final UnendedRooms openRooms;
    private GrowingRoomIndex rooms;
    private @Nullable DiskFile file;
    private long position;
    private volatile long allocatedEnd;
    private long lastBatchPosition = -1;

    LogWriter(
            Disk disk,
            JournalOptions options,
            UUID logEpoch,
            SegmentCatalog catalog,
            UnendedRooms openRooms,
            GrowingRoomIndex rooms) {
        this.disk = disk;
        this.options = options;
        this.logEpoch = logEpoch;
        this.catalog = catalog;
        this.openRooms = openRooms;
        this.rooms = rooms;
        this.position = catalog.active().endPosition();
        this.allocatedEnd = position;
    }

    boolean fits(long bytes) {
        return position + bytes <= options.segmentBytes();
    }

    /** Bytes of the active segment on disk, with those written ahead. Any thread may ask. */
    long allocatedEnd() {
        return allocatedEnd;
    }

    /** Writes whole batches at the end and makes them durable. */
    void write(ByteBuffer batches) throws IOException {
        DiskFile target = opened();
        long end = position + batches.remaining();
        if (end > allocatedEnd) {
            extend(target, end);
        }
        target.write(batches, position);
        target.force();
    }

    /** Takes a batch just made durable into the indexes. */
    void accept(List<JournalRecord> records, int sizeBytes) {
        Segment active = catalog.active();
        active.offsets().add(records.getFirst().offset(), position, active.lastOccurredAtMicros());
        long occurredAt = 0;
        for (JournalRecord record : records) {
            rooms.add(record, position);
            openRooms.apply(record);
            occurredAt = Math.max(occurredAt, record.occurredAtMicros());
        }
        lastBatchPosition = position;
        position += sizeBytes;
        active.reaches(position, records.getLast().offset() + 1, occurredAt);
    }

    /** Uses an idle moment to write zeros ahead, so that commits do not have to. */
    void prepare() throws IOException {
        DiskFile target = opened();
        if (allocatedEnd < options.segmentBytes() && allocatedEnd - position < options.extentBytes() / 2) {
            extend(target, position);
            target.force();
        }
    }

    /**
     * Notes at the tail that everything before it is durable. The next batch overwrites it; it needs no
     * force, because it only helps to tell a damaged tail from a torn one.
     */
    void note(long durable) throws IOException {
        if (fits(BatchHeader.BYTES)) {
            ByteBuffer note = ByteBuffer.allocate(BatchHeader.BYTES);
            new BatchHeader(0, durable + 1, durable, 0, 0).write(note, 0);
            opened().write(note, position);
        }
    }

    /** Seals the segment and begins the next one. After a failure it can be called again. */
    void roll() throws IOException {
        rollTo(catalog.active().nextOffset());
    }

    /** Like {@link #roll}; the next record has an offset that may leave a hole behind it. */
    void rollTo(long nextOffset) throws IOException {
        Segment sealed = catalog.active();
        DiskFile target = opened();
        target.truncate(position);
        target.force();
        allocatedEnd = position;
        SealedRoomIndex index = writeIndex(disk, sealed, logEpoch, rooms, openRooms);
        Segment next = emptySegment(disk, options, nextOffset);
        DiskFile created = create(disk, options, next, logEpoch);
        closeFile();
        file = created;
        position = SegmentHeader.AREA_BYTES;
        allocatedEnd = created.size();
        lastBatchPosition = -1;
        rooms = (GrowingRoomIndex) next.rooms();
        sealed.rooms(index);
        catalog.add(next);
    }

    /** Lets go of the file without trusting it any more. */
    void abandon() {
        try {
            closeFile();
        } catch (IOException handleWasBroken) {
            // The handle has failed before; what matters is written again through another one.
        }
        catalog.active().file().close();
    }

    void closeFile() throws IOException {
        DiskFile open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }

    private DiskFile opened() throws IOException {
        DiskFile open = file;
        if (open == null) {
            open = disk.open(catalog.active().name(), Disk.Access.WRITE);
            file = open;
            checkTail(open);
            allocatedEnd = Math.max(position, open.size());
        }
        return open;
    }

    /** Reads back what was durable before going on behind it. */
    private void checkTail(DiskFile reopened) throws IOException {
        if (reopened.size() < position) {
            throw new IOException(catalog.active().name() + " ends before byte " + position + ", which was durable");
        }
        if (lastBatchPosition >= 0) {
            SegmentReader reader = new SegmentReader(catalog.active().file(), BatchHeader.BYTES);
            if (!(reader.at(lastBatchPosition, position) instanceof Step.Whole)) {
                throw new IOException(catalog.active().name() + " lost its last durable batch");
            }
        }
    }

    private void extend(DiskFile target, long end) throws IOException {
        long to = Math.min(options.segmentBytes(), Math.max(allocatedEnd + options.extentBytes(), end));
        target.writeZeros(allocatedEnd, to);
        allocatedEnd = to;
    }

    /** A segment of which nothing is written yet. */
    static Segment emptySegment(Disk disk, JournalOptions options, long baseOffset) {
        return new Segment(
                baseOffset,
                new SegmentFile(disk, SegmentHeader.fileName(baseOffset)),
                new OffsetIndex(options.indexStrideBytes()),
                new GrowingRoomIndex(),
                List.of());
    }

    /** Writes the head of a new segment and its first zeros, durable before any batch. */
    static DiskFile create(Disk disk, JournalOptions options, Segment segment, UUID logEpoch) throws IOException {
        DiskFile created = disk.open(segment.name(), Disk.Access.CREATE);
        boolean done = false;
        try {
            ByteBuffer area = new SegmentHeader(SegmentHeader.VERSION, logEpoch, segment.baseOffset()).area();
            created.write(area, 0);
            created.writeZeros(
                    SegmentHeader.AREA_BYTES,
                    Math.min(options.segmentBytes(), SegmentHeader.AREA_BYTES + (long) options.extentBytes()));
            created.force();
            disk.forceDirectory();
            done = true;
            return created;
        } finally {
            if (!done) {
                created.close();
            }
        }
    }

    static SealedRoomIndex writeIndex(
            Disk disk, Segment segment, UUID logEpoch, GrowingRoomIndex rooms, UnendedRooms openRooms)
            throws IOException {
        byte[] bytes = SealedIndex.encode(segment, logEpoch, rooms, openRooms.list());
        String name = SealedIndex.fileName(segment.baseOffset());
        try (DiskFile target = disk.open(name + UNFINISHED, Disk.Access.CREATE)) {
            target.write(ByteBuffer.wrap(bytes), 0);
            target.force();
        }
        disk.rename(name + UNFINISHED, name);
        disk.forceDirectory();
        return sealedRooms(disk, name, bytes, logEpoch, segment.baseOffset());
    }

    private static SealedRoomIndex sealedRooms(Disk disk, String name, byte[] bytes, UUID logEpoch, long baseOffset) {
        SealedIndex index = SealedIndex.parse(bytes, logEpoch, baseOffset, 1);
        if (index == null) {
            throw new IllegalStateException("an index does not read as it was written: " + name);
        }
        return new SealedRoomIndex(new SegmentFile(disk, name), index.directoryPosition(), index.rooms());
    }

    static boolean isUnfinished(String fileName) {
        return fileName.endsWith(UNFINISHED);
    }
}
