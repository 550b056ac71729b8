package dev.ephyra.sdk.notifier;

/** Deadlines are monotonic nanoseconds; the earlier of two is the smaller one, since one that is not set is the largest. */
final class Deadlines {
    /** Nothing is to be done at any time. */
    static final long NEVER = Long.MAX_VALUE;

    private Deadlines() {}
}
