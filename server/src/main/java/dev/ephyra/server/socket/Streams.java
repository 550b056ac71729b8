package dev.ephyra.server.socket;

import dev.ephyra.api.operator.DurableConsumers;
import dev.ephyra.journal.Journal;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.notify.socket.ConsumerPositions;
import dev.ephyra.notify.socket.StreamRequest;
import dev.ephyra.notify.socket.StreamStart;
import dev.ephyra.room.Rooms;
import dev.ephyra.wire.delivery.EventsExpired;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All subscribers with a place of their own in the log. Thread-safe: streams come and go on the event loops of their
 * connections.
 */
public final class Streams implements DurableConsumers {
    /** Each reads and encodes for itself and may hold 1 MiB: 1 GiB if all clients stall together. */
    static final int MAX_STREAMS = 1_000;

    /** A socket that took nothing for so long is given up; the client resumes. */
    static final long STALL_DEADLINE_NANOS = 10_000_000_000L;

    /** Another connection of the same consumer came. */
    static final int REPLACED = 4010;

    private static final int TRY_AGAIN_LATER = 1013;

    /** Further behind the head than this, a stream catches up: 4 turns of the pump. */
    private static final long CATCH_UP_RECORDS = 2_048;

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

    private final Journal journal;
    private final SnapshotSource snapshots;
    private final Consumers consumers;
    private final Consumer<ServerEvent> health;
    private final Deadlines deadlines;
    private final StreamWakeups open;
    private final AtomicInteger places = new AtomicInteger();
    private final AtomicLong slowCloses = new AtomicLong();
    private final AtomicLong catchUpBytes = new AtomicLong();

    /**
     * After what a slow client is closed.
     *
     * @param stallNanos without any progress
     * @param snapshotNanos from the beginning of its snapshot, unless that is out
     */
    record Deadlines(long stallNanos, long snapshotNanos) {
        static final Deadlines DEFAULT = new Deadlines(STALL_DEADLINE_NANOS, SnapshotSource.SEND_DEADLINE_NANOS);
    }

    /**
     * @param open where the pump wakes them
     * @param positions where durable consumers are
     * @param health told when a consumer has lost records; must not wait
     */
    public Streams(
            Journal journal,
            Rooms rooms,
            StreamWakeups open,
            ConsumerPositions positions,
            Consumer<ServerEvent> health) {
        this(journal, rooms, open, positions, health, Deadlines.DEFAULT);
    }

    Streams(
            Journal journal,
            Rooms rooms,
            StreamWakeups open,
            ConsumerPositions positions,
            Consumer<ServerEvent> health,
            Deadlines deadlines) {
        this.deadlines = deadlines;
        this.journal = journal;
        this.open = open;
        this.snapshots = new SnapshotSource(rooms);
        this.consumers = new Consumers(positions);
        this.health = health;
    }

    /**
     * A consumer that is configured: nothing is lost to it from then on, and its lag is shown before it connects.
     *
     * @param from its place if it has none: the last record before the endings of the restart that it was configured with
     */
    public void expect(String consumer, long from) {
        consumers.expect(consumer, from);
    }

    /** Streams now. */
    public int open() {
        return open.size();
    }

    /** Streams closed because their client did not read, or retention passed them, since the start. */
    public long slowCloses() {
        return slowCloses.get();
    }

    /** Bytes sent to streams that were far behind the head, since the start. */
    public long catchUpBytes() {
        return catchUpBytes.get();
    }

    @Override
    public List<DurableConsumer> list() {
        return consumers.list(journal.logEpoch(), journal::durable);
    }

    @Override
    public Forgotten forget(String name) {
        return consumers.forget(name);
    }

    /** How many records each durable consumer is behind, by name. */
    public Map<String, Long> consumerLags() {
        return consumers.lags(journal::durable);
    }

    /** Answers {@code request} and begins to send. On the event loop of {@code connection}; null if it was refused. */
    @Nullable
    StreamReader open(StreamRequest request, WebSocketChannel connection) {
        boolean known = !request.isDurable() || consumers.know(request.consumer());
        if (places.incrementAndGet() > MAX_STREAMS || !known) {
            places.decrementAndGet();
            connection.close(TRY_AGAIN_LATER, "too many resumable subscriptions or consumers");
            return null;
        }
        // Before the head: the connection that this one replaces may move it on, and a place is never beyond the head.
        OptionalLong kept = consumers.position(request.consumer());
        // The head is read before the rooms are, and before the answer goes out: see SnapshotCover.
        StreamStart.LogView log = new StreamStart.LogView(journal.logEpoch(), journal.oldest(), journal.durable());
        StreamStart start = StreamStart.of(request, log, kept, journal::damagedThrough);
        StreamReader reader =
                new StreamReader(this, request, start, journal, new StreamLink(connection, start.position()));
        if (request.isDurable()) {
            takeOver(request, start, kept, reader);
        }
        open.add(reader);
        // Everything stands before the answer goes out: who has it may connect again, on another event loop, at once.
        connection.sendBinary(start.response(request, log));
        reader.start();
        return reader;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    SnapshotSource snapshots() {
        return snapshots;
    }

    void keep(StreamReader reader, long offset) {
        consumers.keep(reader.request().consumer(), reader, offset);
    }

    void countSlowClose() {
        slowCloses.incrementAndGet();
    }

    void countSent(List<ByteBuffer> bytes, long recordsBehind) {
        if (recordsBehind > CATCH_UP_RECORDS) {
            catchUpBytes.addAndGet(
                    bytes.stream().mapToLong(ByteBuffer::remaining).sum());
        }
    }

    void ended(StreamReader reader) {
        if (open.remove(reader)) {
            places.decrementAndGet();
            consumers.leave(reader.request().consumer(), reader);
        }
    }

    private void takeOver(StreamRequest request, StreamStart start, OptionalLong kept, StreamReader reader) {
        StreamReader older = consumers.takeOver(request.consumer(), reader);
        if (older != null) {
            older.replaced("replaced by another connection of consumer " + request.consumer());
        }
        if (!start.recovered() && !start.snapshot() && start.place() == start.position()) {
            // So that one that dies before its first confirmation misses nothing either. The place behind a snapshot is
            // worth nothing without it: the stream keeps it when the snapshot has arrived. Nor is a head past what one
            // that acknowledges had: it is told what is missing until it says that it knows.
            consumers.keep(request.consumer(), reader, start.position());
        }
        if (!start.recovered() && kept.isPresent() && start.missing().isEmpty()) {
            LOG.error("Consumer {} was at a place that is not in this log; it goes on at the head", request.consumer());
        }
        start.missing().ifPresent(missing -> tell(request.consumer(), missing));
    }

    /** A program that knows nothing of ours cannot be told on its connection. */
    private void tell(String consumer, StreamStart.Missing missing) {
        LOG.error(
                "Consumer {} has lost records {} to {}: retention passed them", consumer, missing.from(), missing.to());
        health.accept(new ServerEvent.Expired(EventsExpired.newBuilder()
                .setEndpointId("consumer:" + consumer)
                .setFromCursor(Cursor.of(journal.logEpoch(), missing.from()).text())
                .setToCursor(Cursor.of(journal.logEpoch(), missing.to()).text())
                .setCause("retention")
                .build()));
    }
}
