package dev.ephyra.webrtc.rtp;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Decides which packets of one inbound source to ask for again, and when to give up and want a key frame (RFC 4585
 * section 6.2.1). Owned by its connection's thread; allocates nothing per packet.
 *
 * <p>A hole is asked for 5 ms after it was seen. Networks reorder neighbours, seldom by more; what fills itself needs no
 * retransmission; and a burst of holes goes into one NACK. A repair takes a round trip anyway, so little is lost.
 */
public final class NackGenerator {
    /** A second of very good video; more cannot be repaired in time, a key frame costs less. */
    static final int MAX_OUTSTANDING = 500;

    static final int MAX_ASKED = 10;

    /** Publishers keep about a second, and a jitter buffer waits no longer. */
    static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(1);

    static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    static final long SHORTEST_SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    static final long LONGEST_SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long FIRST_SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    // Parallel arrays, ascending by number: holes are only ever added at the end.
    private final long[] missing = new long[MAX_OUTSTANDING];
    private final long[] sinceNanos = new long[MAX_OUTSTANDING];
    private final long[] dueNanos = new long[MAX_OUTSTANDING];
    private final int[] asked = new int[MAX_OUTSTANDING];
    private int outstanding;
    private boolean isStarted;
    private long highest;
    private long spacingNanos = FIRST_SPACING_NANOS;
    private boolean isKeyFrameWanted;

    /** The round trip to the publisher: an answer cannot come sooner, so nothing is asked for again before. */
    public void roundTrip(long nanos) {
        spacingNanos = Math.clamp(nanos, SHORTEST_SPACING_NANOS, LONGEST_SPACING_NANOS);
    }

    /**
     * Takes note of a packet, be it the original or restored from a retransmission.
     *
     * @param sequence unwrapped
     * @return whether it had not been here: it is the next one, or fills a hole
     */
    public boolean receive(long sequence, long nowNanos) {
        if (!isStarted) {
            isStarted = true;
            highest = sequence;
            return true;
        }
        if (sequence <= highest) {
            return fill(sequence);
        }
        long holes = sequence - highest - 1;
        if (holes > MAX_OUTSTANDING - outstanding) {
            giveUp();
        } else {
            for (long hole = highest + 1; hole < sequence; hole++) {
                add(hole, nowNanos);
            }
        }
        highest = sequence;
        return true;
    }

    private void add(long hole, long nowNanos) {
        missing[outstanding] = hole;
        sinceNanos[outstanding] = nowNanos;
        dueNanos[outstanding] = nowNanos + GRACE_NANOS;
        asked[outstanding] = 0;
        outstanding++;
    }

    private boolean fill(long sequence) {
        int at = Arrays.binarySearch(missing, 0, outstanding, sequence);
        if (at < 0) {
            return false;
        }
        for (int i = at + 1; i < outstanding; i++) {
            move(i, i - 1);
        }
        outstanding--;
        return true;
    }

    private void giveUp() {
        outstanding = 0;
        isKeyFrameWanted = true;
    }

    /** A key frame began with {@code sequence}: what is missing before it is of no use any more. */
    public void keyFrame(long sequence) {
        int useless = 0;
        while (useless < outstanding && missing[useless] < sequence) {
            useless++;
        }
        for (int i = useless; i < outstanding; i++) {
            move(i, i - useless);
        }
        outstanding -= useless;
    }

    /**
     * What to ask for now; each is then asked for again after a round trip.
     *
     * @param target gets the sequence numbers, 16 bits each, ascending; what does not fit stays due
     * @return how many
     */
    public int poll(long nowNanos, int[] target) {
        int count = 0;
        int kept = 0;
        for (int i = 0; i < outstanding; i++) {
            boolean isDue = nowNanos - dueNanos[i] >= 0;
            if (nowNanos - sinceNanos[i] > MAX_AGE_NANOS || (isDue && asked[i] == MAX_ASKED)) {
                isKeyFrameWanted = true;
                continue;
            }
            if (isDue && count < target.length) {
                target[count++] = (int) missing[i] & 0xffff;
                dueNanos[i] = nowNanos + spacingNanos;
                asked[i]++;
            }
            move(i, kept++);
        }
        outstanding = kept;
        return count;
    }

    private void move(int from, int to) {
        missing[to] = missing[from];
        sinceNanos[to] = sinceNanos[from];
        dueNanos[to] = dueNanos[from];
        asked[to] = asked[from];
    }

    /** Whether something was given up since the last call, so that only a key frame helps. */
    public boolean takeKeyFrameWanted() {
        boolean wanted = isKeyFrameWanted;
        isKeyFrameWanted = false;
        return wanted;
    }

    /** When to {@link #poll} next; empty while nothing is missing. */
    public OptionalLong deadlineNanos() {
        if (outstanding == 0) {
            return OptionalLong.empty();
        }
        // Compared by their distance, as monotonic time may wrap.
        long earliest = dueNanos[0];
        for (int i = 1; i < outstanding; i++) {
            earliest = dueNanos[i] - earliest < 0 ? dueNanos[i] : earliest;
        }
        return OptionalLong.of(earliest);
    }

    /** Packets that are missing and not given up. */
    public int outstanding() {
        return outstanding;
    }
}
