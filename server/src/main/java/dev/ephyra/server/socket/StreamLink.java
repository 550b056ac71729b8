package dev.ephyra.server.socket;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Between the thread that reads for a stream and the event loop of its connection: one turn at a time, handed over when the
 * socket takes it. So a stream holds one turn here, one in the making and one in the socket, however slow its client is.
 */
final class StreamLink {
    private final WebSocketChannel connection;
    private final AtomicReference<@Nullable Turn> next = new AtomicReference<>();
    private volatile @Nullable Thread reader;
    private volatile long sentPosition;

    /** The event loop's own. */
    private boolean held;

    /**
     * What goes out together.
     *
     * @param position the offset that a client may resume from which has read it
     */
    record Turn(List<ByteBuffer> bytes, long position) {}

    StreamLink(WebSocketChannel connection, long position) {
        this.connection = connection;
        this.sentPosition = position;
    }

    /** Who is woken when a turn has gone out. */
    void readBy(Thread thread) {
        reader = thread;
    }

    /** Whether the next turn may be handed over. */
    boolean isFree() {
        return next.get() == null;
    }

    /** Hands a turn over; only when free. The reader's. */
    void offer(Turn turn) {
        next.set(turn);
        connection.execute(this::send);
    }

    /** The offset that a client may resume from that has read everything that went to its socket. */
    long sentPosition() {
        return sentPosition;
    }

    /** What has to leave before the socket takes more, in bytes; 0 if it takes more now. Any thread's. */
    long pendingBytes() {
        return connection.pendingBytes();
    }

    /** While held, nothing is sent. The event loop's. */
    void hold(boolean hold) {
        held = hold;
    }

    /** Sends what waits, if the socket takes it. The event loop's. */
    void send() {
        Turn turn = next.get();
        if (turn != null && !held && connection.isWritable()) {
            // Taken out first: the flush may find the socket writable again and come back here.
            next.set(null);
            sentPosition = turn.position();
            connection.sendFrames(turn.bytes());
            LockSupport.unpark(reader);
        }
    }

    /** Closes on the event loop, behind what was sent; what still waits here is dropped. */
    void close(int code, String reason) {
        close(code, _ -> reason);
    }

    /** The same, with a reason that depends on how far what was sent reaches: more may have gone out since the decision. */
    void close(int code, LongFunction<String> reason) {
        connection.execute(() -> connection.close(code, reason.apply(sentPosition)));
    }

    /** Runs {@code then} on the event loop. */
    void execute(Runnable then) {
        connection.execute(then);
    }
}
