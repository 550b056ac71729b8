package dev.ephyra.notify.record;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * A place in the log that may leave the server: everything up to and including a record. Opaque to whoever gets it, and
 * valid as long as the log is; one machine has one partition.
 *
 * @param partition 0
 * @param logEpoch marks the log: a cursor of another log is not one of this
 * @param offset of the last record before what follows; 0 for the very beginning
 */
public record Cursor(int partition, UUID logEpoch, long offset) {
    private static final byte FORMAT = 1;
    private static final int BYTES = 1 + 4 + 16 + 8;

    /** A cursor of the only partition. */
    public static Cursor of(UUID logEpoch, long offset) {
        return new Cursor(0, logEpoch, offset);
    }

    /** URL-safe text of 39 characters. */
    public String text() {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .put(FORMAT)
                .putInt(partition)
                .putLong(logEpoch.getMostSignificantBits())
                .putLong(logEpoch.getLeastSignificantBits())
                .putLong(offset)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The cursor that {@code text} is; empty if it is none of ours. */
    public static Optional<Cursor> parse(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.remaining() != BYTES || bytes.get() != FORMAT) {
                return Optional.empty();
            }
            Cursor cursor = new Cursor(bytes.getInt(), new UUID(bytes.getLong(), bytes.getLong()), bytes.getLong());
            boolean ours =
                    cursor.partition == 0 && cursor.offset >= 0 && cursor.text().equals(text);
            return ours ? Optional.of(cursor) : Optional.empty();
        } catch (IllegalArgumentException | BufferUnderflowException notOurs) {
            return Optional.empty();
        }
    }
}
