package dev.ephyra.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Walks a segment file batch by batch, in large reads. Owned by one thread. Never believes a length without a checksum. */
final class SegmentReader {
    private final SegmentFile file;
    private final int readBytes;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowStart;

    SegmentReader(SegmentFile file, int readBytes) {
        this.file = file;
        this.readBytes = readBytes;
    }

    /**
     * What stands at {@code position}.
     *
     * @param expected the offset that the next record has if nothing is missing
     * @param limit the end of what may be read
     */
    Step step(long position, long expected, long limit) throws IOException {
        BatchHeader header = headAt(position, limit);
        if (header == null || header.baseOffset() < expected) {
            return resume(position, expected, limit);
        }
        if (header.baseOffset() > expected) {
            return new Step.Lost(
                    new Damage(position, position, expected, header.baseOffset() - 1, "records are missing"));
        }
        return batch(header, position, limit);
    }

    /** The batch at a position known from an index; {@link Step.End} if there is none. */
    Step at(long position, long limit) throws IOException {
        BatchHeader header = headAt(position, limit);
        return header == null ? new Step.End(position) : batch(header, position, limit);
    }

    private Step batch(BatchHeader header, long position, long limit) throws IOException {
        long end =
                Math.min(position + header.sizeBytes(), (limit + BatchHeader.ALIGNMENT - 1) & -BatchHeader.ALIGNMENT);
        if (header.records() == 0) {
            return new Step.Note(header, end);
        }
        int wanted = BatchHeader.BYTES + header.bodyBytes();
        int there = (int) Math.min(load(position, wanted), limit - position);
        int at = (int) (position - windowStart);
        ByteBuffer body = window.slice(at + BatchHeader.BYTES, Math.min(there, wanted) - BatchHeader.BYTES);
        boolean checks = there >= wanted && BatchHeader.crc(body, 0, body.limit()) == header.bodyCrc();
        return checks ? new Step.Whole(header, position, end, body) : new Step.Hurt(header, position, end, body);
    }

    /** Looks for the next head behind bytes that are none. */
    private Step resume(long position, long expected, long limit) throws IOException {
        for (long at = position + BatchHeader.ALIGNMENT; at + BatchHeader.BYTES <= limit; at += BatchHeader.ALIGNMENT) {
            // The magic first: almost everything here is the zeros written ahead.
            if (load(at, BatchHeader.BYTES) < BatchHeader.BYTES) {
                break;
            }
            if (window.getInt((int) (at - windowStart)) != BatchHeader.MAGIC) {
                continue;
            }
            BatchHeader header = headAt(at, limit);
            if (header != null && header.baseOffset() >= expected) {
                String why = "bytes " + position + " to " + (at - 1) + " are no batch";
                return new Step.Lost(new Damage(position, at, expected, header.baseOffset() - 1, why));
            }
        }
        return new Step.End(position);
    }

    private @Nullable BatchHeader headAt(long position, long limit) throws IOException {
        if (position + BatchHeader.BYTES > limit || load(position, BatchHeader.BYTES) < BatchHeader.BYTES) {
            return null;
        }
        return BatchHeader.parse(window, (int) (position - windowStart));
    }

    /** Makes the window hold {@code bytes} from {@code position}; answers how many there are. */
    private int load(long position, int bytes) throws IOException {
        boolean held = position >= windowStart && position + bytes <= windowStart + window.limit();
        if (!held) {
            // A slice given out before keeps its array: the window is replaced, never overwritten.
            window = ByteBuffer.allocate(Math.max(readBytes, bytes));
            windowStart = position;
            file.read(window, position);
            window.flip();
        }
        return (int) Math.min(bytes, windowStart + window.limit() - position);
    }
}
