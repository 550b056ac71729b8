package dev.ephyra.server.socket;

import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalCursor;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.socket.EventStream;
import dev.ephyra.notify.socket.StreamOutput;
import dev.ephyra.notify.socket.StreamRequest;
import dev.ephyra.notify.socket.StreamStart;
import dev.ephyra.room.RoomSnapshot;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log for one stream, from memory near the head and from disk behind it, on a virtual thread of its own which owns
 * the {@link EventStream}. The event loop of the connection hands in pongs, acknowledgements and the end.
 *
 * <p>Its life: {@code sendSnapshot} if one is due, then {@code follow}: a turn takes inputs and time, makes one {@code step}
 * of the log, and hands over what came of it by {@code carryOut}, which waits in {@code awaitFree} for the turn before. With
 * nothing to do it sleeps in {@code await}. Four flags steer it: {@code stopped}, nothing more goes out, whoever said so closes
 * the connection; {@code waiting}, it sleeps and must be woken; {@code whenSent}, end once everything durable is out;
 * {@code snapshotDue}, there is no place to resume from yet.
 */
final class StreamReader {
    /** 150 KB of records of 300 B; a turn ends by its bytes. */
    private static final int MOST_RECORDS = 512;

    /** Only a safety net: each commit, pong and turn that has gone out wakes it. */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final int SLOW = 4008;
    private static final int INTERNAL_ERROR = 1011;
    private static final int TRY_AGAIN_LATER = 1013;

    private static final Logger LOG = LoggerFactory.getLogger(StreamReader.class);

    private final Streams streams;
    private final StreamRequest request;
    private final Journal journal;
    private final EventStream stream;
    private final StreamLink link;

    /** Until the whole snapshot is at the socket, no place is one to resume from. The thread's own. */
    private boolean snapshotDue;

    /** When a snapshot must be sent: others wait for its turn at the rooms. */
    private long snapshotDeadlineNanos;

    // Both say "everything up to here", so the last one is enough, however many come between two turns.
    private final AtomicReference<@Nullable String> lastAck = new AtomicReference<>();
    private final AtomicReference<byte @Nullable []> lastPong = new AtomicReference<>();
    private final Thread thread;
    private List<JournalRecord> records = List.of();
    private int nextRecord;
    private volatile boolean stopped;
    private volatile boolean waiting;
    private volatile @Nullable Runnable whenSent;

    StreamReader(Streams streams, StreamRequest request, StreamStart start, Journal journal, StreamLink link) {
        this.streams = streams;
        this.request = request;
        this.journal = journal;
        this.link = link;
        this.snapshotDue = start.snapshot();
        this.stream = new EventStream(request, start, journal.logEpoch(), System.nanoTime());
        this.thread = Thread.ofVirtual().name("stream").unstarted(this::run);
        link.readBy(thread);
    }

    void start() {
        thread.start();
    }

    StreamRequest request() {
        return request;
    }

    StreamLink link() {
        return link;
    }

    /** A pong came. On the event loop. */
    void pong(byte[] payload) {
        if (EventStream.isPlace(payload)) {
            lastPong.set(payload);
            LockSupport.unpark(thread);
        }
    }

    /** An acknowledgement came. On the event loop. */
    void acknowledged(String cursor) {
        lastAck.accumulateAndGet(cursor, stream::further);
        LockSupport.unpark(thread);
    }

    /** Runs {@code then} on the event loop once everything durable was sent. */
    void finish(Runnable then) {
        whenSent = then;
        LockSupport.unpark(thread);
    }

    /** Ends it; the connection is gone or closing. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    /** Another connection of the consumer came. */
    void replaced(String reason) {
        stop();
        link.close(Streams.REPLACED, reason);
    }

    /** There are new records. Any thread's. */
    void wake() {
        if (waiting) {
            LockSupport.unpark(thread);
        }
    }

    /** Containment point: a stream that breaks ends its connection, which resumes, and nobody else's. */
    private void run() {
        try {
            if (!snapshotDue || sendSnapshot()) {
                follow();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException broken) {
            LOG.error("A stream broke behind record {}", stream.position(), broken);
            end(INTERNAL_ERROR, "");
        } finally {
            streams.ended(this);
        }
    }

    private boolean sendSnapshot() throws InterruptedException {
        Optional<List<RoomSnapshot>> rooms = streams.snapshots().read();
        if (rooms.isEmpty()) {
            end(TRY_AGAIN_LATER, "the rooms cannot be read now, subscribe again");
            return false;
        }
        try {
            // Their answers waited for the journal, so what they tell lies at or before its head of now.
            stream.snapshot(rooms.get(), journal.durable());
            snapshotDeadlineNanos = System.nanoTime() + streams.deadlines().snapshotNanos();
            boolean more = true;
            while (more && !stopped) {
                more = stream.takeSnapshot();
                carryOut();
            }
            snapshotDue = !awaitFree();
            return !stopped;
        } finally {
            streams.snapshots().done();
        }
    }

    private void follow() {
        JournalCursor cursor = journal.cursor(stream.position() + 1);
        if (cursor.position() != stream.position() + 1) {
            closeSlow("retention passed it");
            return;
        }
        while (!stopped) {
            takeInputs();
            stream.onTime(System.nanoTime());
            boolean more = false;
            try {
                more = step(cursor);
            } catch (JournalException unreadable) {
                onUnreadable(cursor, unreadable);
            }
            carryOut();
            if (!more && !stopped) {
                Runnable then = whenSent;
                if (then != null && link.isFree()) {
                    stopped = true;
                    link.execute(then);
                } else {
                    await(cursor);
                }
            }
        }
    }

    /** Whether there is more to do at once. */
    private boolean step(JournalCursor cursor) throws JournalException {
        if (!stream.isOpen()) {
            return false;
        }
        if (nextRecord == records.size()) {
            records = cursor.poll(MOST_RECORDS);
            nextRecord = 0;
        }
        if (records.isEmpty()) {
            return false;
        }
        nextRecord = stream.take(records, nextRecord, System.nanoTime());
        return true;
    }

    private void takeInputs() {
        byte[] pong = lastPong.getAndSet(null);
        if (pong != null) {
            stream.pong(pong);
        }
        String ack = lastAck.getAndSet(null);
        if (ack != null) {
            stream.acknowledged(ack);
        }
    }

    private void carryOut() {
        List<ByteBuffer> bytes = new ArrayList<>();
        long position = stream.position();
        for (Optional<StreamOutput> next = stream.poll(); next.isPresent(); next = stream.poll()) {
            switch (next.get()) {
                case StreamOutput.Frames(List<ByteBuffer> frames, long at) -> {
                    bytes.addAll(frames);
                    position = at;
                }
                case StreamOutput.Ping(byte[] payload) -> bytes.add(FrameEncoder.ping(payload));
                case StreamOutput.Keep(long offset) -> streams.keep(this, offset);
                case StreamOutput.Close(int code, String reason) -> {
                    handOver(bytes, position);
                    awaitFree();
                    LOG.warn("Server WS stream ends with {} {}", code, reason);
                    end(code, reason);
                    return;
                }
            }
        }
        handOver(bytes, position);
    }

    private void handOver(List<ByteBuffer> bytes, long position) {
        if (!bytes.isEmpty() && awaitFree()) {
            streams.countSent(bytes, journal.durable() - position);
            link.offer(new StreamLink.Turn(List.copyOf(bytes), position));
        }
    }

    /** Waits until the turn before has gone to the socket; false if the connection ends. */
    private boolean awaitFree() {
        long stallNanos = streams.deadlines().stallNanos();
        long pendingBytes = link.pendingBytes();
        long progressNanos = System.nanoTime();
        while (!stopped && !link.isFree()) {
            LockSupport.parkNanos(this, Math.min(LONGEST_WAIT_NANOS, stallNanos));
            long nowNanos = System.nanoTime();
            long pendingNow = link.pendingBytes();
            if (pendingNow == 0 || pendingNow < pendingBytes) {
                progressNanos = nowNanos;
            } else if (nowNanos - progressNanos >= stallNanos) {
                closeSlow("its socket took nothing for " + TimeUnit.NANOSECONDS.toMillis(stallNanos) + " ms");
            }
            if (snapshotDue && !stopped && nowNanos - snapshotDeadlineNanos >= 0) {
                closeSlow("its snapshot took longer than "
                        + TimeUnit.NANOSECONDS.toMillis(streams.deadlines().snapshotNanos()) + " ms");
            }
            pendingBytes = pendingNow;
        }
        return !stopped;
    }

    private void await(JournalCursor cursor) {
        waiting = true;
        try {
            boolean idle = lastAck.get() == null
                    && lastPong.get() == null
                    && whenSent == null
                    && (!stream.isOpen() || (nextRecord == records.size() && cursor.position() > journal.durable()));
            if (idle || !link.isFree()) {
                long nowNanos = System.nanoTime();
                long wait = stream.nextDeadlineNanos().orElse(nowNanos + LONGEST_WAIT_NANOS) - nowNanos;
                LockSupport.parkNanos(this, Math.clamp(wait, 1, LONGEST_WAIT_NANOS));
            }
        } finally {
            waiting = false;
        }
    }

    private void onUnreadable(JournalCursor cursor, JournalException unreadable) {
        switch (unreadable.kind()) {
            case CORRUPT -> {
                LOG.error("Notifications are lost to a stream: {}", unreadable.getMessage());
                stream.lost(stream.position() + 1, unreadable.toOffset(), System.nanoTime());
                cursor.seek(unreadable.toOffset() + 1);
                if (cursor.position() != unreadable.toOffset() + 1) {
                    closeSlow("retention passed it");
                }
            }
            case EXPIRED -> closeSlow("retention passed it");
            case LOCKED, NEWER_FORMAT, UNUSABLE -> {
                LOG.warn("The journal cannot be read for a stream, trying again: {}", unreadable.getMessage());
                LockSupport.parkNanos(this, RETRY_NANOS);
            }
        }
    }

    private void closeSlow(String why) {
        LOG.warn("Closing a server WS stream at record {}: {}", link.sentPosition(), why);
        stopped = true;
        streams.countSlowClose();
        if (snapshotDue) {
            link.close(SLOW, "slow, subscribe again");
        } else {
            link.close(
                    SLOW,
                    sent -> "slow, resume from "
                            + Cursor.of(journal.logEpoch(), sent).text());
        }
    }

    private void end(int code, String reason) {
        stopped = true;
        link.close(code, reason);
    }
}
