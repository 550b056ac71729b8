package dev.ephyra.webrtc.connection.client;

import dev.ephyra.webrtc.connection.InboundTrack;
import dev.ephyra.webrtc.connection.OutboundTrack;
import dev.ephyra.webrtc.connection.SessionPlan;
import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.ice.IceCredentials;
import dev.ephyra.webrtc.sdp.Answer;
import dev.ephyra.webrtc.sdp.AnswerTransport;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.Direction;
import dev.ephyra.webrtc.sdp.LineAnswer;
import dev.ephyra.webrtc.sdp.MediaKind;
import dev.ephyra.webrtc.sdp.NegotiatedLine;
import dev.ephyra.webrtc.sdp.Offer;
import dev.ephyra.webrtc.sdp.OfferDraft;
import dev.ephyra.webrtc.sdp.RemoteAnswer;
import dev.ephyra.webrtc.sdp.SdpException;
import dev.ephyra.webrtc.sdp.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * The negotiation of one connection, for tests that have no signalling: all of an offer is accepted. Owned by the thread of
 * its test.
 */
public final class AnsweringSide {
    /** Of everything that is sent. */
    public static final String CNAME = "cname";

    /** What a line that receives gets. */
    public record Wanted(String trackId, Codec codec) {}

    /** An answer for both ends. */
    public record Answered(RemoteAnswer answer, SessionPlan plan) {}

    private record Slot(Wanted wanted, Source source) {}

    private final String name;
    private final Fingerprint own;
    private final IntSupplier random;
    private final Map<Integer, Slot> slots = new LinkedHashMap<>();
    private IceCredentials ice;

    /**
     * Nothing answered yet.
     *
     * @param name of the client; its tracks are called {@code name-mid}
     * @param own the server's certificate's
     */
    public AnsweringSide(String name, Fingerprint own, IntSupplier random) {
        this.name = name;
        this.own = own;
        this.random = random;
        this.ice = credentials(random);
    }

    /** New ones. */
    public static IceCredentials credentials(IntSupplier random) {
        return new IceCredentials(hex(random) + hex(random), hex(random) + hex(random) + hex(random) + hex(random));
    }

    private static String hex(IntSupplier random) {
        return String.format("%08x", random.getAsInt());
    }

    /** New credentials of ours in the next answer. */
    public void restartIce() {
        ice = credentials(random);
    }

    public IceCredentials ice() {
        return ice;
    }

    /** The line with this index gets a track from the next answer on. */
    public void send(int line, Wanted track) {
        int first = random.getAsInt();
        Source source = track.codec().kind() == MediaKind.AUDIO ? Source.of(first) : Source.of(first, first + 1);
        slots.put(line, new Slot(track, source));
    }

    /** The line with this index gets nothing any more. */
    public void leave(int line) {
        slots.remove(line);
    }

    /** Answers what a client has drafted. */
    public Answered answer(OfferDraft draft) {
        try {
            Offer offer = Offer.parse(draft.format());
            List<LineAnswer> answers = new ArrayList<>();
            for (int line = 0; line < draft.lines().size(); line++) {
                answers.add(answer(line, draft.lines().get(line)));
            }
            Answer answer = offer.answer(answers, new AnswerTransport(ice, own, List.of()));
            return new Answered(RemoteAnswer.parse(answer.sdp()), plan(offer, answer));
        } catch (SdpException wrong) {
            throw new IllegalArgumentException("an offer that cannot be answered", wrong);
        }
    }

    private LineAnswer answer(int index, OfferDraft.Line line) {
        return switch (line) {
            case OfferDraft.Line.Send send -> new LineAnswer.Receive(send.codec());
            case OfferDraft.Line.Simulcast simulcast -> new LineAnswer.Receive(simulcast.codec());
            case OfferDraft.Line.Receive _ -> {
                Slot slot = slots.get(index);
                yield slot == null
                        ? new LineAnswer.Inactive()
                        : new LineAnswer.Send(slot.wanted().codec(), "stream", "track-" + index, slot.source(), CNAME);
            }
            case OfferDraft.Line.Inactive _ -> new LineAnswer.Inactive();
            case OfferDraft.Line.Rejected _, OfferDraft.Line.DataChannel _ -> new LineAnswer.Reject();
        };
    }

    private SessionPlan plan(Offer offer, Answer answer) {
        List<InboundTrack> inbound = new ArrayList<>();
        List<OutboundTrack> outbound = new ArrayList<>();
        for (NegotiatedLine line : answer.lines()) {
            if (line.direction() == Direction.RECVONLY) {
                inbound.add(new InboundTrack(name + "-" + line.mid(), line));
            } else {
                Slot slot = slots.get(Integer.parseInt(line.mid()));
                String trackId = slot == null ? "" : slot.wanted().trackId();
                outbound.add(new OutboundTrack(trackId, CNAME, line));
            }
        }
        return new SessionPlan(ice, offer.iceUfrag(), offer.fingerprint(), inbound, outbound);
    }
}
