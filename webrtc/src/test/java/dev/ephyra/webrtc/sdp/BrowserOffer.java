package dev.ephyra.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Offers as Chromium 156 lays them out: all its codecs, feedback and header extensions. */
final class BrowserOffer {
    static final String UFRAG = "Xk4f";
    static final String PASSWORD = "b0Jq5fPpGm0jTnC8r1vVYw2Z";
    static final String FINGERPRINT =
            "6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08";

    private static final String TRANSPORT = """
            c=IN IP4 0.0.0.0
            a=rtcp:9 IN IP4 0.0.0.0
            a=candidate:1467250027 1 udp 2122260223 192.0.2.7 46243 typ host generation 0 network-id 1
            a=ice-ufrag:%s
            a=ice-pwd:%s
            a=ice-options:trickle
            a=fingerprint:sha-256 %s
            a=setup:actpass
            """.formatted(UFRAG, PASSWORD, FINGERPRINT);

    private static final String AUDIO_EXTENSIONS = """
            a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
            a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
            a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
            a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
            """;

    private static final String AUDIO_FORMATS = """
            a=rtcp-mux
            a=rtcp-rsize
            a=rtpmap:111 opus/48000/2
            a=rtcp-fb:111 transport-cc
            a=fmtp:111 minptime=10;useinbandfec=1
            a=rtpmap:63 red/48000/2
            a=fmtp:63 111/111
            a=rtpmap:9 G722/8000
            a=rtpmap:0 PCMU/8000
            a=rtpmap:8 PCMA/8000
            a=rtpmap:13 CN/8000
            a=rtpmap:110 telephone-event/48000
            a=rtpmap:126 telephone-event/8000
            """;

    private static final String VIDEO_EXTENSIONS = """
            a=extmap:14 urn:ietf:params:rtp-hdrext:toffset
            a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
            a=extmap:13 urn:3gpp:video-orientation
            a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
            a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
            a=extmap:6 http://www.webrtc.org/experiments/rtp-hdrext/video-content-type
            a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
            a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
            a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id
            """;

    private final StringBuilder media = new StringBuilder();
    private final List<String> bundle = new ArrayList<>();
    private int next;

    BrowserOffer sendAudio() {
        int mid = next++;
        return audio(mid, "sendonly", "a=msid:stream audio%d\n".formatted(mid), """
                a=ssrc:%1$d cname:wPHh1oY3
                a=ssrc:%1$d msid:stream audio%2$d
                """.formatted(1000 + mid, mid));
    }

    BrowserOffer receiveAudio() {
        return audio(next++, "recvonly", "", "");
    }

    BrowserOffer inactiveAudio() {
        return audio(next++, "inactive", "", "");
    }

    BrowserOffer sendVideo() {
        int mid = next++;
        return video(mid, "sendonly", "a=msid:stream video%d\n".formatted(mid), """
                a=ssrc-group:FID %1$d %2$d
                a=ssrc:%1$d cname:wPHh1oY3
                a=ssrc:%1$d msid:stream video%3$d
                a=ssrc:%2$d cname:wPHh1oY3
                a=ssrc:%2$d msid:stream video%3$d
                """.formatted(
                        4_000_000_000L + mid, 3_000_000_000L + mid, mid));
    }

    BrowserOffer sendSimulcast(String rids) {
        StringBuilder lines = new StringBuilder();
        for (String rid : rids.split(";", -1)) {
            lines.append("a=rid:").append(rid).append(" send\n");
        }
        return video(next++, "sendonly", "a=msid:- a1b2c3\n", lines + "a=simulcast:send " + rids + "\n");
    }

    BrowserOffer receiveVideo() {
        return video(next++, "recvonly", "", "");
    }

    BrowserOffer inactiveVideo() {
        return video(next++, "inactive", "", "");
    }

    BrowserOffer stoppedVideo() {
        media.append("m=video 0 UDP/TLS/RTP/SAVPF 96\nc=IN IP4 0.0.0.0\na=inactive\na=mid:%d\n".formatted(next++));
        return this;
    }

    BrowserOffer stoppedAudio() {
        media.append("m=audio 0 UDP/TLS/RTP/SAVPF 111\nc=IN IP4 0.0.0.0\na=inactive\na=mid:%d\n".formatted(next++));
        return this;
    }

    BrowserOffer dataChannel() {
        int mid = next++;
        bundle.add(Integer.toString(mid));
        media.append("m=application 9 UDP/DTLS/SCTP webrtc-datachannel\n")
                .append(TRANSPORT)
                .append("a=mid:%d\na=sctp-port:5000\na=max-message-size:262144\n".formatted(mid));
        return this;
    }

    /** The text, with LF as text blocks have it. */
    String lines() {
        return """
                v=0
                o=- 7290367853432867263 2 IN IP4 127.0.0.1
                s=-
                t=0 0
                a=group:BUNDLE%s
                a=extmap-allow-mixed
                a=msid-semantic: WMS stream
                """.formatted(bundle.stream().map(mid -> " " + mid).collect(Collectors.joining())) + media;
    }

    Offer parse() throws SdpException {
        return Offer.parse(lines().replace("\n", "\r\n"));
    }

    private BrowserOffer audio(int mid, String direction, String msid, String sources) {
        bundle.add(Integer.toString(mid));
        media.append("m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\n")
                .append(TRANSPORT)
                .append("a=mid:%d\n".formatted(mid))
                .append(AUDIO_EXTENSIONS)
                .append("a=%s\n%s".formatted(direction, msid))
                .append(AUDIO_FORMATS)
                .append(sources);
        return this;
    }

    private BrowserOffer video(int mid, String direction, String msid, String sources) {
        bundle.add(Integer.toString(mid));
        media.append("m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103 104 105 108 109 114 115 98 99 45 46 116 118\n")
                .append(TRANSPORT)
                .append("a=mid:%d\n".formatted(mid))
                .append(VIDEO_EXTENSIONS)
                .append("a=%s\n%sa=rtcp-mux\na=rtcp-rsize\n".formatted(direction, msid));
        video(96, "VP8/90000", "");
        video(102, "H264/90000", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f");
        video(104, "H264/90000", "level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42001f");
        video(108, "H264/90000", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f");
        video(114, "H264/90000", "level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f");
        video(98, "VP9/90000", "profile-id=0");
        video(45, "AV1/90000", "level-idx=5;profile=0;tier=0");
        media.append("a=rtpmap:116 red/90000\na=rtpmap:118 ulpfec/90000\n").append(sources);
        return this;
    }

    private void video(int payloadType, String encoding, String parameters) {
        media.append("a=rtpmap:%d %s\n".formatted(payloadType, encoding));
        for (String type : List.of("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli")) {
            media.append("a=rtcp-fb:%d %s\n".formatted(payloadType, type));
        }
        if (!parameters.isEmpty()) {
            media.append("a=fmtp:%d %s\n".formatted(payloadType, parameters));
        }
        media.append("a=rtpmap:%1$d rtx/90000\na=fmtp:%1$d apt=%2$d\n".formatted(payloadType + 1, payloadType));
    }
}
