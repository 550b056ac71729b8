package dev.ephyra.notify.lane;

import java.util.ArrayDeque;

/**
 * Holds requests back while many that began just now have no answer yet. Receivers that answer at once then do with few
 * connections, which stay warm; slow ones get more, because a request counts only while it is young. Owned by its
 * {@link LaneBook}. Times are monotonic nanoseconds.
 */
final class StartPace {
    private final int most;
    private final long youngNanos;
    // In the order of their start. Bounded by what begins within youngNanos.
    private final ArrayDeque<Start> starts = new ArrayDeque<>();
    private int counted;

    /** One request. */
    static final class Start {
        private final long sinceNanos;
        private boolean counts = true;

        private Start(long sinceNanos) {
            this.sinceNanos = sinceNanos;
        }
    }

    StartPace(int most, long youngNanos) {
        this.most = most;
        this.youngNanos = youngNanos;
    }

    /** Whether one more may begin. */
    boolean allows(long nowNanos) {
        Start oldest = starts.peek();
        while (oldest != null && (!oldest.counts || nowNanos - oldest.sinceNanos >= youngNanos)) {
            ended(oldest);
            starts.remove();
            oldest = starts.peek();
        }
        return counted < most;
    }

    /** When one more may begin, if no answer comes; for when none may now. */
    long untilNanos() {
        Start oldest = starts.peek();
        return oldest == null ? Long.MAX_VALUE : oldest.sinceNanos + youngNanos;
    }

    Start began(long nowNanos) {
        Start start = new Start(nowNanos);
        starts.add(start);
        counted++;
        return start;
    }

    void ended(Start start) {
        counted -= start.counts ? 1 : 0;
        start.counts = false;
    }
}
