package dev.ephyra.signaling;

import dev.ephyra.room.TrackId;
import dev.ephyra.signaling.OwnTracks.Line;
import dev.ephyra.signaling.ReceiveSlots.Slot;
import dev.ephyra.signaling.ReceiveSlots.Wanted;
import dev.ephyra.webrtc.connection.InboundTrack;
import dev.ephyra.webrtc.connection.OutboundTrack;
import dev.ephyra.webrtc.connection.SessionPlan;
import dev.ephyra.webrtc.ice.IceCredentials;
import dev.ephyra.webrtc.sdp.Answer;
import dev.ephyra.webrtc.sdp.AnswerTransport;
import dev.ephyra.webrtc.sdp.LineAnswer;
import dev.ephyra.webrtc.sdp.NegotiatedLine;
import dev.ephyra.webrtc.sdp.Offer;
import dev.ephyra.webrtc.sdp.OfferedLine;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what is answered to each media section of an offer. Owned by the loop of its room. */
final class AnswerPlanner {
    /**
     * An answer, which tracks it names, and what media make of it.
     *
     * @param plan empty if nothing of the offer is accepted: then there is no connection
     */
    record Written(Answer answer, Map<String, TrackId> midToTrack, Optional<SessionPlan> plan) {}

    private static final HexFormat HEX = HexFormat.of();

    private final MediaTerms terms;
    private final Publications publications;

    AnswerPlanner(MediaTerms terms, Publications publications) {
        this.terms = terms;
        this.publications = publications;
    }

    /** The answer to an offer of the peer {@code self}, to whom {@code wanted} are to be sent. */
    Written answer(String self, Negotiator negotiator, Offer offer, List<Wanted> wanted) {
        negotiator.slots.sectionsAre(offer.lines());
        negotiator.slots.place(wanted, terms.random());
        Map<String, TrackId> midToTrack = new LinkedHashMap<>();
        List<LineAnswer> answers = new ArrayList<>();
        for (OfferedLine line : offer.lines()) {
            Line own = negotiator.own.at(line.mid()).orElse(null);
            Slot slot = negotiator.slots.at(line.mid());
            if (!Sections.carriesTracks(line)) {
                answers.add(new LineAnswer.Reject());
            } else if (own != null && publications.of(self).containsKey(own.track())) {
                midToTrack.put(line.mid(), own.track());
                answers.add(receive(own));
            } else if (slot != null && slot.track != null) {
                midToTrack.put(line.mid(), slot.track);
                answers.add(send(line, slot, publications.get(slot.track)));
            } else {
                answers.add(new LineAnswer.Inactive());
            }
        }
        negotiator.answered(offer, answers);
        if (answers.stream().allMatch(LineAnswer.Reject.class::isInstance)) {
            return new Written(offer.refusal(), midToTrack, Optional.empty());
        }
        IceCredentials ice = negotiator.credentialsFor(offer.iceUfrag(), terms.credentials());
        AnswerTransport transport = new AnswerTransport(
                ice, terms.fingerprint().get(), terms.candidates().get());
        Answer answer = offer.answer(answers, transport);
        return new Written(answer, midToTrack, Optional.of(plan(negotiator, offer, ice, answer, midToTrack)));
    }

    private static LineAnswer receive(Line own) {
        return own.codec() != null && own.isSent() ? new LineAnswer.Receive(own.codec()) : new LineAnswer.Inactive();
    }

    // A receiver gets what the publisher sends or nothing: nothing is transcoded.
    private static LineAnswer send(OfferedLine line, Slot slot, @Nullable PublishedTrack track) {
        if (track == null || track.codec == null || !line.codecs().contains(track.codec)) {
            return new LineAnswer.Inactive();
        }
        // One stream for each endpoint, so that its audio and video are played in step; a name of its own for each
        // track.
        String trackName = "track-" + HEX.toHexDigits(slot.source.ssrc());
        return new LineAnswer.Send(track.codec, track.endpoint, trackName, slot.source, track.endpoint);
    }

    private SessionPlan plan(
            Negotiator negotiator, Offer offer, IceCredentials ice, Answer answer, Map<String, TrackId> midToTrack) {
        List<InboundTrack> inbound = new ArrayList<>();
        List<OutboundTrack> outbound = new ArrayList<>();
        for (NegotiatedLine line : answer.lines()) {
            TrackId track = midToTrack.get(line.mid());
            if (track != null && negotiator.slots.at(line.mid()) == null) {
                inbound.add(new InboundTrack(track.value(), line));
                continue;
            }
            PublishedTrack published = track == null ? null : publications.get(track);
            if (published != null) {
                outbound.add(new OutboundTrack(published.id().value(), published.endpoint, line));
            }
        }
        return new SessionPlan(ice, offer.iceUfrag(), offer.fingerprint(), inbound, outbound);
    }
}
