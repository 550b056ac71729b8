package dev.ephyra.webrtc.sdp;

import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.ice.IceCredentials;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An offer of a client that knows exactly the codecs, header extensions and feedback of this module; for load generators
 * and tests. The mid of a line is its index. Immutable.
 *
 * @param sessionId of {@code o=}, not negative; the same in all offers of a connection
 * @param version of {@code o=}, not negative; grows with each offer
 * @param lines at least one that is not rejected, for an offer that can be answered
 */
public record OfferDraft(IceCredentials ice, Fingerprint fingerprint, long sessionId, int version, List<Line> lines) {
    static final int AUDIO_LEVEL_ID = 1;
    static final int TRANSPORT_WIDE_CC_ID = 3;
    static final int MID_ID = 4;
    static final int RID_ID = 10;
    static final int REPAIRED_RID_ID = 11;

    public OfferDraft {
        lines = List.copyOf(lines);
    }

    /** One media section. */
    public sealed interface Line {
        /** One stream; the source may have one that repairs it. */
        record Send(Codec codec, Source source, String streamId, String trackId, String cname) implements Line {}

        /** One stream in several encodings, named by rids. */
        record Simulcast(Codec codec, List<String> rids) implements Line {}

        /** @param codecs not empty, of one kind, the preferred one first */
        record Receive(List<Codec> codecs) implements Line {}

        /** Nobody sends for now. */
        record Inactive(Codec codec) implements Line {}

        /** A line given up: port 0. */
        record Rejected(Codec codec) implements Line {}

        /** Data channels (RFC 8841). */
        record DataChannel() implements Line {}
    }

    /** The next offer of the same connection, with other lines; those that were there keep their places. */
    public OfferDraft next(List<Line> nextLines) {
        return new OfferDraft(ice, fingerprint, sessionId, version + 1, nextLines);
    }

    /** The next offer of the same connection, with one line more. */
    public OfferDraft plus(Line line) {
        List<Line> more = new ArrayList<>(lines);
        more.add(line);
        return next(more);
    }

    /** The text, lines ended by CRLF. */
    public String format() {
        String bundle = IntStream.range(0, lines.size())
                .filter(mid -> !(lines.get(mid) instanceof Line.Rejected))
                .mapToObj(mid -> " " + mid)
                .collect(Collectors.joining());
        List<SdpLine> session = List.of(
                new SdpLine('v', "0"),
                new SdpLine('o', "- " + sessionId + " " + version + " IN IP4 127.0.0.1"),
                new SdpLine('s', "-"),
                new SdpLine('t', "0 0"),
                SdpLine.attribute("group", "BUNDLE" + bundle),
                SdpLine.attribute("extmap-allow-mixed"));
        List<MediaSection> media = new ArrayList<>();
        for (int mid = 0; mid < lines.size(); mid++) {
            media.add(new DraftWriter(this, mid).section(lines.get(mid)));
        }
        return new SessionDescription(new Section(1, session), media).format();
    }
}
