package dev.ephyra.webrtc.sdp;

import java.util.List;

/**
 * What offer and answer agreed on for one media section with RTP. Immutable.
 *
 * @param mid its identification (RFC 9143)
 * @param direction ours: {@code RECVONLY} where we receive, {@code SENDONLY} where we send
 * @param payloadType of the codec, 0 to 127
 * @param rtxPayloadType of its retransmissions (RFC 4588), or -1
 * @param sources of whoever sends: theirs as offered, ours as answered; empty where rids name them
 * @param rids the simulcast encodings (RFC 8853) in the order of the offer; empty without simulcast
 */
public record NegotiatedLine(
        String mid,
        Direction direction,
        Codec codec,
        int payloadType,
        int rtxPayloadType,
        ExtensionIds extensions,
        FeedbackTypes feedback,
        List<Source> sources,
        List<String> rids) {
    public NegotiatedLine {
        sources = List.copyOf(sources);
        rids = List.copyOf(rids);
    }
}
