package dev.ephyra.notify.socket;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.notify.record.MetaEncoder;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.room.RoomSnapshot;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.EventsExpired;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber with a place of its own in the log: what it is sent of each record, what it has confirmed, and what it is told
 * when records are lost. Sans-IO; inputs leave outputs that are drained by {@link #poll}. Times are monotonic nanoseconds,
 * places are offsets. Owned by the thread that reads the log for it.
 */
public final class EventStream {
    /** Enough to keep a fast socket busy; with one turn at the socket and one waiting, a stream holds 1 MiB at most. */
    static final int TURN_BYTES = 256 << 10;

    /** A socket's progress is seen in steps of this, so a client of 2 KB/s is slow and not stalled. */
    static final int SLICE_BYTES = 16 << 10;

    private static final int BAD_REQUEST = 4400;
    private static final int SLOW = 4008;

    private final StreamRequest request;
    private final UUID logEpoch;
    private final MetaEncoder metaEncoder;
    private final PreviousSeqs previous;
    private final AckWindow window;
    private final CursorPings pings;
    private final ArrayDeque<StreamOutput> outputs = new ArrayDeque<>(4);
    private List<byte[]> messages = new ArrayList<>();
    private int bytes;
    private @Nullable SnapshotCover cover;
    private @Nullable SnapshotParts parts;
    private long position;
    private long kept;

    /**
     * The last thing sent that the window does not count: a snapshot, a loss, or what an earlier connection was sent. An
     * acknowledgement must cover it.
     */
    private long uncounted;

    private long skippedNanos;
    private @Nullable Hole hole;
    private boolean closed;

    /** Records lost to a receiver that cannot be told which: it is closed once it has what goes before them. */
    private record Hole(long from, long to, long sinceNanos) {}

    public EventStream(StreamRequest request, StreamStart start, UUID logEpoch, long nowNanos) {
        long place = start.place();
        this.request = request;
        this.logEpoch = logEpoch;
        this.metaEncoder = new MetaEncoder(logEpoch);
        this.previous = new PreviousSeqs(request.wantsAll() && (start.recovered() || start.snapshot()));
        this.window = new AckWindow(request.maxUnacked());
        this.position = start.position();
        // A snapshot is part of what the place stands for: until it has arrived, the place is not the receiver's.
        this.kept = start.snapshot() ? Math.min(place, start.position() - 1) : place;
        this.uncounted = start.snapshot() || place < start.position() ? start.position() : -1;
        this.pings = new CursorPings(kept, nowNanos);
        this.skippedNanos = nowNanos;
    }

    /** The offset of the last record that is sent or not wanted. */
    public long position() {
        return position;
    }

    /** Notifications sent and not acknowledged; 0 if there is no limit on them. */
    public int unacknowledged() {
        return window.unacknowledged();
    }

    /**
     * The rooms as they were read after the stream's start: to be sent before anything else, by {@link #takeSnapshot}.
     *
     * @param head the last durable record when all had been read
     */
    public void snapshot(List<RoomSnapshot> rooms, long head) {
        cover = new SnapshotCover(rooms, head);
        rooms.forEach(room -> previous.known(room.epoch(), room.roomSeq()));
        parts = new SnapshotParts(rooms.stream()
                .filter(room -> request.filter()
                        .wantsRoom(room.config().roomId().value(), room.config().metadata()))
                .toList());
    }

    /** Sends the next part of the snapshot; whether there is more of it. */
    public boolean takeSnapshot() {
        SnapshotParts left = parts;
        if (left == null) {
            return false;
        }
        add(left.next());
        flush();
        if (!left.hasNext()) {
            parts = null;
        }
        return parts != null;
    }

    /** Whether {@link #take} takes anything now. */
    public boolean isOpen() {
        return !closed && hole == null && !window.isFull();
    }

    /**
     * Takes records from index {@code from} on, which follow its position, until enough is there for one turn or the receiver
     * must acknowledge first. The index of the next one.
     */
    public int take(List<JournalRecord> records, int from, long nowNanos) {
        int next = from;
        while (next < records.size() && bytes < TURN_BYTES && isOpen()) {
            JournalRecord record = records.get(next++);
            if (record.notification().length > 0) {
                notify(record, nowNanos);
            }
            if (hole == null) {
                position = Math.max(position, record.offset());
            }
        }
        flush();
        confirm(nowNanos);
        return next;
    }

    /** Records {@code from} to {@code to}, which follow its position, cannot be read and never will be. */
    public void lost(long from, long to, long nowNanos) {
        previous.forget();
        if (request.meta()) {
            position = to;
            uncounted = to;
            EventsExpired range = EventsExpired.newBuilder()
                    .setFromCursor(cursor(from))
                    .setToCursor(cursor(to))
                    .setCause("log_corruption")
                    .build();
            add(ServerMessage.newBuilder().setEventsExpired(range).build().toByteArray());
            flush();
            return;
        }
        // It cannot be told what is missing, so it must notice, and must not come back to the same place. But the place
        // may pass the hole only when what was sent before it has arrived.
        hole = new Hole(from, to, nowNanos);
        position = from - 1;
        if (!request.isConfirmedByPongs() || pings.isConfirmed(position)) {
            keep(to);
            closeAtHole();
        } else {
            outputs.add(new StreamOutput.Ping(pings.ping(position, nowNanos)));
        }
    }

    private void closeAtHole() {
        Hole reached = hole;
        if (reached != null) {
            close(SLOW, "events lost, resume from " + cursor(reached.to()));
        }
    }

    /** The receiver has processed everything up to {@code cursor}. */
    public void acknowledged(String cursor) {
        Optional<Cursor> place = ours(cursor);
        if (place.isEmpty() || place.get().offset() > position) {
            close(BAD_REQUEST, "ack: the cursor of a notification that was sent is expected");
            return;
        }
        window.acknowledged(place.get().offset());
        uncounted = place.get().offset() >= uncounted ? -1 : uncounted;
        keep(place.get().offset());
    }

    /**
     * Of two acknowledgements the one that covers the other; one that is none of ours wins, for it ends the stream. Pure; any
     * thread's.
     */
    public String further(@Nullable String earlier, String later) {
        Optional<Cursor> before = earlier == null ? Optional.empty() : ours(earlier);
        Optional<Cursor> after = ours(later);
        if (earlier == null || after.isEmpty()) {
            return later;
        }
        return before.isPresent() && before.get().offset() < after.get().offset() ? later : earlier;
    }

    private Optional<Cursor> ours(String cursor) {
        return Cursor.parse(cursor).filter(known -> known.logEpoch().equals(logEpoch));
    }

    /** Whether the payload of a pong can be that of a ping that carries a place. Pure; any thread's. */
    public static boolean isPlace(byte[] payload) {
        return CursorPings.offsetIn(payload).isPresent();
    }

    /** A pong came. */
    public void pong(byte[] payload) {
        OptionalLong offset = CursorPings.offsetIn(payload);
        if (closed || !request.isConfirmedByPongs() || offset.isEmpty()) {
            return;
        }
        pings.pong(offset.getAsLong()).ifPresent(this::keep);
        Hole reached = hole;
        if (reached != null && pings.isConfirmed(reached.from() - 1)) {
            keep(reached.to());
            closeAtHole();
        }
    }

    /** Time passed. Early, late and repeated calls do no harm. */
    public void onTime(long nowNanos) {
        confirm(nowNanos);
    }

    /** When {@link #onTime} has something to do. */
    public OptionalLong nextDeadlineNanos() {
        if (closed || !request.isDurable()) {
            return OptionalLong.empty();
        }
        if (request.isConfirmedByPongs()) {
            return hole == null ? pings.dueNanos(position) : OptionalLong.of(pings.againNanos());
        }
        return hasSkippedOnly() ? OptionalLong.of(skippedNanos + CursorPings.INTERVAL_NANOS) : OptionalLong.empty();
    }

    /** The next thing to do; empty when all is done. */
    public Optional<StreamOutput> poll() {
        return Optional.ofNullable(outputs.poll());
    }

    private void notify(JournalRecord record, long nowNanos) {
        SnapshotCover told = cover;
        if (told != null) {
            boolean hidden = told.hides(record);
            cover = told.isPassed(record.offset()) ? null : told;
            if (hidden) {
                return;
            }
        }
        if (request.wantsAll() && !request.meta()) {
            if (!ServerEvent.isIn(record)) {
                send(record, record.notification());
            }
            return;
        }
        EventFacts facts;
        try {
            facts = EventFacts.of(record);
        } catch (IllegalArgumentException unknown) {
            // Written by a later version: whether it is wanted cannot be known.
            flush();
            lost(record.offset(), record.offset(), nowNanos);
            return;
        }
        if (request.filter().wants(record.room(), facts)) {
            byte[] notification = record.notification();
            send(
                    record,
                    request.meta()
                            ? MetaEncoder.append(
                                    notification, metaEncoder.meta(record, facts, previous.advance(record), false))
                            : notification);
        }
    }

    private void send(JournalRecord record, byte[] message) {
        add(message);
        window.sent(record.offset());
        pings.sent();
    }

    private void add(byte[] message) {
        messages.add(message);
        bytes += ServerFrames.headerBytes(message.length) + message.length;
    }

    private void flush() {
        if (!messages.isEmpty()) {
            outputs.add(new StreamOutput.Frames(ServerFrames.sliced(messages, bytes, SLICE_BYTES), position));
            messages = new ArrayList<>();
            bytes = 0;
        }
    }

    /** Does what moves the place of a consumer without a word of its own. */
    private void confirm(long nowNanos) {
        Hole reached = hole;
        if (closed || !request.isDurable()) {
            return;
        }
        if (reached != null && nowNanos - reached.sinceNanos() >= ServerSocketSession.LIFE_DEADLINE_NANOS) {
            // It answers no ping with a place: it gets everything again, and learns of the hole again.
            closeAtHole();
        } else if (request.isConfirmedByPongs()) {
            boolean due = reached == null ? pings.isDue(position, nowNanos) : nowNanos - pings.againNanos() >= 0;
            if (due) {
                outputs.add(new StreamOutput.Ping(pings.ping(position, nowNanos)));
            }
        } else if (hasSkippedOnly() && nowNanos - skippedNanos >= CursorPings.INTERVAL_NANOS) {
            skippedNanos = nowNanos;
            keep(position);
        }
    }

    /** Whether everything between its place and its position is acknowledged or not wanted: then it is no further behind. */
    private boolean hasSkippedOnly() {
        return position > kept && window.unacknowledged() == 0 && uncounted < 0;
    }

    private void keep(long offset) {
        if (request.isDurable() && offset > kept) {
            kept = offset;
            outputs.add(new StreamOutput.Keep(offset));
        }
    }

    private void close(int code, String reason) {
        if (!closed) {
            closed = true;
            outputs.add(new StreamOutput.Close(code, reason));
        }
    }

    private String cursor(long offset) {
        return Cursor.of(logEpoch, offset).text();
    }
}
