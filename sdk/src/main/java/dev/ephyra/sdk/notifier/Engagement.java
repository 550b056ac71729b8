package dev.ephyra.sdk.notifier;

/**
 * How many workers an executor is asked for. It may be slow, take none for a time, or drop what it took without a word; so who does not
 * begin in time is written off and asked for again. Sans-IO. Owned by whoever holds the lock of its loop.
 */
final class Engagement {
    /** After a refusal. */
    private static final long AGAIN_NANOS = 50_000_000L;

    private static final long FIRST_PATIENCE_NANOS = 1_000_000_000L;
    private static final long LAST_PATIENCE_NANOS = 32_000_000_000L;

    private final int parallelism;
    private long patienceNanos = FIRST_PATIENCE_NANOS;

    /** Asked for, and not begun. */
    private int awaited;

    private int working;

    /** Until when none is asked for; or until when those awaited should begin. */
    private long deadline = Deadlines.NEVER;

    private boolean refused;

    Engagement(int parallelism) {
        this.parallelism = parallelism;
    }

    /** How many workers to ask for now, when {@code ready} calls could be made. They are awaited from now on. */
    int ask(int ready, long nowNanos) {
        int most = patienceNanos > FIRST_PATIENCE_NANOS ? 1 : parallelism - working;
        int more = refused ? 0 : Math.min(ready, most) - awaited;
        if (more <= 0) {
            return 0;
        }
        if (awaited == 0) {
            deadline = nowNanos + patienceNanos;
        }
        awaited += more;
        return more;
    }

    /** The executor takes no more: {@code missing} workers will not come. */
    void refused(int missing, long nowNanos) {
        awaited = Math.max(0, awaited - missing);
        refused = true;
        deadline = nowNanos + AGAIN_NANOS;
    }

    /** A worker has come. Whether it is needed; it may be one that was written off. */
    boolean begin(long nowNanos) {
        awaited = Math.max(0, awaited - 1);
        patienceNanos = FIRST_PATIENCE_NANOS;
        if (!refused) {
            deadline = awaited == 0 ? Deadlines.NEVER : nowNanos + patienceNanos;
        }
        if (working >= parallelism) {
            return false;
        }
        working++;
        return true;
    }

    /** A worker that was needed has left. */
    void end() {
        working--;
    }

    /** Time passed. */
    void onTime(long nowNanos) {
        if (nowNanos < deadline) {
            return;
        }
        deadline = Deadlines.NEVER;
        if (refused) {
            refused = false;
        } else {
            patienceNanos = Math.min(2 * patienceNanos, LAST_PATIENCE_NANOS);
        }
        awaited = 0;
    }

    /** When {@link #onTime} has something to do. */
    long nextDeadlineNanos() {
        return deadline;
    }
}
