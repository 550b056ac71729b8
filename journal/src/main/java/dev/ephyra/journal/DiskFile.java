package dev.ephyra.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file with positional access. Thread-safe. Positions and sizes are bytes. */
public interface DiskFile extends AutoCloseable {
    /** Zeros are written in pieces of this size: large enough for the disk, small enough for the stack of buffers. */
    int ZERO_PIECE_BYTES = 256 * 1024;

    /** Reads until {@code target} is full or the file ends; answers how many bytes were read. */
    int read(ByteBuffer target, long position) throws IOException;

    /** Writes all of {@code source}. */
    void write(ByteBuffer source, long position) throws IOException;

    /** Makes contents and size durable. After a failure the handle must not be trusted again: open a new one. */
    void force() throws IOException;

    void truncate(long size) throws IOException;

    long size() throws IOException;

    @Override
    void close() throws IOException;

    /** Writes zeros, so that later commits change no file metadata and their force is one disk write. */
    default void writeZeros(long from, long to) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZERO_PIECE_BYTES, Math.max(0, to - from)));
        for (long at = from; at < to; at += zeros.capacity()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), to - at));
            write(zeros, at);
        }
    }
}
