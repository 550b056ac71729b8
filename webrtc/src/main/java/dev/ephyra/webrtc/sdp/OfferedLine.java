package dev.ephyra.webrtc.sdp;

import java.util.List;
import java.util.Set;

/**
 * One media section of an offer, as far as whoever answers must know it. Immutable.
 *
 * @param direction theirs
 * @param isRejected port 0 without {@code bundle-only}: to be answered with {@link LineAnswer.Reject}
 * @param codecs those of the offer that are forwarded here, in the order of the offer
 * @param rids the encodings they want to send (RFC 8853), in the order of the offer; empty without simulcast
 */
public record OfferedLine(
        String mid, MediaKind kind, Direction direction, boolean isRejected, Set<Codec> codecs, List<String> rids) {
    public OfferedLine {
        codecs = java.util.Collections.unmodifiableSet(new java.util.LinkedHashSet<>(codecs));
        rids = List.copyOf(rids);
    }
}
