package dev.ephyra.webrtc.rtcp;

import dev.ephyra.webrtc.rtcp.RtcpPacket.SenderReport;
import dev.ephyra.webrtc.rtp.MediaClock;
import dev.ephyra.webrtc.rtp.NtpTime;
import dev.ephyra.webrtc.rtp.ReportBlock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The sender reports of one outbound track, made of those of its source (RFC 3550 section 6.4.1), so that a receiver can
 * play audio and video of one publisher together. Owned by the thread that sends the track.
 *
 * <p>They speak of the publisher's wall clock, not of ours: tracks of one publisher then agree as well as its own reports
 * do, whatever the network did to these on their way here.
 */
public final class SenderReports {
    /** Receivers answer the latest; some are on their way. */
    static final int MAX_REMEMBERED = 8;

    private final int clockRateHz;
    private final int[] sentMiddles = new int[MAX_REMEMBERED];
    private final long[] sentNanos = new long[MAX_REMEMBERED];
    private int reports;
    private int packets;
    private int octets;
    private boolean hasSource;
    private long sourceNtp;
    private int sourceTimestamp;
    private long sourceNanos;

    public SenderReports(int clockRateHz) {
        this.clockRateHz = clockRateHz;
    }

    /** Counts a packet that was sent, retransmissions not. */
    public void sent(int payloadBytes) {
        packets++;
        octets += payloadBytes;
    }

    /** Takes note of a report of the source that the track is made of now. */
    public void source(SenderReport report, long nowNanos) {
        hasSource = true;
        sourceNtp = report.ntp();
        sourceTimestamp = report.rtpTimestamp();
        sourceNanos = nowNanos;
    }

    /** The track goes on with another source, whose timestamps are not known yet. */
    public void switchSource() {
        hasSource = false;
    }

    /**
     * A report of this moment; empty until the source has reported, as times that are made up are worse than none.
     *
     * @param ssrc of the track
     * @param timestampOffset what is added to timestamps of the source
     */
    public Optional<SenderReport> report(int ssrc, int timestampOffset, long nowNanos) {
        if (!hasSource) {
            return Optional.empty();
        }
        long elapsedNanos = nowNanos - sourceNanos;
        long ntp = NtpTime.plusNanos(sourceNtp, elapsedNanos);
        int timestamp = sourceTimestamp + timestampOffset + (int) MediaClock.ticks(elapsedNanos, clockRateHz);
        int slot = reports % MAX_REMEMBERED;
        sentMiddles[slot] = NtpTime.middle(ntp);
        sentNanos[slot] = nowNanos;
        reports++;
        return Optional.of(new SenderReport(ssrc, ntp, timestamp, packets, octets, List.of()));
    }

    /** How long the way to the receiver and back takes, by its answer to one of the latest reports (section 6.4.1). */
    public OptionalLong roundTripNanos(ReportBlock block, long nowNanos) {
        for (int i = 0; i < Math.min(reports, MAX_REMEMBERED); i++) {
            if (sentMiddles[i] == block.lastSenderReport()) {
                long heldNanos = NtpTime.nanosOfShort(block.delaySinceLastSenderReport());
                return OptionalLong.of(Math.max(0, nowNanos - sentNanos[i] - heldNanos));
            }
        }
        return OptionalLong.empty();
    }
}
