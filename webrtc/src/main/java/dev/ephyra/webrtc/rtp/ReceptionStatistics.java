package dev.ephyra.webrtc.rtp;

/**
 * What arrives of one source: unwraps its sequence numbers, refuses those that cannot be, and counts for reports (RFC
 * 3550 sections 6.4.1 and A.1, A.3, A.8). Owned by its connection's thread; allocates nothing per packet.
 *
 * <p>Give it packets as they came, not what retransmissions restored: reports are about the network. There is no
 * probation as in A.1, which guards against strays: here each packet was authenticated.
 */
public final class ReceptionStatistics {
    /** What to do with a packet. */
    public enum Verdict {
        /** Use it; {@link #sequence} is its number. */
        VALID,
        /** Too far from the others: drop it, unless the next one follows it. */
        SUSPECT,
        /** The second in a row far from the others: the source has begun anew. Use it; {@link #sequence} has leapt. */
        RESTARTED
    }

    /** RFC 3550 A.1: about a minute of audio, or four seconds of good video, lost at a stretch. */
    static final int MAX_DROPOUT = 3_000;

    /** RFC 3550 A.1 says 100 for audio of 50 packets a second; video may have 1,000. */
    static final int MAX_MISORDER = 1_000;

    private static final int NO_SEQUENCE = -1;
    private static final int CLOCK_LEAP_SECONDS = 5;
    private static final int SMALLEST_CUMULATIVE = -0x80_0000;
    private static final int LARGEST_CUMULATIVE = 0x7f_ffff;

    private final int clockRateHz;
    private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
    private boolean isStarted;
    private int afterSuspect = NO_SEQUENCE;
    private long base;
    private long sequence;
    private long received;
    private long expectedPrior;
    private long receivedPrior;
    private int lastTimestamp;
    private long lastArrivalTicks;
    private long jitterTimes16;
    private boolean hasSenderReport;
    private long senderReportNtp;
    private long senderReportNanos;

    public ReceptionStatistics(int clockRateHz) {
        this.clockRateHz = clockRateHz;
    }

    /** Takes note of a packet. */
    public Verdict receive(int sequenceNumber, int timestamp, long arrivalNanos) {
        Verdict verdict = judge(sequenceNumber);
        if (verdict == Verdict.SUSPECT) {
            return verdict;
        }
        long arrivalTicks = MediaClock.ticks(arrivalNanos, clockRateHz);
        boolean isNewest = received == 0 || sequence == unwrapper.highest();
        if (isNewest) {
            updateJitter(timestamp, arrivalTicks);
            lastTimestamp = timestamp;
            lastArrivalTicks = arrivalTicks;
        }
        received++;
        return verdict;
    }

    private Verdict judge(int sequenceNumber) {
        int ahead = isStarted ? (sequenceNumber - (int) unwrapper.highest()) & 0xffff : 0;
        if (ahead < MAX_DROPOUT || ahead > 0xffff - MAX_MISORDER) {
            sequence = unwrapper.unwrap(sequenceNumber);
            if (!isStarted) {
                begin();
            }
            afterSuspect = NO_SEQUENCE;
            return Verdict.VALID;
        }
        if (sequenceNumber != afterSuspect) {
            afterSuspect = (sequenceNumber + 1) & 0xffff;
            return Verdict.SUSPECT;
        }
        sequence = unwrapper.restart(sequenceNumber);
        begin();
        return Verdict.RESTARTED;
    }

    private void begin() {
        isStarted = true;
        afterSuspect = NO_SEQUENCE;
        base = sequence;
        received = 0;
        expectedPrior = 0;
        receivedPrior = 0;
    }

    /**
     * Packets of one frame share a timestamp and are paced by the sender, so only the first of each counts; and a leap
     * of seconds is another clock, not the network.
     */
    private void updateJitter(int timestamp, long arrivalTicks) {
        if (received == 0 || timestamp == lastTimestamp) {
            return;
        }
        long difference = Math.abs(arrivalTicks - lastArrivalTicks - (timestamp - lastTimestamp));
        if (difference < (long) clockRateHz * CLOCK_LEAP_SECONDS) {
            jitterTimes16 += difference - ((jitterTimes16 + 8) >> 4);
        }
    }

    /** The unwrapped number of the last packet that was not suspect; rises even over a restart of the source. */
    public long sequence() {
        return sequence;
    }

    /** The unwrapped number of a packet of the source that came another way, restored from a retransmission. */
    public long nearest(int sequenceNumber) {
        return unwrapper.nearest(sequenceNumber);
    }

    /** Takes note of a sender report of the source. */
    public void senderReport(long ntp, long arrivalNanos) {
        hasSenderReport = true;
        senderReportNtp = ntp;
        senderReportNanos = arrivalNanos;
    }

    /** In ticks of the codec's clock. */
    public long jitter() {
        return jitterTimes16 >> 4;
    }

    /** Packets that were expected since the beginning and did not come; negative with duplicates. */
    public long lost() {
        return expected() - received;
    }

    /** Packets that came since the beginning or the last restart. */
    public long received() {
        return received;
    }

    private long expected() {
        return isStarted ? unwrapper.highest() - base + 1 : 0;
    }

    /** The block for the next report; the fraction lost of the one after begins here. */
    public ReportBlock report(int ssrc, long nowNanos) {
        long expectedNow = expected() - expectedPrior;
        long lostNow = expectedNow - (received - receivedPrior);
        expectedPrior = expected();
        receivedPrior = received;
        int fractionLost = expectedNow <= 0 || lostNow <= 0 ? 0 : (int) Math.min(255, (lostNow << 8) / expectedNow);
        return new ReportBlock(
                ssrc,
                fractionLost,
                Math.clamp(lost(), SMALLEST_CUMULATIVE, LARGEST_CUMULATIVE),
                (int) unwrapper.highest(),
                (int) jitter(),
                hasSenderReport ? NtpTime.middle(senderReportNtp) : 0,
                hasSenderReport ? NtpTime.shortOfNanos(nowNanos - senderReportNanos) : 0);
    }
}
