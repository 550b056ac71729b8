package dev.ephyra.media;

import dev.ephyra.webrtc.turn.TurnServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The socket of a {@link TurnStream}. Owned by the TURN thread, but for {@link #wake}. */
final class TurnConnection implements TurnStream.Wire {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Queue<TurnConnection> ready;
    private final AtomicBoolean isReady = new AtomicBoolean();
    private @Nullable TurnStream stream;
    private @Nullable ByteBuffer unwritten;

    /**
     * @param key of the channel in the selector of the TURN thread
     * @param ready the connections for which something waits
     */
    TurnConnection(SocketChannel channel, SelectionKey key, Queue<TurnConnection> ready) {
        this.channel = channel;
        this.key = key;
        this.ready = ready;
    }

    /** What it carries; once, at the beginning. */
    void carry(TurnStream carried) {
        stream = carried;
    }

    @Nullable
    TurnStream stream() {
        return stream;
    }

    @Override
    public void wake() {
        if (isReady.compareAndSet(false, true)) {
            ready.add(this);
            key.selector().wakeup();
        }
    }

    /** Reads what is there, as far as it fits; false at the end of the stream. */
    boolean read(ByteBuffer target) throws IOException {
        target.clear();
        int bytes = channel.read(target);
        target.flip();
        return bytes >= 0;
    }

    /**
     * Writes what waits, as far as the network takes it, one batch at a time so that others have their turn.
     *
     * @param batch to gather messages in
     * @param message of {@link TurnServer#FRAME_BYTES}
     */
    void write(TurnStreams streams, ByteBuffer batch, byte[] message) throws IOException {
        isReady.set(false);
        TurnStream carried = stream;
        if (carried == null || !carried.isOpen() || !writeRest()) {
            return;
        }
        batch.clear();
        while (batch.remaining() >= TurnServer.FRAME_BYTES) {
            int bytes = streams.next(carried, message, System.nanoTime());
            if (bytes == 0) {
                break;
            }
            batch.put(message, 0, bytes);
        }
        batch.flip();
        channel.write(batch);
        if (batch.hasRemaining()) {
            unwritten = ByteBuffer.allocate(batch.remaining()).put(batch).flip();
            key.interestOpsOr(SelectionKey.OP_WRITE);
        } else if (!carried.queue().isEmpty()) {
            wake();
        }
    }

    /** Whether nothing of the last batch is left. */
    private boolean writeRest() throws IOException {
        ByteBuffer rest = unwritten;
        if (rest == null) {
            return true;
        }
        channel.write(rest);
        if (rest.hasRemaining()) {
            return false;
        }
        unwritten = null;
        key.interestOpsAnd(~SelectionKey.OP_WRITE);
        return true;
    }

    @Override
    public void close() {
        unwritten = null;
        key.cancel();
        try {
            channel.close();
        } catch (IOException gone) {
            // It is over either way.
        }
    }
}
