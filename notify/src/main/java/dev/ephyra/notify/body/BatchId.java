package dev.ephyra.notify.body;

import dev.ephyra.journal.JournalRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** The {@code webhook-id} of a batch: made of what is in it, so the same batch has the same id after a restart too. Pure. */
public final class BatchId {
    private BatchId() {}

    /** A UUIDv8 (RFC 9562) of the endpoint and the members, which are contiguous for it. */
    public static UUID of(String endpointId, JournalRecord first, JournalRecord last) {
        MessageDigest digest = sha256();
        digest.update(endpointId.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(ByteBuffer.allocate(32)
                .putLong(first.roomEpoch().getMostSignificantBits())
                .putLong(first.roomEpoch().getLeastSignificantBits())
                .putLong(first.roomSeq())
                .putLong(last.roomSeq())
                .flip());
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        long high = (hash.getLong() & ~0xf000L) | 0x8000L;
        long low = (hash.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
