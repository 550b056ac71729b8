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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The negotiations of a room: when each peer is asked for an offer, and what comes of it. The client always offers. Owned
 * by the loop of its room, inside {@link RoomSignaling}.
 *
 * <p>An offer is read at once and answered in {@link #conclude}, when everything it asked of the room has been decided.
 */
final class Negotiations {
    /**
     * A client offers within a round trip; one that is frozen offers once it thaws. It is not asked again meanwhile, since a
     * second request before the first offer leaves clients unable to negotiate: it is sent away to start afresh.
     */
    static final long OFFER_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final String UNACCEPTABLE = "unacceptable SDP offer: ";

    private final List<SignalingOutput> outputs;
    private final Roster roster;
    private final TrackNews news;
    private final MediaTerms terms;
    private final AnswerPlanner planner;

    /** When those who were asked must have offered; the delay is the same for all, so the first was asked first. */
    private final Map<ConnectionId, Long> deadlinesNanos = new LinkedHashMap<>();

    private final Set<Seat> offered = new LinkedHashSet<>();
    private final Set<PeerId> withoutSimulcast = new HashSet<>();
    private Optional<VideoCodec> videoCodec = Optional.empty();

    Negotiations(List<SignalingOutput> outputs, Roster roster, TrackNews news, MediaTerms terms) {
        this.outputs = outputs;
        this.roster = roster;
        this.news = news;
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
        deadlinesNanos.remove(link.id);
        negotiator.phase = Phase.OFFERED;
        if (!negotiator.admitsOffer(nowNanos)) {
            crash(seat, "too many SDP offers");
            return;
        }
        Offer offer;
        try {
            offer = Offer.parse(command.sdp());
        } catch (SdpException e) {
            crash(seat, UNACCEPTABLE + e.getMessage());
            return;
        }
        Optional<String> discontinuity = negotiator.discontinuity(offer);
        if (discontinuity.isPresent()) {
            crash(seat, UNACCEPTABLE + discontinuity.get());
            return;
        }
        Rules rules = new Rules(videoCodec, !withoutSimulcast.contains(seat.peer));
        Map<TrackId, PublishedTrack> published = news.publications().of(seat.peer.value());
        OwnTracks.Reading reading = negotiator.own.read(seat.peer, offer.lines(), command, published, rules);
        if (reading.broken().isPresent()) {
            crash(seat, reading.broken().get());
            return;
        }
        if (!reading.refused().isEmpty()) {
            warn(link, "a track is not taken: " + reading.refused().getFirst());
        }
        negotiator.offered(offer, command.sdp());
        reading.commands().forEach(change -> outputs.add(new Decide(change)));
        offered.add(seat);
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
        deadlinesNanos.remove(link.id);
        offered.remove(seat);
        news.needs().remove(seat);
        if (link.negotiator != null) {
            outputs.add(new Media(link.id, new MediaCommand.Close()));
        }
        link.negotiator = null;
    }

    void clear() {
        deadlinesNanos.clear();
        offered.clear();
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

    void updateMetadata(Seat seat, PeerCommand.UpdateTrackMetadata command) {
        PublishedTrack own = news.publications().of(seat.peer.value()).get(command.track());
        if (own != null && !own.track.metadata().equals(command.metadata())) {
            outputs.add(new Decide(new RoomCommand.UpdateTrackMetadata(
                    new TrackOwner.OfPeer(seat.peer), command.track(), command.metadata())));
        }
    }

    /** All that was asked of the room is decided: answers what was offered, and asks whom it is time to ask. */
    void conclude(long nowNanos) {
        news.tell();
        List<Seat> toAnswer = List.copyOf(offered);
        offered.clear();
        toAnswer.forEach(this::answer);
        List<Seat> toAsk = List.copyOf(news.needs());
        news.needs().clear();
        toAsk.forEach(seat -> ask(seat, nowNanos));
    }

    OptionalLong nextDeadlineNanos() {
        return deadlinesNanos.values().stream().mapToLong(Long::longValue).findFirst();
    }

    void onTime(long nowNanos) {
        for (Map.Entry<ConnectionId, Long> asked : List.copyOf(deadlinesNanos.entrySet())) {
            if (nowNanos - asked.getValue() < 0) {
                break;
            }
            deadlinesNanos.remove(asked.getKey());
            Seat seat = roster.seatOf(asked.getKey());
            if (seat != null) {
                // It may come again with the same token: a crash would send it away for good.
                outputs.add(
                        new Decide(new RoomCommand.DisconnectPeer(seat.peer, asked.getKey(), EndReason.NETWORK_LOST)));
            }
        }
    }

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
        deadlinesNanos.put(link.id, nowNanos + OFFER_NANOS);
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
        AnswerPlanner.Written written = planner.answer(seat.peer.value(), negotiator, offer, wanted);
        negotiator.configured = true;
        outputs.add(new Media(link.id, new MediaCommand.Configure(written.plan())));
        String answerText = SdpMask.mask(written.answer().sdp());
        outputs.add(new Media(link.id, new MediaCommand.Describe(negotiator.takeOfferText(), answerText)));
        roster.tell(link, new PeerEvent.SdpAnswer(written.answer().sdp(), written.midToTrack()));
        negotiator.answered(new HashSet<>(written.midToTrack().values()));
        news.tellAfterAnswer(link, negotiator);
        if (negotiator.needed || negotiator.slots.canPlaceMore(wanted)) {
            negotiator.needed = false;
            news.need(seat);
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

    void warn(@Nullable Link link, String text) {
        if (link != null && !link.warned) {
            link.warned = true;
            outputs.add(new SignalingOutput.Warn(link.id, text));
        }
    }
}
