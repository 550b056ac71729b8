package dev.ephyra.signaling;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackOwner;
import dev.ephyra.room.TrackType;
import dev.ephyra.room.VideoCodec;
import dev.ephyra.signaling.Negotiator.Phase;
import dev.ephyra.signaling.OwnTracks.Line;
import dev.ephyra.signaling.OwnTracks.Rules;
import dev.ephyra.signaling.ReceiveSlots.Wanted;
import dev.ephyra.signaling.Seat.Link;
import dev.ephyra.signaling.Seat.Stage;
import dev.ephyra.signaling.SignalingOutput.Decide;
import dev.ephyra.signaling.SignalingOutput.Media;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.Offer;
import dev.ephyra.webrtc.sdp.SdpException;
import dev.ephyra.webrtc.sdp.SdpMask;
import dev.ephyra.webrtc.sdp.SectionLimitException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The negotiations of a room: when each peer is asked for an offer, and what comes of it. The client always offers. Owned
 * by the loop of its room, inside {@link RoomSignaling}.
 *
 * <p>An offer is read at once and answered in {@link #conclude}, when everything it asked of the room has been decided.
 */
final class Negotiations {
    /**
     * A client offers within a round trip. It is not asked again meanwhile, since a second request before the first offer
     * leaves clients unable to negotiate: it is sent away to start afresh.
     */
    static final long OFFER_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Who offered a track that could not be taken now is asked again: clients of the JSON dialect restart ICE for it. */
    static final long REPUBLISH_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final String UNACCEPTABLE = "unacceptable SDP offer: ";
    private static final String INTERNAL = "Internal error: ";

    private final List<SignalingOutput> outputs;
    private final Roster roster;
    private final TrackNews news;
    private final MetadataOffers metadataOffers;
    private final MediaTerms terms;
    private final AnswerPlanner planner;

    /** When those who were asked must have offered. */
    private final Deadlines offerDeadlines = new Deadlines(OFFER_NANOS);

    /** When those whose tracks could not be taken are asked again. */
    private final Deadlines republishing = new Deadlines(REPUBLISH_NANOS);

    private final Set<Seat> toAnswer = new LinkedHashSet<>();
    private final Set<PeerId> withoutSimulcast = new HashSet<>();
    private Optional<VideoCodec> videoCodec = Optional.empty();

    Negotiations(
            List<SignalingOutput> outputs,
            Roster roster,
            TrackNews news,
            MetadataOffers metadataOffers,
            MediaTerms terms) {
        this.outputs = outputs;
        this.roster = roster;
        this.news = news;
        this.metadataOffers = metadataOffers;
        this.terms = terms;
        this.planner = new AnswerPlanner(terms, news.publications());
    }

    /** The room was created with this. */
    void videoCodecIs(Optional<VideoCodec> codec) {
        videoCodec = codec;
    }

    void peerAdded(PeerId peer, boolean enableSimulcast) {
        if (!enableSimulcast) {
            withoutSimulcast.add(peer);
        }
    }

    void peerRemoved(PeerId peer) {
        withoutSimulcast.remove(peer);
    }

    /** The client wants to change what it publishes. */
    void renegotiate(Seat seat, Link link) {
        if (link.negotiator != null) {
            news.need(seat);
        }
    }

    /** The client offered, asked or not. */
    void offer(Seat seat, Link link, PeerCommand.SdpOffer command, long nowNanos) {
        Negotiator negotiator = link.negotiator;
        if (negotiator == null || negotiator.phase == Phase.OFFERED) {
            return;
        }
        offerDeadlines.stop(link.id);
        republishing.stop(link.id);
        negotiator.phase = Phase.OFFERED;
        if (!negotiator.admitsOffer(nowNanos)) {
            crash(seat, "too many SDP offers");
            return;
        }
        try {
            Offer offer = Offer.parse(command.sdp());
            Optional<String> discontinuity = negotiator.discontinuity(offer);
            if (discontinuity.isPresent()) {
                crash(seat, UNACCEPTABLE + discontinuity.get());
            } else {
                take(seat, link, negotiator, new Offered(offer, command), nowNanos);
            }
        } catch (SectionLimitException e) {
            roster.warn(link, e.getMessage() + ": sent away, to come again with a new connection");
            sendAway(seat.peer, link.id);
        } catch (SdpException e) {
            crash(seat, UNACCEPTABLE + e.getMessage());
        } catch (RuntimeException | StackOverflowError broken) {
            // Containment point: what breaks over an offer ends the peer that made it, not the room.
            broke(seat, link, broken);
        }
    }

    /** What a client offered, and its session description as it was read. */
    private record Offered(Offer offer, PeerCommand.SdpOffer command) {}

    /** Asks the room for what an offer changes. */
    private void take(Seat seat, Link link, Negotiator negotiator, Offered offered, long nowNanos) {
        Rules rules = new Rules(videoCodec, !withoutSimulcast.contains(seat.peer));
        Map<TrackId, PublishedTrack> published = news.publications().of(seat.peer.value());
        OwnTracks.Reading reading =
                negotiator.own.read(seat.peer, offered.offer.lines(), offered.command, published, rules);
        if (reading.broken().isPresent()) {
            crash(seat, reading.broken().get());
            return;
        }
        if (!reading.refused().isEmpty()) {
            roster.warn(link, "a track is not taken: " + reading.refused().getFirst());
        }
        negotiator.offered(offered.offer, offered.command.sdp());
        for (RoomCommand change : reading.commands()) {
            if (change instanceof RoomCommand.AddTrack && !negotiator.admitsTrack()) {
                askAgain(link, nowNanos);
            } else {
                outputs.add(new Decide(change));
            }
        }
        reading.metadata()
                .forEach((track, metadata) -> metadataOffers.changeTrack(seat, link, track, metadata, nowNanos));
        toAnswer.add(seat);
    }

    /** The client left the media session, and keeps its socket. */
    void leave(Seat seat, Link link) {
        if (link.negotiator != null) {
            TrackOwner owner = new TrackOwner.OfPeer(seat.peer);
            for (TrackId track : news.publications().of(seat.peer.value()).keySet()) {
                outputs.add(new Decide(new RoomCommand.RemoveTrack(owner, track)));
            }
            end(seat, link);
        }
    }

    /** The negotiation with this client is over. */
    void end(Seat seat, Link link) {
        offerDeadlines.stop(link.id);
        republishing.stop(link.id);
        toAnswer.remove(seat);
        news.needs().remove(seat);
        if (link.negotiator != null) {
            // Also where nothing was negotiated: its credentials for TURN end with it.
            outputs.add(new Media(link.id, new MediaCommand.Close(true)));
        }
        link.negotiator = null;
    }

    void clear() {
        offerDeadlines.clear();
        republishing.clear();
        toAnswer.clear();
        withoutSimulcast.clear();
    }

    /** What an encoding's publisher does with it; clients repeat this often, and only a change is told. */
    void enable(Seat seat, TrackId track, Encoding encoding, boolean isEnabled) {
        PublishedTrack own = news.publications().of(seat.peer.value()).get(track);
        if (own != null && own.enable(encoding, isEnabled)) {
            news.tellOthers(
                    seat.peer.value(),
                    isEnabled
                            ? new PeerEvent.EncodingEnabled(own.endpoint, track, encoding)
                            : new PeerEvent.EncodingDisabled(own.endpoint, track, encoding));
        }
    }

    /** Which encoding of another's track a client wants. */
    void target(Link link, TrackId track, Encoding encoding) {
        PublishedTrack published = news.publications().get(track);
        Negotiator negotiator = link.negotiator;
        boolean isOffered = published != null && published.encodings.contains(encoding);
        if (isOffered && negotiator != null && negotiator.configured && negotiator.slots.carries(track)) {
            outputs.add(new Media(link.id, new MediaCommand.Target(track, encoding)));
        }
    }

    /** All that was asked of the room is decided: answers what was offered, and asks whom it is time to ask. */
    void conclude(long nowNanos) {
        news.tell();
        List<Seat> offered = List.copyOf(toAnswer);
        toAnswer.clear();
        offered.forEach(this::answer);
        List<Seat> toAsk = List.copyOf(news.needs());
        news.needs().clear();
        toAsk.forEach(seat -> ask(seat, nowNanos));
    }

    OptionalLong nextDeadlineNanos() {
        return Deadlines.earlier(offerDeadlines.firstNanos(), republishing.firstNanos());
    }

    void onTime(long nowNanos) {
        for (ConnectionId late : offerDeadlines.takeDue(nowNanos)) {
            Seat seat = roster.seatOf(late);
            if (seat != null) {
                sendAway(seat.peer, late);
            }
        }
        for (ConnectionId unpublished : republishing.takeDue(nowNanos)) {
            Seat seat = roster.seatOf(unpublished);
            if (seat != null) {
                news.need(seat);
            }
        }
    }

    /** A track of the client could not be taken now. */
    void askAgain(Link link, long nowNanos) {
        republishing.start(link.id, nowNanos);
    }

    // It may come again with the same token: a crash would send it away for good.
    private void sendAway(PeerId peer, ConnectionId connection) {
        outputs.add(new Decide(new RoomCommand.DisconnectPeer(peer, connection, EndReason.NETWORK_LOST)));
    }

    /** Clients answer nothing: whatever is to change for one, tracks of others included, must come in an offer of its own. */
    private void ask(Seat seat, long nowNanos) {
        Link link = seat.active;
        Negotiator negotiator = link == null ? null : link.negotiator;
        if (link == null || negotiator == null || link.gone) {
            return;
        }
        // Whoever is not admitted or in a cycle is asked when that is over.
        if (link.stage != Stage.ADMITTED || negotiator.phase != Phase.IDLE) {
            negotiator.needed = true;
            return;
        }
        negotiator.needed = false;
        negotiator.phase = Phase.ASKED;
        offerDeadlines.start(link.id, nowNanos);
        List<Wanted> wanted = negotiator.wanted(seat.peer.value(), news.publications());
        int audio = negotiator.slots.raise(TrackType.AUDIO, wanted);
        int video = negotiator.slots.raise(TrackType.VIDEO, wanted);
        roster.tell(
                link, new PeerEvent.OfferData(audio, video, terms.turnServers().apply(link.id)));
    }

    /**
     * What a client of the protobuf dialect is told at its joining, once: it reaches us directly where UDP gets through, so
     * only TCP adds anything. The JSON dialect is told of all with each request for an offer.
     */
    List<TurnServer> turnServersAtJoin(Link link) {
        if (link.dialect == Dialect.JSON) {
            return List.of();
        }
        return terms.turnServers().apply(link.id).stream()
                .filter(server -> server.transport().equals(TurnServer.TCP))
                .toList();
    }

    /** The client may be spoken to from now on. */
    void admitted(Seat seat, Link link) {
        if (link.negotiator != null && link.negotiator.needed) {
            news.need(seat);
        }
    }

    private void answer(Seat seat) {
        Link link = seat.active;
        Negotiator negotiator = link == null ? null : link.negotiator;
        Offer offer = negotiator == null ? null : negotiator.takeOffer().orElse(null);
        if (link == null || negotiator == null || offer == null || link.gone) {
            return;
        }
        negotiator.phase = Phase.IDLE;
        List<Wanted> wanted = negotiator.wanted(seat.peer.value(), news.publications());
        followCodecs(seat, negotiator);
        AnswerPlanner.Written written;
        try {
            written = planner.answer(seat.peer.value(), negotiator, offer, wanted);
        } catch (RuntimeException | StackOverflowError broken) {
            // Containment point: what breaks over an answer ends the peer that it is for, not the room.
            broke(seat, link, broken);
            return;
        }
        configure(link, negotiator, written);
        roster.tell(link, new PeerEvent.SdpAnswer(written.answer().sdp(), written.midToTrack()));
        if (written.plan().isPresent()) {
            tellCandidates(link);
        }
        negotiator.learned(written.midToTrack().values());
        news.tellAfterAnswer(link, negotiator);
        if (negotiator.needed || negotiator.slots.canPlaceMore(wanted)) {
            negotiator.needed = false;
            news.need(seat);
        }
    }

    /**
     * Once more beside the answer, which must have a transport that they are for: clients that trickle (RFC 8838) look for
     * them here. Those of the JSON dialect hand them to a browser that has not taken the answer yet, and break.
     */
    private void tellCandidates(Link link) {
        if (link.dialect == Dialect.PROTOBUF) {
            terms.candidates().get().forEach(candidate -> roster.tell(link, new PeerEvent.Candidate(candidate)));
        }
    }

    private void configure(Link link, Negotiator negotiator, AnswerPlanner.Written written) {
        String offerText = negotiator.takeOfferText();
        if (written.plan().isPresent()) {
            negotiator.configured = true;
            outputs.add(
                    new Media(link.id, new MediaCommand.Configure(written.plan().get())));
            String answerText = SdpMask.mask(written.answer().sdp());
            outputs.add(new Media(link.id, new MediaCommand.Describe(offerText, answerText)));
        } else {
            // The browser has no transport either: nobody checks a path that could be missed. The next one is new.
            closeMedia(link, negotiator);
        }
    }

    private void closeMedia(Link link, Negotiator negotiator) {
        if (negotiator.configured) {
            negotiator.configured = false;
            // A client of the protobuf dialect was given its credentials for TURN once, for all its sessions.
            outputs.add(new Media(link.id, new MediaCommand.Close(false)));
        }
    }

    // Whoever receives a track must negotiate again if its codec is not offered any more.
    private void followCodecs(Seat seat, Negotiator negotiator) {
        for (PublishedTrack track : news.publications().of(seat.peer.value()).values()) {
            Line line = negotiator.own.of(track.id());
            Codec codec = line == null ? null : line.codec();
            if (codec != null && codec != track.codec) {
                track.codec = codec;
                news.needOfOthers(seat.peer.value());
            }
        }
    }

    private void crash(Seat seat, String reason) {
        outputs.add(new Decide(new RoomCommand.CrashPeer(seat.peer, reason)));
    }

    private void broke(Seat seat, Link link, Throwable broken) {
        outputs.add(new SignalingOutput.Broke(link.id, broken));
        crash(seat, INTERNAL + broken);
    }
}
