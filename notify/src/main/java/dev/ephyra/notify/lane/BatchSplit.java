package dev.ephyra.notify.lane;

/**
 * Up to where a lane sends smaller batches than its endpoint asks for: a receiver found one too large, or one of its members
 * is poison. Owned by its {@link Lane}.
 */
final class BatchSplit {
    private int events;
    private long untilSeq;
    private long poisonUntilSeq;

    /** Events up to {@code lastSeq} go in batches of {@code most}. */
    void into(int most, long lastSeq) {
        events = most;
        untilSeq = Math.max(untilSeq, lastSeq);
    }

    /** One of those up to {@code lastSeq} is to blame and nobody knows which: each goes alone. */
    void alone(long lastSeq) {
        into(1, lastSeq);
        poisonUntilSeq = untilSeq;
    }

    /** How many may go together behind {@code durableSeq}, of the {@code allowed} ones. */
    int most(int allowed, long durableSeq) {
        return untilSeq > durableSeq ? Math.min(events, allowed) : allowed;
    }

    /** Which event may be the last of a batch; {@code Long.MAX_VALUE} for any. */
    long lastSeq(long durableSeq) {
        return untilSeq > durableSeq ? untilSeq : Long.MAX_VALUE;
    }

    boolean mayBePoison(long roomSeq) {
        return roomSeq <= poisonUntilSeq;
    }
}
