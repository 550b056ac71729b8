package dev.ephyra.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Records as bytes. A record is its length, its checksum, its ordinal in the batch and what {@link Draft}
 * has; its offset is that of the batch plus the ordinal, so writers can encode before they know where they
 * will stand.
 */
final class RecordFormat {
    /**
     * Events and notifications carry at most the 64 KiB metadata of a few peers; 1 MiB is far beyond that.
     */
    static final int MAX_PAYLOAD_BYTES = 1024 * 1024;

    /** Room ids have a limit of their own at the edge; this one is of the field. */
    static final int MAX_ROOM_BYTES = 0xFFFF;

    static final int PREFIX_BYTES = 8;
    static final int FIXED_BYTES = 60;

    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);

    private RecordFormat() {}

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
    }

    /**
     * A whole batch with its alignment behind; its head still lacks its place.
     *
     * @throws RecordTooLargeException if a record or the batch is beyond its limit
     */
    static byte[] encode(List<Draft> batch, int maxBatchBytes) {
        if (batch.isEmpty() || batch.size() > BatchHeader.MAX_RECORDS) {
            throw new RecordTooLargeException(
                    "a batch has 1 to " + BatchHeader.MAX_RECORDS + " records, not " + batch.size());
        }
        long bodyBytes = 0;
        for (int i = 0; i < batch.size(); i++) {
            bodyBytes += PREFIX_BYTES + contentBytes(batch.get(i));
        }
        if (bodyBytes + BatchHeader.BYTES + BatchHeader.ALIGNMENT > maxBatchBytes) {
            throw new RecordTooLargeException(
                    "a batch has at most " + maxBatchBytes + " bytes, this one " + bodyBytes + " and its head");
        }
        byte[] frame = new byte[BatchHeader.sizeBytes((int) bodyBytes)];
        CRC32C crc = new CRC32C();
        int at = BatchHeader.BYTES;
        for (int i = 0; i < batch.size(); i++) {
            at = put(frame, at, batch.get(i), i, crc);
        }
        crc.reset();
        crc.update(frame, BatchHeader.BYTES, (int) bodyBytes);
        BatchHeader.unplaced((int) bodyBytes, batch.size(), (int) crc.getValue(), frame);
        return frame;
    }

    private static int contentBytes(Draft draft) {
        int roomBytes = utf8Bytes(draft.room());
        if (roomBytes > MAX_ROOM_BYTES) {
            throw new RecordTooLargeException("a room id has at most 65535 bytes, this one " + roomBytes);
        }
        long payload = (long) draft.event().length + draft.notification().length;
        if (payload > MAX_PAYLOAD_BYTES) {
            throw new RecordTooLargeException(
                    "event and notification have at most " + MAX_PAYLOAD_BYTES + " bytes, these " + payload);
        }
        return FIXED_BYTES + roomBytes + (int) payload;
    }

    /** Writes a record and answers where the next one begins. On the rooms' own threads: it allocates nothing. */
    private static int put(byte[] frame, int start, Draft draft, int ordinal, CRC32C crc) {
        byte[] event = draft.event();
        byte[] notification = draft.notification();
        int roomBytes = utf8Bytes(draft.room());
        INT.set(frame, start, FIXED_BYTES + roomBytes + event.length + notification.length);
        frame[start + 8] = code(draft.lifecycle());
        SHORT.set(frame, start + 10, (short) ordinal);
        SHORT.set(frame, start + 12, (short) roomBytes);
        INT.set(frame, start + 16, event.length);
        put(frame, start + 20, draft.roomEpoch());
        put(frame, start + 36, draft.eventId());
        LONG.set(frame, start + 52, draft.roomSeq());
        LONG.set(frame, start + 60, draft.occurredAtMicros());
        int at = start + PREFIX_BYTES + FIXED_BYTES;
        putUtf8(frame, at, draft.room(), roomBytes);
        at += roomBytes;
        System.arraycopy(event, 0, frame, at, event.length);
        at += event.length;
        System.arraycopy(notification, 0, frame, at, notification.length);
        int end = at + notification.length;
        INT.set(frame, start + 4, crc(frame, start, end, crc));
        return end;
    }

    /** Most ids are ASCII, and then nothing is allocated for them: this runs on the rooms' own threads. */
    private static int utf8Bytes(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) > 0x7F) {
                return text.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return text.length();
    }

    private static void putUtf8(byte[] frame, int start, String text, int bytes) {
        if (bytes != text.length()) {
            System.arraycopy(text.getBytes(StandardCharsets.UTF_8), 0, frame, start, bytes);
            return;
        }
        // As many bytes as characters: each is ASCII, or half of a pair that cannot be encoded and becomes '?'.
        for (int at = 0; at < bytes; at++) {
            char unit = text.charAt(at);
            frame[start + at] = (byte) (unit > 0x7F ? '?' : unit);
        }
    }

    /**
     * The record at the position of {@code body}, which moves behind it.
     *
     * @param firstOrdinal the least ordinal to accept; a lower one, or none that checks, gives null and moves
     *     nothing
     */
    static @Nullable JournalRecord parse(ByteBuffer body, long batchOffset, int firstOrdinal) {
        int start = body.position();
        int length = lengthAt(body, start);
        if (length < 0) {
            return null;
        }
        int end = start + PREFIX_BYTES + length;
        int ordinal = Short.toUnsignedInt(body.getShort(start + 10));
        int roomBytes = Short.toUnsignedInt(body.getShort(start + 12));
        int eventBytes = body.getInt(start + 16);
        JournalRecord.Lifecycle lifecycle = lifecycle(body.get(start + 8));
        if (lifecycle == null
                || ordinal < firstOrdinal
                || eventBytes < 0
                || eventBytes > length - FIXED_BYTES - roomBytes
                || body.getInt(start + 4)
                        != crc(body.array(), body.arrayOffset() + start, body.arrayOffset() + end, new CRC32C())) {
            return null;
        }
        body.position(start + 20);
        UUID epoch = uuid(body);
        UUID eventId = uuid(body);
        long roomSeq = body.getLong();
        long occurredAt = body.getLong();
        String room = new String(bytes(body, roomBytes), StandardCharsets.UTF_8);
        byte[] event = bytes(body, eventBytes);
        byte[] notification = bytes(body, end - body.position());
        return new JournalRecord(
                batchOffset + ordinal, room, epoch, roomSeq, eventId, occurredAt, lifecycle, event, notification);
    }

    /** Moves over a record that does not check, if its length can be true; false if it cannot. */
    static boolean skip(ByteBuffer body) {
        int length = lengthAt(body, body.position());
        if (length < 0) {
            return false;
        }
        body.position(body.position() + PREFIX_BYTES + length);
        return true;
    }

    private static int lengthAt(ByteBuffer body, int start) {
        if (body.limit() - start < PREFIX_BYTES + FIXED_BYTES) {
            return -1;
        }
        int length = body.getInt(start);
        return length < FIXED_BYTES || length > body.limit() - start - PREFIX_BYTES ? -1 : length;
    }

    /** Of everything but the checksum itself. */
    private static int crc(byte[] bytes, int start, int end, CRC32C crc) {
        crc.reset();
        crc.update(bytes, start, Integer.BYTES);
        crc.update(bytes, start + PREFIX_BYTES, end - start - PREFIX_BYTES);
        return (int) crc.getValue();
    }

    private static byte code(JournalRecord.Lifecycle lifecycle) {
        return switch (lifecycle) {
            case OPENS -> 1;
            case CONTINUES -> 2;
            case CLOSES -> 3;
        };
    }

    private static JournalRecord.@Nullable Lifecycle lifecycle(byte code) {
        return switch (code) {
            case 1 -> JournalRecord.Lifecycle.OPENS;
            case 2 -> JournalRecord.Lifecycle.CONTINUES;
            case 3 -> JournalRecord.Lifecycle.CLOSES;
            default -> null;
        };
    }

    private static void put(byte[] frame, int at, UUID uuid) {
        LONG.set(frame, at, uuid.getMostSignificantBits());
        LONG.set(frame, at + 8, uuid.getLeastSignificantBits());
    }

    private static UUID uuid(ByteBuffer source) {
        return new UUID(source.getLong(), source.getLong());
    }

    private static byte[] bytes(ByteBuffer source, int length) {
        byte[] bytes = new byte[length];
        source.get(bytes);
        return bytes;
    }
}
