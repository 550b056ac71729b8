package dev.ephyra.journal;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a sealed segment without reading it. Written once beside it, as {@code <base>.index}; lost
 * or damaged it is made again from the segment. All of it is under one checksum, verified at each start.
 *
 * @param nextOffset offset behind the last record
 * @param endPosition end of the last batch
 * @param openRooms rooms open at its end
 * @param directoryPosition where the rooms begin in the index file
 * @param rooms their number
 */
record SealedIndex(
        long nextOffset,
        long endPosition,
        long lastOccurredAtMicros,
        OffsetIndex offsets,
        List<Damage> damages,
        List<Recovery.OpenRoom> openRooms,
        long directoryPosition,
        int rooms) {
    private static final long MAGIC = 0x455048594944_5831L; // "EPHYIDX1"
    private static final String SUFFIX = ".index";

    static String fileName(long baseOffset) {
        return SegmentHeader.fileName(baseOffset).replace(".log", SUFFIX);
    }

    static boolean isIndex(String fileName) {
        return fileName.endsWith(SUFFIX);
    }

    static long baseOffset(String fileName) {
        return SegmentHeader.baseOffset(fileName.replace(SUFFIX, ".log"));
    }

    /** The file for a segment whose rooms are still in memory. */
    static byte[] encode(Segment segment, UUID logEpoch, GrowingRoomIndex rooms, List<Recovery.OpenRoom> openRooms) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(MAGIC);
            put(out, logEpoch);
            out.writeLong(segment.baseOffset());
            out.writeLong(segment.nextOffset());
            out.writeLong(segment.endPosition());
            out.writeLong(segment.lastOccurredAtMicros());
            out.writeInt(segment.offsets().size());
            for (int i = 0; i < segment.offsets().size(); i++) {
                out.writeLong(segment.offsets().place(i).offset());
                out.writeLong(segment.offsets().place(i).position());
            }
            putDamages(out, segment.damages());
            putOpenRooms(out, openRooms);
            putRooms(out, rooms);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        byte[] content = bytes.toByteArray();
        ByteBuffer file = ByteBuffer.allocate(content.length + Integer.BYTES).put(content);
        return file.putInt(crc(content, content.length)).array();
    }

    private static void putDamages(DataOutputStream out, List<Damage> damages) throws IOException {
        out.writeInt(damages.size());
        for (Damage damage : damages) {
            out.writeLong(damage.position());
            out.writeLong(damage.endPosition());
            out.writeLong(damage.fromOffset());
            out.writeLong(damage.toOffset());
            putText(out, damage.why());
        }
    }

    private static void putOpenRooms(DataOutputStream out, List<Recovery.OpenRoom> openRooms) throws IOException {
        out.writeInt(openRooms.size());
        for (Recovery.OpenRoom room : openRooms) {
            putText(out, room.room());
            put(out, room.roomEpoch());
            out.writeLong(room.lastRoomSeq());
            out.writeLong(room.lastOccurredAtMicros());
        }
    }

    /** A directory sorted by key, then the entries of all rooms. */
    private static void putRooms(DataOutputStream out, GrowingRoomIndex rooms) throws IOException {
        long[] keys = rooms.keys();
        out.writeInt(keys.length);
        long entriesAt = out.size() + (long) keys.length * SealedRoomIndex.SLOT_BYTES;
        for (long key : keys) {
            int count = rooms.find(key).length;
            out.writeLong(key);
            out.writeLong(entriesAt);
            out.writeInt(count);
            entriesAt += (long) count * Long.BYTES;
        }
        for (long key : keys) {
            for (long entry : rooms.find(key)) {
                out.writeLong(entry);
            }
        }
    }

    private static void put(DataOutputStream out, UUID uuid) throws IOException {
        out.writeLong(uuid.getMostSignificantBits());
        out.writeLong(uuid.getLeastSignificantBits());
    }

    /** Not writeUTF, whose limit of 65,535 bytes is of another encoding than the record's. */
    private static void putText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Reads a file back; null if it does not check or is of another log. */
    static @Nullable SealedIndex parse(byte[] bytes, UUID logEpoch, long baseOffset, int strideBytes) {
        int length = bytes.length - Integer.BYTES;
        if (length < 0 || ByteBuffer.wrap(bytes).getInt(length) != crc(bytes, length)) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
        try {
            boolean ours = in.getLong() == MAGIC && uuid(in).equals(logEpoch) && in.getLong() == baseOffset;
            return ours ? parse(in, strideBytes) : null;
        } catch (BufferUnderflowException shorterThanItSays) {
            return null;
        }
    }

    private static SealedIndex parse(ByteBuffer in, int strideBytes) {
        long nextOffset = in.getLong();
        long endPosition = in.getLong();
        long lastOccurredAt = in.getLong();
        OffsetIndex offsets = new OffsetIndex(strideBytes);
        for (int i = in.getInt(); i > 0; i--) {
            offsets.add(in.getLong(), in.getLong(), OffsetIndex.UNKNOWN);
        }
        List<Damage> damages = new ArrayList<>();
        for (int i = in.getInt(); i > 0; i--) {
            damages.add(new Damage(in.getLong(), in.getLong(), in.getLong(), in.getLong(), text(in)));
        }
        List<Recovery.OpenRoom> openRooms = new ArrayList<>();
        for (int i = in.getInt(); i > 0; i--) {
            openRooms.add(new Recovery.OpenRoom(text(in), uuid(in), in.getLong(), in.getLong()));
        }
        int rooms = in.getInt();
        return new SealedIndex(
                nextOffset, endPosition, lastOccurredAt, offsets, damages, openRooms, in.position(), rooms);
    }

    /** The same file, of another log. */
    static byte[] withLogEpoch(byte[] bytes, UUID logEpoch) {
        ByteBuffer file = ByteBuffer.wrap(bytes.clone());
        file.putLong(8, logEpoch.getMostSignificantBits()).putLong(16, logEpoch.getLeastSignificantBits());
        int length = bytes.length - Integer.BYTES;
        return file.putInt(length, crc(file.array(), length)).array();
    }

    private static UUID uuid(ByteBuffer in) {
        return new UUID(in.getLong(), in.getLong());
    }

    private static String text(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
