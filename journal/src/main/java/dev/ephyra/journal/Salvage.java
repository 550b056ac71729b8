package dev.ephyra.journal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads what can still be read in bytes that do not check, for a report and never for delivery. Pure; believes
 * nothing, allocates nothing by what the bytes say.
 */
final class Salvage {
    /** A report is for people: 1,000 records of 200 characters are 200 KB. */
    static final int MAX_REMAINS = 1_000;

    /** Length, checksum, and the fields up to the room; see {@link RecordFormat}. */
    private static final int HEAD_BYTES = 68;

    private static final int ROOM_AT = HEAD_BYTES;

    private Salvage() {}

    /**
     * One record of which something is left.
     *
     * @param ordinal its place in its batch, as it says
     * @param checks whether its own checksum is right, so that only its batch is damaged
     */
    record Remains(
            int ordinal,
            String room,
            UUID roomEpoch,
            long roomSeq,
            UUID eventId,
            long occurredAtMicros,
            boolean checks) {}

    /** What looks like one of the wanted records from {@code from} on, at most {@link #MAX_REMAINS}. */
    static List<Remains> read(ByteBuffer bytes, int from, Predicate<Remains> wanted) {
        List<Remains> found = new ArrayList<>();
        int at = from;
        while (at + HEAD_BYTES <= bytes.limit() && found.size() < MAX_REMAINS) {
            Remains remains = recordAt(bytes, at);
            if (remains == null) {
                at++;
            } else {
                if (wanted.test(remains)) {
                    found.add(remains);
                }
                at += RecordFormat.PREFIX_BYTES + Math.min(bytes.getInt(at), bytes.limit() - at);
            }
        }
        return found;
    }

    private static @Nullable Remains recordAt(ByteBuffer bytes, int at) {
        int length = bytes.getInt(at);
        int lifecycle = bytes.get(at + 8);
        int roomBytes = Short.toUnsignedInt(bytes.getShort(at + 12));
        long eventBytes = bytes.getInt(at + 16);
        boolean plausible = length >= RecordFormat.FIXED_BYTES + roomBytes
                && length <= RecordFormat.MAX_PAYLOAD_BYTES + RecordFormat.FIXED_BYTES + RecordFormat.MAX_ROOM_BYTES
                && lifecycle >= 1
                && lifecycle <= 3
                && bytes.get(at + 9) == 0
                && bytes.getShort(at + 14) == 0
                && roomBytes > 0
                && roomBytes <= bytes.limit() - at - ROOM_AT
                && eventBytes >= 0
                && eventBytes <= length - RecordFormat.FIXED_BYTES - roomBytes;
        String room = plausible ? text(bytes, at + ROOM_AT, roomBytes) : null;
        if (room == null) {
            return null;
        }
        int ordinal = Short.toUnsignedInt(bytes.getShort(at + 10));
        JournalRecord whole = RecordFormat.parse(bytes.duplicate().position(at), 0, 0);
        return new Remains(
                ordinal,
                room,
                new UUID(bytes.getLong(at + 20), bytes.getLong(at + 28)),
                bytes.getLong(at + 52),
                new UUID(bytes.getLong(at + 36), bytes.getLong(at + 44)),
                bytes.getLong(at + 60),
                whole != null);
    }

    /** Strictly: bytes that are no text are no room. */
    private static @Nullable String text(ByteBuffer bytes, int at, int length) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.slice(at, length))
                    .toString();
            return text.chars().anyMatch(Character::isISOControl) ? null : text;
        } catch (CharacterCodingException noText) {
            return null;
        }
    }
}
