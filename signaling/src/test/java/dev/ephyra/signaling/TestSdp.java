package dev.ephyra.signaling;

import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.Direction;
import dev.ephyra.webrtc.sdp.MediaKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Offers as browsers write them, as far as matters here, and what a browser reads of an answer. */
final class TestSdp {
    static final Fingerprint FINGERPRINT = new Fingerprint("AB:".repeat(31) + "AB");

    /** One media section of an offer. */
    record Section(String mid, MediaKind kind, Direction direction, List<Codec> codecs, List<String> rids) {}

    /** One media section of an answer. */
    record Answered(String mid, boolean isRejected, Direction direction, String msid, List<String> ssrcs) {}

    private TestSdp() {}

    static String offer(String ufrag, List<Section> sections) {
        StringBuilder sdp = new StringBuilder("v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE");
        sections.forEach(section -> sdp.append(' ').append(section.mid));
        sdp.append("\r\na=extmap-allow-mixed\r\na=msid-semantic: WMS\r\n");
        sections.forEach(section -> append(sdp, ufrag, section));
        return sdp.toString();
    }

    private static void append(StringBuilder sdp, String ufrag, Section section) {
        boolean isData = section.kind == MediaKind.APPLICATION;
        List<String> formats = new ArrayList<>();
        StringBuilder maps = new StringBuilder();
        for (Codec codec : section.codecs) {
            int type = payloadType(codec);
            formats.add(Integer.toString(type));
            maps.append("a=rtpmap:")
                    .append(type)
                    .append(' ')
                    .append(codec.encodingName())
                    .append('/')
                    .append(codec.clockRateHz())
                    .append(codec == Codec.OPUS ? "/2" : "")
                    .append("\r\n");
            if (codec == Codec.H264) {
                maps.append("a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\n");
            }
        }
        sdp.append("m=").append(section.kind.name().toLowerCase(Locale.ROOT)).append(" 9 ");
        sdp.append(
                isData
                        ? "UDP/DTLS/SCTP webrtc-datachannel"
                        : "UDP/TLS/RTP/SAVPF " + (formats.isEmpty() ? "0" : String.join(" ", formats)));
        sdp.append("\r\nc=IN IP4 0.0.0.0\r\na=ice-ufrag:").append(ufrag);
        sdp.append("\r\na=ice-pwd:").append("p".repeat(24)).append("\r\na=ice-options:trickle\r\n");
        sdp.append("a=fingerprint:sha-256 ").append(FINGERPRINT.hex()).append("\r\na=setup:actpass\r\n");
        sdp.append("a=mid:").append(section.mid).append("\r\n");
        if (isData) {
            sdp.append("a=sctp-port:5000\r\na=max-message-size:262144\r\n");
            return;
        }
        sdp.append("a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n");
        sdp.append("a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n");
        sdp.append("a=")
                .append(section.direction.name().toLowerCase(Locale.ROOT))
                .append("\r\na=rtcp-mux\r\n");
        sdp.append(formats.isEmpty() ? "a=rtpmap:0 PCMU/8000\r\n" : maps);
        section.rids.forEach(rid -> sdp.append("a=rid:").append(rid).append(" send\r\n"));
        if (!section.rids.isEmpty()) {
            sdp.append("a=simulcast:send ")
                    .append(String.join(";", section.rids))
                    .append("\r\n");
        } else if (section.direction == Direction.SENDONLY) {
            sdp.append("a=ssrc:").append(1000 + section.mid.hashCode()).append(" cname:x\r\n");
        }
    }

    private static int payloadType(Codec codec) {
        return switch (codec) {
            case OPUS -> 111;
            case VP8 -> 96;
            case H264 -> 102;
        };
    }

    /** The sections of an answer, by mid in their order. */
    static Map<String, Answered> answer(String sdp) {
        Map<String, Answered> sections = new LinkedHashMap<>();
        for (String text : sdp.split("\r\nm=", -1)) {
            if (!text.startsWith("v=")) {
                Answered section = section(text);
                sections.put(section.mid, section);
            }
        }
        return sections;
    }

    private static Answered section(String text) {
        List<String> lines = List.of(text.split("\r\n", -1));
        String mid = value(lines, "a=mid:");
        List<String> ssrcs = lines.stream()
                .filter(line -> line.startsWith("a=ssrc:"))
                .map(line -> line.split("[: ]", -1)[1])
                .distinct()
                .toList();
        Direction direction = Direction.INACTIVE;
        for (Direction one : Direction.values()) {
            if (lines.contains("a=" + one.name().toLowerCase(Locale.ROOT))) {
                direction = one;
            }
        }
        return new Answered(mid, text.split(" ", -1)[1].equals("0"), direction, value(lines, "a=msid:"), ssrcs);
    }

    static String value(List<String> lines, String prefix) {
        return lines.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .findFirst()
                .orElse("");
    }
}
