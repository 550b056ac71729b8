package dev.ephyra.server.socket;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.notify.socket.FrameRing;
import dev.ephyra.notify.socket.RestartNotices;
import dev.ephyra.notify.socket.ServerFrames;
import dev.ephyra.server.pump.RecordSink;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * From durable records to every subscriber: one frame per notification in the shared ring, one wake-up per event loop and
 * batch. Records come from the pump's thread alone, reports from one timer; subscribers come and go on their own loops.
 */
public final class FanOut implements RecordSink {
    private final FrameRing ring;
    private final RestartNotices notices;
    private final long fromOffset;

    /** One per event loop, of which there are as many as cores. */
    private final ConcurrentHashMap<EventLoop, LoopSubscribers> loops = new ConcurrentHashMap<>();

    private final AtomicLong notificationSubscribers = new AtomicLong();
    private final AtomicLong metricsSubscribers = new AtomicLong();
    private final AtomicLong slowCloses = new AtomicLong();
    private final AtomicLong conflatedReports = new AtomicLong();
    private volatile @Nullable Report latest;

    /** How often records were lost. */
    private final AtomicInteger losses = new AtomicInteger();

    /** @param fromOffset older records are left out: they are in {@code notices} */
    public FanOut(FrameRing ring, RestartNotices notices, long fromOffset) {
        this.ring = ring;
        this.notices = notices;
        this.fromOffset = fromOffset;
    }

    /** One metrics report as frames; a subscriber compares numbers to see whether it has it. */
    record Report(long number, List<ByteBuffer> frames) {}

    @Override
    public void onRecords(List<JournalRecord> records) {
        for (JournalRecord record : records) {
            // SDKs that asked for nothing more know only what is said of rooms.
            boolean shown = record.notification().length > 0 && !ServerEvent.isIn(record);
            if (shown && record.offset() >= fromOffset) {
                ring.append(record.notification());
            }
        }
        ring.publish();
        wakeAll();
    }

    /** Who subscribed before is closed: in Fishjam's protocol nothing says what is missing. */
    @Override
    public void onLost(long from, long to) {
        if (to >= fromOffset) {
            losses.incrementAndGet();
            wakeAll();
        }
    }

    /** Shows the next metrics report; who has not got the last one yet gets only this. One caller at a time. */
    public void report(List<byte[]> messages) {
        Report last = latest;
        latest = new Report(last == null ? 1 : last.number() + 1, ServerFrames.encode(messages));
        wakeAll();
    }

    /** Connections subscribed to notifications. */
    public long notificationSubscribers() {
        return notificationSubscribers.get();
    }

    /** Connections subscribed to metrics. */
    public long metricsSubscribers() {
        return metricsSubscribers.get();
    }

    /** Connections closed because they fell out of the ring, since the start. */
    public long slowCloses() {
        return slowCloses.get();
    }

    /** Metrics reports that a subscriber did not get because a newer one came before it read, since the start. */
    public long conflatedReports() {
        return conflatedReports.get();
    }

    /** Bytes of notifications kept for slow subscribers. */
    public long ringBytes() {
        return ring.retainedBytes();
    }

    /** A subscriber without subscriptions yet. On the event loop of {@code connection}. */
    Subscriber subscriber(WebSocketChannel connection) {
        LoopSubscribers loop = loops.computeIfAbsent(connection.eventLoop(), LoopSubscribers::new);
        return new Subscriber(this, loop, connection);
    }

    FrameRing ring() {
        return ring;
    }

    int losses() {
        return losses.get();
    }

    RestartNotices notices() {
        return notices;
    }

    @Nullable
    Report latestReport() {
        return latest;
    }

    void countNotifications(int more) {
        notificationSubscribers.addAndGet(more);
    }

    void countMetrics(int more) {
        metricsSubscribers.addAndGet(more);
    }

    void countConflated(long reports) {
        conflatedReports.addAndGet(reports);
    }

    void countSlowClose() {
        slowCloses.incrementAndGet();
    }

    private void wakeAll() {
        loops.values().forEach(LoopSubscribers::wake);
    }
}
