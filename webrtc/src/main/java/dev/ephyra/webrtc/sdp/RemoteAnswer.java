package dev.ephyra.webrtc.sdp;

import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.ice.IceCredentials;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer to an {@link OfferDraft} as its client reads it. Immutable.
 *
 * @param candidates values of {@code a=candidate} (RFC 8839 section 5.1)
 * @param lines where one side sends; the direction is the client's, sources are theirs and empty where the client sends
 */
public record RemoteAnswer(
        IceCredentials ice, Fingerprint fingerprint, List<String> candidates, List<NegotiatedLine> lines) {
    public RemoteAnswer {
        candidates = List.copyOf(candidates);
        lines = List.copyOf(lines);
    }

    /**
     * Reads an answer of a side that waits for the DTLS handshake.
     *
     * @throws SdpException if it is no description, goes beyond a limit, or accepts no line
     */
    public static RemoteAnswer parse(String sdp) throws SdpException {
        SessionDescription description = SessionDescription.parse(sdp);
        List<MediaSection> accepted = description.media().stream()
                .filter(section -> !section.isRejected())
                .toList();
        BundledTransport transport = BundledTransport.read(description.session(), accepted);
        if (!transport.setup().value().equals("passive")) {
            throw transport.setup().problem("a=setup must be passive: this side begins the handshake");
        }
        List<String> candidates = new ArrayList<>();
        List<NegotiatedLine> lines = new ArrayList<>();
        for (MediaSection section : accepted) {
            section.body().attributes("candidate").forEach(candidate -> candidates.add(candidate.value()));
            Direction theirs = section.direction(description.session());
            if (section.kind() != MediaKind.APPLICATION && theirs != Direction.INACTIVE) {
                lines.add(line(section, theirs));
            }
        }
        return new RemoteAnswer(transport.ice(), transport.fingerprint(), candidates, lines);
    }

    private static NegotiatedLine line(MediaSection section, Direction theirs) throws SdpException {
        PayloadFormats formats = PayloadFormats.read(section);
        ExtensionIds extensions = HeaderExtensions.read(section);
        PayloadFormat format = formats.formats().getFirst();
        Codec codec = format.codec().orElseThrow(() -> section.problem("a codec that is unknown here comes first"));
        boolean theySend = theirs == Direction.SENDONLY;
        return new NegotiatedLine(
                section.mid(),
                theySend ? Direction.RECVONLY : Direction.SENDONLY,
                codec,
                format.payloadType(),
                formats.repairOf(format).map(PayloadFormat::payloadType).orElse(-1),
                extensions,
                formats.feedback(format, extensions),
                theySend ? AnnouncedSources.read(section) : List.of(),
                Simulcast.rids(section, "recv"));
    }
}
