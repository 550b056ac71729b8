package dev.ephyra.webrtc.sdp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes the answer to one offer (RFC 8829 section 5.3, RFC 9143 section 7.3). Owned by one call. */
final class AnswerWriter {
    private final Offer offer;
    /** Empty if every section is rejected. */
    private final Optional<AnswerTransport> transport;

    private final List<NegotiatedLine> negotiated = new ArrayList<>();
    private final Set<String> mediaStreamTracks = new HashSet<>();

    AnswerWriter(Offer offer, Optional<AnswerTransport> transport) {
        this.offer = offer;
        this.transport = transport;
    }

    Answer write(List<LineAnswer> answers) {
        List<OfferedMedia> media = offer.media();
        require(answers.size() == media.size(), "one answer for each media section is wanted");
        List<String> accepted = accepted(answers);
        List<MediaSection> sections = new ArrayList<>();
        for (int i = 0; i < media.size(); i++) {
            OfferedMedia offered = media.get(i);
            // RFC 9143 section 7.3.1: candidates stand in the tagged section, which is the first of the group.
            boolean isTagged = !accepted.isEmpty()
                    && accepted.getFirst().equals(offered.line().mid());
            sections.add(section(offered, answers.get(i), isTagged));
        }
        String sdp = new SessionDescription(new Section(1, session(accepted)), sections).format();
        return new Answer(sdp, negotiated);
    }

    /** The mids that stay in the bundle, in the order of the offer's group. */
    private List<String> accepted(List<LineAnswer> answers) {
        Set<String> rejected = new HashSet<>();
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) instanceof LineAnswer.Reject) {
                rejected.add(offer.media().get(i).line().mid());
            }
        }
        return offer.bundle().stream().filter(mid -> !rejected.contains(mid)).toList();
    }

    private List<SdpLine> session(List<String> accepted) {
        List<SdpLine> lines = new ArrayList<>();
        lines.add(new SdpLine('v', "0"));
        // Theirs, whose version grows with each offer: so ours grows too, and nothing needs to be kept.
        lines.add(new SdpLine('o', "- " + offer.origin() + " IN IP4 127.0.0.1"));
        lines.add(new SdpLine('s', "-"));
        lines.add(new SdpLine('t', "0 0"));
        // Even an empty group is written: a browser that bundles everything refuses an answer without one.
        List<String> group = new ArrayList<>(List.of("BUNDLE"));
        group.addAll(accepted);
        lines.add(SdpLine.attribute("group", String.join(" ", group)));
        if (offer.allowsMixedExtensions()) {
            lines.add(SdpLine.attribute("extmap-allow-mixed"));
        }
        lines.add(SdpLine.attribute("ice-lite"));
        return lines;
    }

    private MediaSection section(OfferedMedia offered, LineAnswer answer, boolean isTagged) {
        require(
                offered.isAcceptable() || answer instanceof LineAnswer.Reject,
                "a line without media, or rejected in the offer, can only be rejected");
        return switch (answer) {
            case LineAnswer.Reject() -> rejected(offered);
            case LineAnswer.Inactive() -> writer(offered, placeholder(offered)).inactive(isTagged);
            case LineAnswer.Receive(Codec codec) -> {
                require(offered.line().direction() == Direction.SENDONLY, "they do not send in this line");
                LineWriter writer = writer(offered, format(offered, codec));
                negotiated.add(writer.negotiatedReceive(codec));
                yield writer.receive(isTagged);
            }
            case LineAnswer.Send send -> {
                require(offered.line().direction() == Direction.RECVONLY, "they do not receive in this line");
                checkNames(send);
                LineWriter writer = writer(offered, format(offered, send.codec()));
                negotiated.add(writer.negotiatedSend(send));
                yield writer.send(send, isTagged);
            }
        };
    }

    private LineWriter writer(OfferedMedia offered, PayloadFormat format) {
        return new LineWriter(offered, format, transport.orElseThrow());
    }

    private static MediaSection rejected(OfferedMedia offered) {
        List<SdpLine> lines = new ArrayList<>();
        lines.add(LineWriter.NO_ADDRESS);
        if (offered.line().kind() != MediaKind.APPLICATION) {
            lines.add(SdpLine.attribute(Direction.INACTIVE.attributeName()));
        }
        if (!offered.line().mid().isEmpty()) {
            lines.add(SdpLine.attribute("mid", offered.line().mid()));
        }
        MediaSection section = offered.section();
        // RFC 3264 section 6: a rejected line still names a format, and any offered one will do.
        return new MediaSection(
                section.media(), 0, section.protocol(), section.formats().subList(0, 1), new Section(1, lines));
    }

    private static PayloadFormat format(OfferedMedia offered, Codec codec) {
        return offered.choose(codec)
                .orElseThrow(() -> new IllegalArgumentException(codec + " is not offered in this line"));
    }

    /** Where nobody sends, a format must stand in the line all the same. */
    private static PayloadFormat placeholder(OfferedMedia offered) {
        Optional<PayloadFormat> forwarded =
                offered.line().codecs().stream().findFirst().flatMap(offered::choose);
        return forwarded.orElseGet(() -> offered.formats().formats().getFirst());
    }

    private void checkNames(LineAnswer.Send send) {
        for (String name : List.of(send.streamId(), send.trackId(), send.cname())) {
            require(
                    !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7F),
                    "ids and cname are visible ASCII characters without spaces");
        }
        require(!send.streamId().equals("-"), "a stream without a name is no stream for browsers");
        require(
                mediaStreamTracks.add(send.streamId() + " " + send.trackId()),
                "stream and track id must not be those of another line");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
