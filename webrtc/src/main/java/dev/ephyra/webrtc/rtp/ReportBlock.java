package dev.ephyra.webrtc.rtp;

/**
 * What a receiver reports about one source (RFC 3550 section 6.4.1). Immutable.
 *
 * @param ssrc of the source
 * @param fractionLost of the packets since the last report, in 1/256; 0 to 255
 * @param cumulativeLost 24 bits, signed; negative with duplicates
 * @param extendedHighestSequence 32 bits, unsigned in an int
 * @param jitter in ticks of the codec's clock, unsigned in an int
 * @param lastSenderReport the short form of {@link NtpTime}; 0 if none came
 * @param delaySinceLastSenderReport in 1/65,536 s, unsigned in an int; 0 if none came
 */
public record ReportBlock(
        int ssrc,
        int fractionLost,
        int cumulativeLost,
        int extendedHighestSequence,
        int jitter,
        int lastSenderReport,
        int delaySinceLastSenderReport) {}
