package dev.ephyra.server.socket;

import dev.ephyra.notify.socket.Backlog;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection's place in the notifications: a position, not a queue. Owned by the event loop of its connection.
 *
 * <p>A turn sends what lies behind the position with one flush, if the socket takes it; else the position stays. Whoever
 * falls out of the ring is told so and closed: a subscriber never misses a notification silently.
 */
final class Subscriber {
    /** Enough to keep a fast socket busy until its next turn, little enough that one subscriber delays no other. */
    private static final int TURN_BYTES = 256 << 10;

    private static final int SLOW = 4008;
    private static final String LOST_REASON = "events lost, subscribe again";
    private static final String SLOW_REASON = "slow: fell behind by more than the buffer, subscribe again";

    private final FanOut fanOut;
    private final LoopSubscribers loop;
    private final WebSocketChannel connection;
    private final Runnable turn = this::send;
    private int place = -1;
    private boolean notified;
    private boolean measured;
    private boolean held;
    private long position;
    private int seenLosses;
    private List<ByteBuffer> notices = List.of();
    private int nextNotice;
    private long seenReport;
    private @Nullable Runnable whenSent;

    Subscriber(FanOut fanOut, LoopSubscribers loop, WebSocketChannel connection) {
        this.fanOut = fanOut;
        this.loop = loop;
        this.connection = connection;
    }

    /** Notifications published from now on come to the connection, after the notices of a restart. */
    void subscribeNotifications(long nowNanos) {
        if (!notified) {
            notified = true;
            // Before the position: a loss between the two closes it for nothing, and is not passed over.
            seenLosses = fanOut.losses();
            position = fanOut.ring().tail();
            notices = fanOut.notices().framesFor(nowNanos);
            fanOut.countNotifications(1);
            join();
        }
    }

    /** The reports from the next one on come to the connection. */
    void subscribeMetrics() {
        if (!measured) {
            measured = true;
            FanOut.Report last = fanOut.latestReport();
            seenReport = last == null ? 0 : last.number();
            fanOut.countMetrics(1);
            join();
        }
    }

    /** While held, nothing is sent, and positions stay. */
    void hold(boolean held) {
        this.held = held;
    }

    void leave() {
        if (place >= 0) {
            loop.remove(place);
            place = -1;
            fanOut.countNotifications(notified ? -1 : 0);
            fanOut.countMetrics(measured ? -1 : 0);
        }
    }

    /** Runs {@code then} once all that is published now has been sent; at once without subscriptions. */
    void finish(Runnable then) {
        if (place < 0) {
            then.run();
        } else {
            whenSent = then;
            turn();
        }
    }

    void movedTo(int newPlace) {
        place = newPlace;
    }

    /** Sends what there is. What fails ends this connection only. Hot path: once per subscriber and event-loop turn. */
    void turn() {
        connection.contain(turn);
    }

    private void send() {
        if (place < 0) {
            return;
        }
        if (notified && fanOut.losses() != seenLosses) {
            leave();
            connection.close(SLOW, LOST_REASON);
            return;
        }
        if (notified && fanOut.ring().hasFallenOut(position)) {
            closeSlow();
            return;
        }
        if (held || !connection.isWritable()) {
            return;
        }
        List<ByteBuffer> frames = new ArrayList<>(2);
        boolean more = nextNotice < notices.size() ? takeNotices(frames) : notified && takeBacklog(frames);
        takeReport(frames);
        if (!frames.isEmpty()) {
            connection.sendFrames(frames);
        }
        Runnable then = whenSent;
        if (!more && then != null) {
            leave();
            then.run();
            return;
        }
        // A socket that took everything is not told to be writable again.
        if (more && connection.isWritable()) {
            loop.wake();
        }
    }

    private boolean takeNotices(List<ByteBuffer> frames) {
        int bytes = 0;
        while (nextNotice < notices.size() && bytes < TURN_BYTES) {
            ByteBuffer notice = notices.get(nextNotice++);
            bytes += notice.remaining();
            frames.add(notice);
        }
        if (nextNotice == notices.size()) {
            notices = List.of();
            nextNotice = 0;
        }
        return true;
    }

    private boolean takeBacklog(List<ByteBuffer> frames) {
        return switch (fanOut.ring().read(position, TURN_BYTES)) {
            case Backlog.UpToDate() -> false;
            case Backlog.Frames(List<ByteBuffer> slices, long nextPosition) -> {
                frames.addAll(slices);
                position = nextPosition;
                yield nextPosition != fanOut.ring().tail();
            }
            // It fell out since the start of this turn; the next one closes it.
            case Backlog.FellOut() -> true;
        };
    }

    private void takeReport(List<ByteBuffer> frames) {
        FanOut.Report report = fanOut.latestReport();
        if (measured && report != null && report.number() != seenReport) {
            fanOut.countConflated(report.number() - seenReport - 1);
            seenReport = report.number();
            frames.addAll(report.frames());
        }
    }

    private void closeSlow() {
        leave();
        fanOut.countSlowClose();
        connection.close(SLOW, SLOW_REASON);
    }

    private void join() {
        if (place < 0) {
            place = loop.add(this);
        }
    }
}
