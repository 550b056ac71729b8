package dev.ephyra.webrtc.congestion;

import dev.ephyra.webrtc.rtcp.Arrivals;
import dev.ephyra.webrtc.rtp.SequenceUnwrapper;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Remembers when packets of a transport arrived and reports it to their sender, which estimates its bandwidth from that
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01). One for each connection, over all its sources; without it a
 * browser stays near the bitrate it started with. Owned by its connection's thread; recording allocates nothing.
 */
public final class TwccReceiver {
    /** Between feedback: senders average over less, and at 10 a second it costs 1 % of what it is about. */
    static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** 2 s of 1,000 packets each; 16 KiB. */
    static final int MAX_HISTORY = 1 << 11;

    /** In one feedback packet: 2 bytes of time and 2 bits of status each, so 960 bytes at most. */
    static final int MAX_STATUSES = 400;

    private static final long NEVER = Long.MIN_VALUE;

    private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
    private final long[] arrivalTicks = new long[MAX_HISTORY];
    private boolean isStarted;
    private boolean hasNews;
    private long epochNanos;
    private long highest;
    private long nextToReport;
    private long dueNanos;
    private int feedbackCount;

    public TwccReceiver() {
        Arrays.fill(arrivalTicks, NEVER);
    }

    /**
     * Takes note of a packet. Of duplicates the first counts; what is older than the history is ignored.
     *
     * @param sequenceNumber transport-wide, 16 bits, of the header extension
     */
    public void record(int sequenceNumber, long arrivalNanos) {
        long sequence = unwrapper.unwrap(sequenceNumber);
        if (!isStarted) {
            isStarted = true;
            epochNanos = arrivalNanos;
            dueNanos = arrivalNanos + INTERVAL_NANOS;
            highest = sequence;
            nextToReport = sequence;
        }
        if (sequence <= highest - MAX_HISTORY) {
            return;
        }
        forgetUpTo(sequence);
        int slot = slot(sequence);
        if (arrivalTicks[slot] == NEVER) {
            arrivalTicks[slot] = Math.floorDiv(arrivalNanos - epochNanos, Arrivals.TICK_NANOS);
            // What was reported as lost has come after all: report again from there on.
            nextToReport = Math.min(nextToReport, sequence);
            hasNews = true;
        }
    }

    /** Makes room for {@code sequence}: its slots were those of packets a history ago. */
    private void forgetUpTo(long sequence) {
        if (sequence <= highest) {
            return;
        }
        long from = Math.max(highest + 1, sequence - MAX_HISTORY + 1);
        for (long passed = from; passed <= sequence; passed++) {
            arrivalTicks[slot(passed)] = NEVER;
        }
        highest = sequence;
        nextToReport = Math.max(nextToReport, sequence - MAX_HISTORY + 1);
    }

    /** When to {@link #poll} next; empty while there is nothing to tell. */
    public OptionalLong deadlineNanos() {
        return hasNews ? OptionalLong.of(dueNanos) : OptionalLong.empty();
    }

    /** The next feedback that is due; call until it is empty, as much news takes more than one. */
    public Optional<Arrivals> poll(long nowNanos) {
        if (!hasNews || nowNanos - dueNanos < 0) {
            return Optional.empty();
        }
        Arrivals feedback = feedbackFrom(nextToReport);
        nextToReport += feedback.deltas().length;
        if (nextToReport > highest) {
            hasNews = false;
            dueNanos = nowNanos + INTERVAL_NANOS;
        }
        return Optional.of(feedback);
    }

    private Arrivals feedbackFrom(long base) {
        int[] deltas = new int[(int) Math.min(MAX_STATUSES, highest - base + 1)];
        long first = base;
        // The highest has arrived, so this ends.
        while (arrivalTicks[slot(first)] == NEVER) {
            first++;
        }
        long reference = Math.floorDiv(arrivalTicks[slot(first)], Arrivals.TICKS_OF_REFERENCE);
        long previous = reference * Arrivals.TICKS_OF_REFERENCE;
        int count = 0;
        while (count < deltas.length) {
            long ticks = arrivalTicks[slot(base + count)];
            long delta = ticks - previous;
            if (ticks != NEVER && delta != (short) delta) {
                break;
            }
            deltas[count++] = ticks == NEVER ? Arrivals.LOST : (int) delta;
            previous = ticks == NEVER ? previous : ticks;
        }
        int number = feedbackCount;
        feedbackCount = (feedbackCount + 1) & 0xff;
        return new Arrivals((int) base & 0xffff, number, (int) reference & 0xff_ffff, Arrays.copyOf(deltas, count));
    }

    private static int slot(long sequence) {
        return (int) sequence & (MAX_HISTORY - 1);
    }
}
