package dev.ephyra.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes the answer to one line with one codec. Owned by one call. */
final class LineWriter {
    /** With ICE, addresses are candidates (RFC 8839 section 4.2.1). */
    static final SdpLine NO_ADDRESS = new SdpLine('c', "IN IP4 0.0.0.0");

    /** The discard port, where all addresses are candidates (RFC 8840 section 4.1.1). */
    static final int DISCARD_PORT = 9;

    private final OfferedMedia offered;
    private final PayloadFormat format;
    private final Optional<PayloadFormat> repair;
    private final AnswerTransport transport;
    private final List<SdpLine> lines = new ArrayList<>();

    LineWriter(OfferedMedia offered, PayloadFormat format, AnswerTransport transport) {
        this.offered = offered;
        this.format = format;
        this.repair = offered.formats().repairOf(format);
        this.transport = transport;
    }

    NegotiatedLine negotiatedReceive(Codec codec) {
        List<Source> sources = offered.sources().stream().map(this::negotiated).toList();
        return negotiated(Direction.RECVONLY, codec, sources, offered.line().rids());
    }

    NegotiatedLine negotiatedSend(LineAnswer.Send send) {
        return negotiated(Direction.SENDONLY, send.codec(), List.of(negotiated(send.source())), List.of());
    }

    MediaSection receive(boolean isTagged) {
        begin(Direction.RECVONLY, isTagged);
        describeFormats();
        List<String> rids = offered.line().rids();
        rids.forEach(rid -> lines.add(SdpLine.attribute("rid", rid + " recv")));
        if (!rids.isEmpty()) {
            lines.add(SdpLine.attribute("simulcast", "recv " + String.join(";", rids)));
        }
        return section();
    }

    MediaSection send(LineAnswer.Send send, boolean isTagged) {
        begin(Direction.SENDONLY, isTagged);
        lines.add(SdpLine.attribute("msid", send.streamId() + " " + send.trackId()));
        describeFormats();
        lines.addAll(sourceLines(negotiated(send.source()), send.cname()));
        return section();
    }

    MediaSection inactive(boolean isTagged) {
        begin(Direction.INACTIVE, isTagged);
        describeFormats();
        return section();
    }

    /** What announces a source (RFC 5576); one that repairs it has the same CNAME (RFC 4588 section 8.3). */
    static List<SdpLine> sourceLines(Source source, String cname) {
        String ssrc = Integer.toUnsignedString(source.ssrc());
        SdpLine named = SdpLine.attribute("ssrc", ssrc + " cname:" + cname);
        if (!source.hasRtx()) {
            return List.of(named);
        }
        String rtxSsrc = Integer.toUnsignedString(source.rtxSsrc());
        return List.of(
                SdpLine.attribute("ssrc-group", "FID " + ssrc + " " + rtxSsrc),
                named,
                SdpLine.attribute("ssrc", rtxSsrc + " cname:" + cname));
    }

    private void begin(Direction direction, boolean isTagged) {
        lines.add(NO_ADDRESS);
        lines.add(SdpLine.attribute(direction.attributeName()));
        lines.add(SdpLine.attribute("ice-ufrag", transport.ice().ufrag()));
        lines.add(SdpLine.attribute("ice-pwd", transport.ice().password()));
        lines.add(SdpLine.attribute("ice-options", "trickle"));
        lines.add(SdpLine.attribute(
                "fingerprint", "sha-256 " + transport.fingerprint().hex()));
        lines.add(SdpLine.attribute("setup", "passive"));
        lines.add(SdpLine.attribute("mid", offered.line().mid()));
        if (isTagged) {
            transport.candidates().forEach(candidate -> lines.add(SdpLine.attribute("candidate", candidate)));
        }
        lines.add(SdpLine.attribute("rtcp-mux"));
        if (offered.section().body().has("rtcp-rsize")) {
            lines.add(SdpLine.attribute("rtcp-rsize"));
        }
        // RFC 8285 section 6: answered at the level it was offered at.
        if (offered.section().body().has("extmap-allow-mixed")) {
            lines.add(SdpLine.attribute("extmap-allow-mixed"));
        }
    }

    private void describeFormats() {
        describe(format);
        repair.ifPresent(this::describe);
        HeaderExtensions.forEach(
                offered.extensions(), (uri, id) -> lines.add(SdpLine.attribute("extmap", id + " " + uri)));
        FeedbackTypes feedback = offered.feedback(format);
        feedback(feedback.transportCc(), "transport-cc");
        feedback(feedback.fir(), "ccm fir");
        feedback(feedback.nack(), "nack");
        feedback(feedback.pli(), "nack pli");
    }

    private void describe(PayloadFormat described) {
        if (!described.encoding().isEmpty()) {
            lines.add(SdpLine.attribute("rtpmap", described.payloadType() + " " + described.encoding()));
        }
        if (!described.parameters().isEmpty()) {
            lines.add(SdpLine.attribute("fmtp", described.payloadType() + " " + described.parameters()));
        }
    }

    private void feedback(boolean isNegotiated, String type) {
        if (isNegotiated) {
            lines.add(SdpLine.attribute("rtcp-fb", format.payloadType() + " " + type));
        }
    }

    private MediaSection section() {
        List<String> formats = new ArrayList<>(List.of(Integer.toString(format.payloadType())));
        repair.ifPresent(rtx -> formats.add(Integer.toString(rtx.payloadType())));
        MediaSection section = offered.section();
        return new MediaSection(section.media(), DISCARD_PORT, section.protocol(), formats, new Section(1, lines));
    }

    /** Without a payload type for retransmissions their source means nothing. */
    private Source negotiated(Source source) {
        return repair.isPresent() ? source : Source.of(source.ssrc());
    }

    private NegotiatedLine negotiated(Direction direction, Codec codec, List<Source> sources, List<String> rids) {
        return new NegotiatedLine(
                offered.line().mid(),
                direction,
                codec,
                format.payloadType(),
                repair.map(PayloadFormat::payloadType).orElse(-1),
                offered.extensions(),
                offered.feedback(format),
                sources,
                rids);
    }
}
