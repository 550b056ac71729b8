package dev.ephyra.webrtc.sdp;

import dev.ephyra.webrtc.dtls.Fingerprint;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * An offer that can be answered by a passive, ICE-lite side which either sends or receives in a line (RFC 8829 section
 * 5.3). Candidates in it are ignored: an ICE-lite side learns addresses from the checks it gets. Immutable.
 */
public final class Offer {
    private final String origin;
    private final Optional<BundledTransport> transport;
    private final List<String> bundle;
    private final boolean allowsMixedExtensions;
    private final List<OfferedMedia> media;

    Offer(
            String origin,
            Optional<BundledTransport> transport,
            List<String> bundle,
            boolean allowsMixedExtensions,
            List<OfferedMedia> media) {
        this.origin = origin;
        this.transport = transport;
        this.bundle = List.copyOf(bundle);
        this.allowsMixedExtensions = allowsMixedExtensions;
        this.media = List.copyOf(media);
    }

    /**
     * Reads an offer.
     *
     * @throws SdpException if it is not a description, goes beyond a limit, or asks for what is not done here
     */
    public static Offer parse(String sdp) throws SdpException {
        return new OfferReader(SessionDescription.parse(sdp)).read();
    }

    /** The media sections, in order. */
    public List<OfferedLine> lines() {
        return media.stream().map(OfferedMedia::line).toList();
    }

    /**
     * Whether a transport is offered. There is none where no section is live: a client with nothing to send or to
     * receive offers no sections, and one that gave them all up only rejected ones.
     */
    public boolean hasTransport() {
        return transport.isPresent();
    }

    /** @throws IllegalStateException if no transport is offered, as with {@link #fingerprint} */
    public String iceUfrag() {
        return transport().ice().ufrag();
    }

    /** Of the certificate that the peer must prove to hold. */
    public Fingerprint fingerprint() {
        return transport().fingerprint();
    }

    /**
     * The answer.
     *
     * @param answers one for each line, in order; {@link LineAnswer.Reject} for those that are rejected or
     *     {@link MediaKind#APPLICATION}, {@link LineAnswer.Receive} where they send, {@link LineAnswer.Send} where they
     *     receive, with a codec of the line; {@link LineAnswer.Inactive} wherever there is media
     * @throws IllegalArgumentException if they do not fit the offer, or a name in them cannot be written
     */
    public Answer answer(List<LineAnswer> answers, AnswerTransport transport) {
        return new AnswerWriter(this, Optional.of(transport)).write(answers);
    }

    /** The answer that rejects every section, if there are any: afterwards there is no transport. */
    public Answer refusal() {
        List<LineAnswer> answers = Collections.nCopies(media.size(), new LineAnswer.Reject());
        return new AnswerWriter(this, Optional.empty()).write(answers);
    }

    /**
     * Why this cannot follow {@code earlier} in one connection; empty if it can. Lines stay where they are with the same
     * mid; only one that was rejected by either side may become another (RFC 8829 section 5.2.2). The certificate stays,
     * because the DTLS association does.
     *
     * @param answered what the earlier offer was answered
     */
    public Optional<String> discontinuity(Offer earlier, List<LineAnswer> answered) {
        if (media.size() < earlier.media.size()) {
            return Optional.of("fewer media sections than in the last offer");
        }
        for (int i = 0; i < earlier.media.size(); i++) {
            OfferedLine was = earlier.media.get(i).line();
            OfferedLine is = media.get(i).line();
            boolean mayBeAnother = was.isRejected() || answered.get(i) instanceof LineAnswer.Reject;
            boolean givenUp = is.isRejected() && is.kind() == was.kind();
            if (!mayBeAnother && !givenUp && !(is.mid().equals(was.mid()) && is.kind() == was.kind())) {
                return Optional.of("media section " + i + " is not that of the last offer any more");
            }
        }
        boolean isAnotherCertificate =
                hasTransport() && earlier.hasTransport() && !fingerprint().equals(earlier.fingerprint());
        return isAnotherCertificate ? Optional.of("another certificate than in the last offer") : Optional.empty();
    }

    private BundledTransport transport() {
        return transport.orElseThrow(() -> new IllegalStateException("an offer without a transport"));
    }

    String origin() {
        return origin;
    }

    /** The mids of the bundle, the offerer's tagged one first. */
    List<String> bundle() {
        return bundle;
    }

    boolean allowsMixedExtensions() {
        return allowsMixedExtensions;
    }

    List<OfferedMedia> media() {
        return media;
    }
}
