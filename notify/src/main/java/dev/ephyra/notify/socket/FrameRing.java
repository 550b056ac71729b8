package dev.ephyra.notify.socket;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The encoded WebSocket frames of the latest notifications, shared by all subscribers: each message is encoded once, and a
 * subscriber is only a position. Sizes are bytes.
 *
 * <p>One writer, the thread that pumps the journal; any number of readers on any thread. Frames lie in chunks that are
 * written once, never reused and left to the collector, so a slice handed to a socket stays valid however slow that socket
 * is. A frame never crosses chunks; so a read always ends between two frames, and other frames may follow it.
 *
 * <p>A position is opaque: the number of a chunk above the offset in it. It only grows. Everything before {@link #tail} is
 * published by the release write of the tail.
 */
public final class FrameRing {
    /** 16 MiB: at 150 B a frame, a subscriber may be 110,000 notifications behind. */
    public static final int DEFAULT_MAX_BYTES = 16 << 20;

    /** Small enough that an idle server is small; large enough that one turn of a subscriber is a few slices. */
    public static final int DEFAULT_CHUNK_BYTES = 64 << 10;

    private static final int OFFSET_BITS = 32;

    private final int maxBytes;
    private final int chunkBytes;
    private final AtomicReferenceArray<Chunk> slots;
    private volatile long tail;
    private volatile long oldest;
    private volatile long retainedBytes;

    // The writer's own: not read by anyone else.
    private long nextChunk;
    private long oldestChunk;
    private long heldBytes;
    private int writeOffset;
    private Chunk current = new Chunk(-1, ByteBuffer.allocate(0));

    /** @param maxBytes at least two chunks */
    public FrameRing(int maxBytes, int chunkBytes) {
        if (chunkBytes < 1 || maxBytes / 2 < chunkBytes) {
            throw new IllegalArgumentException("a ring of " + maxBytes + " bytes needs two chunks of " + chunkBytes);
        }
        this.maxBytes = maxBytes;
        this.chunkBytes = chunkBytes;
        // Every chunk counts for at least chunkBytes, so this many slots never collide.
        this.slots = new AtomicReferenceArray<>(maxBytes / chunkBytes);
    }

    /** Adds {@code message} as one frame, seen at the latest after {@link #publish}. Writer only. */
    public void append(byte[] message) {
        int frameBytes = ServerFrames.headerBytes(message.length) + message.length;
        if (current.frames.capacity() - writeOffset < frameBytes) {
            openChunk(Math.max(chunkBytes, frameBytes));
        }
        ServerFrames.putBinary(current.frames, writeOffset, message);
        writeOffset += frameBytes;
        current.length = writeOffset;
    }

    /** Shows readers everything appended. Writer only. */
    public void publish() {
        if (current.number >= 0) {
            tail = current.number << OFFSET_BITS | writeOffset;
        }
    }

    /** The position behind the last frame published: where a new subscriber begins. */
    public long tail() {
        return tail;
    }

    /** Bytes of all chunks held. */
    public long retainedBytes() {
        return retainedBytes;
    }

    /** Whether frames behind {@code position} are gone already. */
    public boolean hasFallenOut(long position) {
        return position < oldest;
    }

    /**
     * The frames from {@code position} on, as slices of shared memory, ending at the end of the chunk in which
     * {@code enoughBytes} are reached.
     */
    public Backlog read(long position, int enoughBytes) {
        long end = tail;
        if (position == end) {
            return new Backlog.UpToDate();
        }
        long endChunk = end >>> OFFSET_BITS;
        long number = position >>> OFFSET_BITS;
        int offset = (int) position;
        int bytes = 0;
        List<ByteBuffer> slices = new ArrayList<>(2);
        while (bytes < enoughBytes) {
            Chunk chunk = chunkAt(number);
            if (chunk == null) {
                return new Backlog.FellOut();
            }
            // The length of a chunk before the tail's is final; both were written before the tail was.
            int limit = number == endChunk ? (int) end : chunk.length;
            if (limit > offset) {
                slices.add(chunk.frames.slice(offset, limit - offset));
                bytes += limit - offset;
            }
            offset = limit;
            if (number == endChunk) {
                break;
            }
            number++;
            offset = 0;
        }
        return new Backlog.Frames(slices, number << OFFSET_BITS | offset);
    }

    private void openChunk(int bytes) {
        // Else a batch larger than the ring would evict frames that nobody could see.
        publish();
        while (oldestChunk < nextChunk && heldBytes + bytes > maxBytes) {
            evictOldest();
        }
        current = new Chunk(nextChunk, ByteBuffer.allocateDirect(bytes));
        writeOffset = 0;
        nextChunk++;
        retained(bytes);
        slots.setRelease(slot(current.number), current);
    }

    private void evictOldest() {
        Chunk evicted = slots.getAndSet(slot(oldestChunk), null);
        oldestChunk++;
        oldest = oldestChunk << OFFSET_BITS;
        retained(evicted == null ? 0 : -evicted.frames.capacity());
    }

    private void retained(int bytes) {
        heldBytes += bytes;
        retainedBytes = heldBytes;
    }

    private @Nullable Chunk chunkAt(long number) {
        Chunk chunk = slots.getAcquire(slot(number));
        return chunk != null && chunk.number == number ? chunk : null;
    }

    private int slot(long number) {
        return (int) (number % slots.length());
    }

    /** A run of whole frames. Direct memory: a socket sends it as it is, without a copy of its own. */
    private static final class Chunk {
        final long number;
        final ByteBuffer frames;

        /** Written before the tail moves on to the next chunk, read after. */
        int length;

        Chunk(long number, ByteBuffer frames) {
            this.number = number;
            this.frames = frames;
        }
    }
}
