package dev.ephyra.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;

/** Writes one media section of an {@link OfferDraft}. Owned by one call. */
final class DraftWriter {
    private static final String RTP = "UDP/TLS/RTP/SAVPF";

    private final OfferDraft draft;
    private final int mid;
    private final List<SdpLine> lines = new ArrayList<>();
    private final List<String> formats = new ArrayList<>();

    DraftWriter(OfferDraft draft, int mid) {
        this.draft = draft;
        this.mid = mid;
    }

    MediaSection section(OfferDraft.Line line) {
        lines.add(LineWriter.NO_ADDRESS);
        return switch (line) {
            case OfferDraft.Line.Send send -> {
                media(Direction.SENDONLY, List.of(send.codec()));
                lines.add(SdpLine.attribute("msid", send.streamId() + " " + send.trackId()));
                lines.addAll(LineWriter.sourceLines(send.source(), send.cname()));
                yield section(send.codec());
            }
            case OfferDraft.Line.Simulcast(Codec codec, List<String> rids) -> {
                media(Direction.SENDONLY, List.of(codec));
                rids.forEach(rid -> lines.add(SdpLine.attribute("rid", rid + " send")));
                lines.add(SdpLine.attribute("simulcast", "send " + String.join(";", rids)));
                yield section(codec);
            }
            case OfferDraft.Line.Receive(List<Codec> codecs) -> {
                media(Direction.RECVONLY, codecs);
                yield section(codecs.getFirst());
            }
            case OfferDraft.Line.Inactive(Codec codec) -> {
                media(Direction.INACTIVE, List.of(codec));
                yield section(codec);
            }
            case OfferDraft.Line.Rejected(Codec codec) -> {
                lines.add(SdpLine.attribute(Direction.INACTIVE.attributeName()));
                lines.add(SdpLine.attribute("mid", Integer.toString(mid)));
                formats(codec);
                yield new MediaSection(medium(codec), 0, RTP, formats, new Section(1, lines));
            }
            case OfferDraft.Line.DataChannel() -> {
                transport();
                lines.add(SdpLine.attribute("sctp-port", "5000"));
                yield new MediaSection(
                        "application",
                        LineWriter.DISCARD_PORT,
                        "UDP/DTLS/SCTP",
                        List.of("webrtc-datachannel"),
                        new Section(1, lines));
            }
        };
    }

    private void media(Direction direction, List<Codec> codecs) {
        lines.add(SdpLine.attribute(direction.attributeName()));
        transport();
        lines.add(SdpLine.attribute("rtcp-mux"));
        lines.add(SdpLine.attribute("rtcp-rsize"));
        boolean isAudio = codecs.getFirst().kind() == MediaKind.AUDIO;
        ExtensionIds extensions = new ExtensionIds(
                OfferDraft.MID_ID,
                isAudio ? 0 : OfferDraft.RID_ID,
                isAudio ? 0 : OfferDraft.REPAIRED_RID_ID,
                OfferDraft.TRANSPORT_WIDE_CC_ID,
                isAudio ? OfferDraft.AUDIO_LEVEL_ID : 0);
        HeaderExtensions.forEach(extensions, (uri, id) -> lines.add(SdpLine.attribute("extmap", id + " " + uri)));
        codecs.forEach(this::formats);
    }

    private void transport() {
        lines.add(SdpLine.attribute("ice-ufrag", draft.ice().ufrag()));
        lines.add(SdpLine.attribute("ice-pwd", draft.ice().password()));
        lines.add(SdpLine.attribute(
                "fingerprint", "sha-256 " + draft.fingerprint().hex()));
        lines.add(SdpLine.attribute("setup", "actpass"));
        lines.add(SdpLine.attribute("mid", Integer.toString(mid)));
    }

    private void formats(Codec codec) {
        switch (codec) {
            case OPUS -> {
                format(111, "opus/48000/2");
                parameters(111, "minptime=10;useinbandfec=1");
                feedback(111, "transport-cc");
            }
            case VP8 -> {
                format(96, "VP8/90000");
                video(96);
            }
            case H264 -> {
                format(102, "H264/90000");
                parameters(102, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f");
                video(102);
            }
        }
    }

    /** Feedback, and retransmissions under the next payload type. */
    private void video(int payloadType) {
        List.of("transport-cc", "ccm fir", "nack", "nack pli").forEach(type -> feedback(payloadType, type));
        format(payloadType + 1, "rtx/90000");
        parameters(payloadType + 1, "apt=" + payloadType);
    }

    private void format(int payloadType, String encoding) {
        formats.add(Integer.toString(payloadType));
        lines.add(SdpLine.attribute("rtpmap", payloadType + " " + encoding));
    }

    private void parameters(int payloadType, String parameters) {
        lines.add(SdpLine.attribute("fmtp", payloadType + " " + parameters));
    }

    private void feedback(int payloadType, String type) {
        lines.add(SdpLine.attribute("rtcp-fb", payloadType + " " + type));
    }

    private MediaSection section(Codec codec) {
        return new MediaSection(medium(codec), LineWriter.DISCARD_PORT, RTP, formats, new Section(1, lines));
    }

    private static String medium(Codec codec) {
        return codec.kind() == MediaKind.AUDIO ? "audio" : "video";
    }
}
