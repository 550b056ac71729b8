package dev.ephyra.media;

import dev.ephyra.webrtc.turn.FiveTuple;
import dev.ephyra.webrtc.turn.TurnStreamSplitter;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * One TCP connection of a client of our TURN server. Owned by the TURN thread, but for {@link #send}, which any media
 * thread may call. Compared by identity.
 */
final class TurnStream {
    /** What carries it. */
    interface Wire {
        /** Something waits for it. Called by any thread; must not block. */
        void wake();

        /** It is over. Called by the TURN thread, once. */
        void close();
    }

    private final FiveTuple client;
    private final Wire wire;
    private final WriteQueue queue;
    private final LongAdder dropped;
    private final TurnStreamSplitter splitter = new TurnStreamSplitter();
    private int greetings;
    private boolean isOpen = true;

    /**
     * @param bytesOfAll what waits on all streams
     * @param dropped counts media that found no room
     */
    TurnStream(FiveTuple client, Wire wire, AtomicLong bytesOfAll, LongAdder dropped) {
        this.client = client;
        this.wire = wire;
        this.queue = new WriteQueue(bytesOfAll);
        this.dropped = dropped;
    }

    FiveTuple client() {
        return client;
    }

    WriteQueue queue() {
        return queue;
    }

    TurnStreamSplitter splitter() {
        return splitter;
    }

    /** Counts a message of a client without an allocation; how many that are. */
    int greeted() {
        return ++greetings;
    }

    boolean isOpen() {
        return isOpen;
    }

    /** Sends a datagram of a connection's media; the buffer is the caller's again. Without room it is lost, and counted. */
    void send(byte[] buffer, int offset, int length, TcpPath path) {
        byte[] copy = Arrays.copyOfRange(buffer, offset, offset + length);
        if (queue.offer(new WriteQueue.Waiting.Media(copy, path))) {
            wire.wake();
        } else {
            dropped.increment();
        }
    }

    /** Sends an answer of the TURN server; false if the client does not read. */
    boolean answer(byte[] message) {
        boolean isTaken = queue.offer(new WriteQueue.Waiting.Answer(message));
        if (isTaken) {
            wire.wake();
        }
        return isTaken;
    }

    void close() {
        if (isOpen) {
            isOpen = false;
            queue.close();
            wire.close();
        }
    }
}
