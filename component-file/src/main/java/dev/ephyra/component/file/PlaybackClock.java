package dev.ephyra.component.file;

/** The time of a playback, and waiting for it. For the thread of the component. */
interface PlaybackClock {
    /** Monotonic. */
    long nowNanos();

    /** Since 1970. */
    long unixNanos();

    /** Returns at {@code nanos} of {@link #nowNanos}, a little later, or at once if that has passed. */
    void await(long nanos) throws InterruptedException;
}
