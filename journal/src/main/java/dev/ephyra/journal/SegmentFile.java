package dev.ephyra.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One file as its readers see it: opened once, at the first read, and shared. Thread-safe. There are twice as many open
 * files as segments, 160 with the default retention.
 */
final class SegmentFile {
    private final Disk disk;
    private final String name;
    private final AtomicReference<@Nullable DiskFile> handle = new AtomicReference<>();

    SegmentFile(Disk disk, String name) {
        this.disk = disk;
        this.name = name;
    }

    String name() {
        return name;
    }

    int read(ByteBuffer target, long position) throws IOException {
        int start = target.position();
        DiskFile file = open();
        try {
            return file.read(target, position);
        } catch (ClosedChannelException closedUnderUs) {
            // An interrupt of another reader closes the channel for all; the second try has a handle of its own.
            drop(file);
            target.position(start);
            return open().read(target, position);
        }
    }

    long size() throws IOException {
        return open().size();
    }

    /** Lets go of the handle; a later read opens the file again or says that it is gone. */
    void close() {
        DiskFile file = handle.get();
        if (file != null) {
            drop(file);
        }
    }

    private DiskFile open() throws IOException {
        DiskFile file = handle.get();
        if (file != null) {
            return file;
        }
        DiskFile opened = disk.open(name, Disk.Access.READ);
        DiskFile other = handle.compareAndExchange(null, opened);
        if (other == null) {
            return opened;
        }
        opened.close();
        return other;
    }

    private void drop(DiskFile file) {
        handle.compareAndSet(file, null);
        try {
            file.close();
        } catch (IOException nothingWasWritten) {
            // A handle for reading holds nothing that could be lost.
        }
    }
}
