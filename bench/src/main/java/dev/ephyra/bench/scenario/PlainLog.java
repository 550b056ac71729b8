package dev.ephyra.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * What a journal is compared with: the shortest log with a group commit, a file that grows by what queued during the
 * last force. No checksums, no rooms, no recovery. Writers append; one thread commits.
 */
final class PlainLog implements Writers.Log, AutoCloseable {
    // Far above what 64 writers can have under way.
    private static final int BUFFER_BYTES = 1 << 20;

    private final FileChannel file;
    private final byte[] record;
    private final LongConsumer committed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hasWork = lock.newCondition();
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private final Thread committer;
    private long appended;
    private boolean isClosing;
    private volatile long durable;

    PlainLog(Path path, int recordBytes, LongConsumer committed) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        record = new byte[recordBytes];
        this.committed = committed;
        committer = Thread.ofPlatform().name("plain-log").start(this::commitAll);
    }

    @Override
    public long append(int writer, long sequence) {
        lock.lock();
        try {
            queue.addLast(record);
            hasWork.signal();
            return ++appended;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long durable() {
        return durable;
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            isClosing = true;
            hasWork.signal();
        } finally {
            lock.unlock();
        }
        try {
            committer.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        file.close();
    }

    private void commitAll() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try {
            while (true) {
                long last = take(buffer.clear());
                if (buffer.flip().limit() == 0) {
                    return;
                }
                while (buffer.hasRemaining()) {
                    file.write(buffer);
                }
                file.force(false);
                durable = last;
                committed.accept(last);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Waits for records and takes all; takes none when it is time to end. */
    private long take(ByteBuffer buffer) {
        lock.lock();
        try {
            while (queue.isEmpty() && !isClosing) {
                hasWork.awaitUninterruptibly();
            }
            for (byte[] next = queue.poll(); next != null; next = queue.poll()) {
                buffer.put(next);
            }
            return appended;
        } finally {
            lock.unlock();
        }
    }
}
