package dev.ephyra.webrtc.sdp;

/**
 * The RTCP feedback both sides agreed on in one media section (RFC 4585, RFC 5104).
 *
 * @param reducedSize it may be sent without a report and a name before it (RFC 5506)
 */
public record FeedbackTypes(boolean nack, boolean pli, boolean fir, boolean transportCc, boolean reducedSize) {
    public static final FeedbackTypes NONE = new FeedbackTypes(false, false, false, false, false);
}
