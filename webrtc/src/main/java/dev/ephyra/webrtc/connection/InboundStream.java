package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.rtcp.RtcpPacket.SenderReport;
import dev.ephyra.webrtc.rtp.KeyFrameRequests;
import dev.ephyra.webrtc.rtp.NackGenerator;
import dev.ephyra.webrtc.rtp.ReceptionStatistics;
import dev.ephyra.webrtc.rtp.RetransmissionCache;
import dev.ephyra.webrtc.rtp.RtpPacket;
import dev.ephyra.webrtc.sdp.MediaKind;
import dev.ephyra.webrtc.sdp.NegotiatedLine;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One source that the peer sends: a whole track, or one encoding of it. Keeps what must be known to repair it, report on
 * it and hand it on. Owned by the thread of its connection; handing on allocates nothing.
 */
public final class InboundStream {
    /**
     * An encoding without a packet for so long is not sent any more: browsers pause those that do not fit. A screen on
     * which nothing happens is sent once a second.
     */
    static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

    private final TrackStreams track;
    private final NegotiatedLine line;
    private final Encoding encoding;
    private final int ssrc;
    private final StreamCounters counters = new StreamCounters();
    private final KeyFrameFinder keyFrames;
    private final KeyFrameRequests requests = new KeyFrameRequests();
    private final @Nullable NackGenerator nacks;
    private final ReceptionStatistics statistics;
    private @Nullable RetransmissionCache cache;
    private boolean isRetired;
    private @Nullable SenderReport lastReport;
    private long lastReportNanos;
    private long lastPacketNanos;
    private long highest;
    private int firSequence;

    InboundStream(TrackStreams track, NegotiatedLine line, Encoding encoding, int ssrc) {
        this.track = track;
        this.line = line;
        this.encoding = encoding;
        this.ssrc = ssrc;
        this.keyFrames = new KeyFrameFinder(line.codec());
        this.statistics = new ReceptionStatistics(line.codec().clockRateHz());
        boolean isVideo = line.codec().kind() == MediaKind.VIDEO;
        this.nacks = isVideo && line.feedback().nack() ? new NackGenerator() : null;
        this.cache = isVideo ? new RetransmissionCache(RetransmissionCache.MAX_BYTES) : null;
        // Its first key frame may have been lost, and what came before the first packet is never missed.
        wantKeyFrame();
    }

    /** The track it is, or is an encoding of. */
    public TrackStreams track() {
        return track;
    }

    public Encoding encoding() {
        return encoding;
    }

    /** 32 bits, unsigned in an int. */
    public int ssrc() {
        return ssrc;
    }

    public NegotiatedLine line() {
        return line;
    }

    /** What has come so far. */
    public StreamCounters counters() {
        return counters;
    }

    boolean isVideo() {
        return line.codec().kind() == MediaKind.VIDEO;
    }

    ReceptionStatistics statistics() {
        return statistics;
    }

    @Nullable
    NackGenerator nacks() {
        return nacks;
    }

    void roundTrip(long nanos) {
        if (nacks != null) {
            nacks.roundTrip(nanos);
        }
    }

    KeyFrameRequests requests() {
        return requests;
    }

    /** Somebody cannot go on without a key frame; does nothing for audio. */
    public void wantKeyFrame() {
        if (isVideo()) {
            requests.want();
            track.keyFrameWanted();
        }
    }

    int nextFirSequence() {
        firSequence = (firSequence + 1) & 0xff;
        return firSequence;
    }

    /**
     * Takes a packet as it came from the network.
     *
     * @return its unwrapped number, or -1 if it is not to be handed on
     */
    long receive(RtpPacket packet, long nowNanos) {
        if (isRetired) {
            return -1;
        }
        ReceptionStatistics.Verdict verdict = statistics.receive(packet.sequenceNumber(), packet.timestamp(), nowNanos);
        return switch (verdict) {
            case VALID, RESTARTED -> accept(packet, statistics.sequence(), nowNanos);
            case SUSPECT -> -1;
        };
    }

    /** Takes a packet that was restored from a retransmission; as {@link #receive}. */
    long receiveRepair(RtpPacket packet, long nowNanos) {
        if (isRetired || statistics.received() == 0) {
            return -1;
        }
        return accept(packet, statistics.nearest(packet.sequenceNumber()), nowNanos);
    }

    private long accept(RtpPacket packet, long sequence, long nowNanos) {
        if (nacks != null && !nacks.receive(sequence, nowNanos)) {
            return -1;
        }
        lastPacketNanos = nowNanos;
        highest = counters.packets() == 0 ? sequence : Math.max(highest, sequence);
        counters.count(packet.payloadLength(), packet.marker());
        if (keyFrames.startsIn(packet)) {
            counters.keyFrame();
            requests.keyFrame();
            if (nacks != null) {
                nacks.keyFrame(sequence);
            }
        }
        if (cache != null) {
            cache.put(sequence, packet, nowNanos);
        }
        return sequence;
    }

    /** Whether the packet that was taken last begins a key frame, or is audio: a receiver can begin with it. */
    boolean isEntry() {
        return !isVideo() || keyFrames.isKeyFrame();
    }

    /** Whether its publisher seems to have paused it. */
    boolean isSilent(long nowNanos) {
        return isRetired || nowNanos - lastPacketNanos > SILENCE_NANOS;
    }

    /** The highest unwrapped number that came. */
    long highest() {
        return highest;
    }

    /** Another source has taken its place: what still comes of it is dropped, and its memory is given back. */
    void retire() {
        isRetired = true;
        cache = null;
    }

    boolean isRetired() {
        return isRetired;
    }

    /** Finds a packet that was handed on; see {@link RetransmissionCache#find}. */
    boolean find(long sequence, long nowNanos, RtpPacket target) {
        return cache != null && cache.find(sequence, nowNanos, target);
    }

    void senderReport(SenderReport report, long nowNanos) {
        statistics.senderReport(report.ntp(), nowNanos);
        lastReport = report;
        lastReportNanos = nowNanos;
    }

    /** What the source said last of its clocks, and when. */
    @Nullable
    SenderReport lastReport() {
        return lastReport;
    }

    long lastReportNanos() {
        return lastReportNanos;
    }
}
