package dev.ephyra.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Copies bytes of files, durably and in pieces. Stateless. */
final class DiskCopy {
    private static final int PIECE_BYTES = 1024 * 1024;

    private DiskCopy() {}

    /** All of a file, under the same name. */
    static long whole(Disk source, String name, Disk target) throws IOException {
        try (DiskFile from = source.open(name, Disk.Access.READ);
                DiskFile to = target.open(name, Disk.Access.CREATE)) {
            long size = from.size();
            bytes(from, 0, size, to);
            to.force();
            return size;
        }
    }

    /** Bytes {@code start} to {@code end}, to the beginning of another file. */
    static void bytes(DiskFile source, long start, long end, DiskFile target) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, Math.max(1, end - start)));
        for (long at = start; at < end; at += piece.capacity()) {
            piece.clear().limit((int) Math.min(piece.capacity(), end - at));
            source.read(piece, at);
            target.write(piece.flip(), at - start);
        }
    }

    static void write(Disk target, String name, byte[] content) throws IOException {
        try (DiskFile file = target.open(name, Disk.Access.CREATE)) {
            file.write(ByteBuffer.wrap(content), 0);
            file.force();
        }
    }
}
