package dev.ephyra.signaling;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.RoomAnswer;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackOwner;
import dev.ephyra.signaling.Seat.Link;
import dev.ephyra.signaling.SignalingOutput.Decide;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Sorts the commands, events and reports that concern media. Owned by the loop of its room. */
final class NegotiatedMedia implements MediaSignaling {
    private final List<SignalingOutput> outputs;
    private final Roster roster;
    private final TrackNews news;
    private final MetadataOffers offers;
    private final Negotiations negotiations;

    NegotiatedMedia(
            List<SignalingOutput> outputs,
            Roster roster,
            TrackNews news,
            MetadataOffers offers,
            Negotiations negotiations) {
        this.outputs = outputs;
        this.roster = roster;
        this.news = news;
        this.offers = offers;
        this.negotiations = negotiations;
    }

    @Override
    public void onCommand(Seat seat, Link link, PeerCommand.OfMedia command, long nowNanos) {
        switch (command) {
            // Such a client keeps its socket and stays visible until it closes.
            case PeerCommand.Disconnect _ -> negotiations.leave(seat, link);
            case PeerCommand.UpdateTrackMetadata(var track, var metadata) ->
                offers.changeTrack(seat, link, track, metadata, nowNanos);
            case PeerCommand.RenegotiateTracks _ -> negotiations.renegotiate(seat, link);
            case PeerCommand.SdpOffer c -> negotiations.offer(seat, link, c, nowNanos);
            case PeerCommand.EnableEncoding(var track, var encoding) ->
                negotiations.enable(seat, track, encoding, true);
            case PeerCommand.DisableEncoding(var track, var encoding) ->
                negotiations.enable(seat, track, encoding, false);
            case PeerCommand.SetTargetEncoding(var track, var encoding) -> negotiations.target(link, track, encoding);
            // We are found by what the client tries, not by what it says (RFC 8445 section 2.5: we are lite).
            case PeerCommand.Candidate _ -> {}
            // Hints: what is sent is measured.
            case PeerCommand.TrackBitrates _ -> {}
            case PeerCommand.MuteTrack _ -> {}
            case PeerCommand.UnmuteTrack _ -> {}
        }
    }

    @Override
    public void onReport(ConnectionId connection, MediaReport report) {
        Seat seat = roster.seatOf(connection);
        Link link = seat == null ? null : seat.active;
        if (seat == null || link == null || link.negotiator == null || link.gone || !link.id.equals(connection)) {
            return;
        }
        switch (report) {
            case MediaReport.Failed(var reason, boolean networkLost) ->
                outputs.add(new Decide(
                        networkLost
                                ? new RoomCommand.DisconnectPeer(seat.peer, connection, EndReason.NETWORK_LOST)
                                : new RoomCommand.CrashPeer(seat.peer, reason)));
            case MediaReport.VoiceActivity(var track, boolean speaking) ->
                news.speaking(seat.peer.value(), track, speaking);
            case MediaReport.EncodingSwitched(var track, var encoding, var reason) ->
                switched(link, link.negotiator, track, encoding, reason);
        }
    }

    private void switched(Link link, Negotiator negotiator, TrackId track, Encoding encoding, EncodingReason reason) {
        PublishedTrack published = news.publications().get(track);
        // The switch of a track that has left meanwhile may still be on its way.
        if (published != null && negotiator.slots.carries(track)) {
            roster.tell(link, new PeerEvent.EncodingSwitched(published.endpoint, track, encoding, reason));
        }
    }

    @Override
    public void onEvent(RoomEvent event) {
        switch (event) {
            case RoomEvent.RoomCreated e -> negotiations.videoCodecIs(e.config().videoCodec());
            case RoomEvent.PeerAdded e -> negotiations.peerAdded(e.peer(), e.enableSimulcast());
            case RoomEvent.PeerDeleted e -> negotiations.peerRemoved(e.peer());
            case RoomEvent.PeerCrashed e -> negotiations.peerRemoved(e.peer());
            case RoomEvent.TrackAdded e -> news.added(e.owner(), e.track());
            case RoomEvent.TrackMetadataUpdated e -> news.updated(e.track());
            case RoomEvent.TrackRemoved e -> {
                offers.trackRemoved(e.owner(), e.track().id());
                news.removed(e.track());
            }
            // The rest changes neither what is negotiated nor a track.
            case RoomEvent.PeerConnected _ -> {}
            case RoomEvent.PeerMetadataUpdated _ -> {}
            case RoomEvent.PeerDisconnected _ -> {}
            case RoomEvent.ComponentEvent _ -> {}
            case RoomEvent.RoomDeleted _ -> {}
            case RoomEvent.RoomCrashed _ -> {}
        }
    }

    /** The answer to its offer leaves a track out that the room has no place for; the log says why. */
    @Override
    public void answered(RoomCommand.AddTrack command, RoomAnswer answer) {
        Link link = linkOf(command.owner());
        if (link != null && answer instanceof RoomAnswer.LimitReached(String what, int limit)) {
            roster.warn(link, "a track is not taken: the room has its " + limit + " " + what);
        }
    }

    @Override
    public void unavailable(RoomCommand.AddTrack command, long nowNanos) {
        Link link = linkOf(command.owner());
        if (link != null) {
            negotiations.askAgain(link, nowNanos);
        }
    }

    private @Nullable Link linkOf(TrackOwner owner) {
        Seat seat = roster.seatOf(owner);
        return seat == null ? null : seat.active;
    }

    @Override
    public void welcome(Seat seat, Link link) {
        // What the newcomer sees in its list it must not hear of again.
        news.tell();
        roster.welcome(seat, link, negotiations.turnServersAtJoin(link));
        if (link.negotiator == null) {
            link.negotiator = new Negotiator();
        }
        link.negotiator.forgetAll();
        news.welcomed(seat, link);
    }

    @Override
    public void admitted(Seat seat, Link link) {
        negotiations.admitted(seat, link);
    }

    @Override
    public void leaving(Seat seat, boolean tellOthers) {
        if (seat.active != null) {
            negotiations.end(seat, seat.active);
            news.leaving(seat.peer.value(), tellOthers);
        }
    }

    @Override
    public void leaving(String component) {
        news.leaving(component, true);
    }

    @Override
    public void conclude(long nowNanos) {
        negotiations.conclude(nowNanos);
    }

    @Override
    public OptionalLong nextDeadlineNanos() {
        return negotiations.nextDeadlineNanos();
    }

    @Override
    public void onTime(long nowNanos) {
        negotiations.onTime(nowNanos);
    }

    @Override
    public void clear() {
        for (Seat seat : roster.seats()) {
            if (seat.active != null) {
                negotiations.end(seat, seat.active);
            }
        }
        negotiations.clear();
        news.clear();
    }
}
