package dev.ephyra.signaling;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.TrackId;
import dev.ephyra.signaling.Seat.Link;
import dev.ephyra.signaling.SignalingOutput.Decide;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What concerns media in the signalling of a room: sorts commands, events and reports. On a server without media it says
 * so to nobody but the log. Owned by the loop of its room, inside {@link RoomSignaling}.
 */
final class MediaSignaling {
    private final List<SignalingOutput> outputs;
    private final Roster roster;
    private final TrackNews news;
    private final @Nullable Negotiations negotiations;

    MediaSignaling(List<SignalingOutput> outputs, Roster roster, TrackNews news, @Nullable Negotiations negotiations) {
        this.outputs = outputs;
        this.roster = roster;
        this.news = news;
        this.negotiations = negotiations;
    }

    /** The peer said something about media. */
    void onCommand(Seat seat, Link link, PeerCommand.OfMedia command, long nowNanos) {
        if (negotiations == null) {
            if (command instanceof PeerCommand.SdpOffer && !link.warned) {
                link.warned = true;
                outputs.add(new SignalingOutput.Warn(link.id, "media are offered, and not used on this server"));
            }
            return;
        }
        switch (command) {
            // Such a client keeps its socket and stays visible until it closes.
            case PeerCommand.Disconnect _ -> negotiations.leave(seat, link);
            case PeerCommand.UpdateTrackMetadata c -> negotiations.updateMetadata(seat, c);
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

    /** Media of a connection told something. */
    void onReport(ConnectionId connection, MediaReport report) {
        Seat seat = roster.seatOf(connection);
        Link link = seat == null ? null : seat.active;
        if (seat == null || link == null || link.negotiator == null || link.gone || !link.id.equals(connection)) {
            return;
        }
        switch (report) {
            case MediaReport.Connected _ -> {}
            case MediaReport.Failed(var reason, boolean networkLost) ->
                outputs.add(new Decide(
                        networkLost
                                ? new RoomCommand.DisconnectPeer(seat.peer, connection, EndReason.NETWORK_LOST)
                                : new RoomCommand.CrashPeer(seat.peer, reason)));
            case MediaReport.VoiceActivity(var track, boolean speaking) ->
                news.speaking(seat.peer.value(), track, speaking);
            case MediaReport.EncodingSwitched(var track, var encoding, var reason) ->
                switched(link, link.negotiator, track, encoding, reason);
            case MediaReport.BandwidthEstimated(long bitsPerSecond) -> {
                if (link.dialect == Dialect.JSON) {
                    roster.tell(link, new PeerEvent.BandwidthEstimation(bitsPerSecond));
                }
            }
        }
    }

    private void switched(Link link, Negotiator negotiator, TrackId track, Encoding encoding, EncodingReason reason) {
        PublishedTrack published = news.publications().get(track);
        if (published != null && negotiator.slots.carries(track)) {
            roster.tell(link, new PeerEvent.EncodingSwitched(published.endpoint, track, encoding, reason));
        }
    }

    void roomCreated(RoomEvent.RoomCreated event) {
        if (negotiations != null) {
            negotiations.videoCodecIs(event.config().videoCodec());
        }
    }

    void peerAdded(RoomEvent.PeerAdded event) {
        if (negotiations != null) {
            negotiations.peerAdded(event.peer(), event.enableSimulcast());
        }
    }

    /** The peer is no longer of the room. */
    void peerRemoved(PeerId peer) {
        if (negotiations != null) {
            negotiations.peerRemoved(peer);
        }
    }

    void trackAdded(RoomEvent.TrackAdded event) {
        if (negotiations != null) {
            news.added(event.owner(), event.track());
        }
    }

    void trackUpdated(RoomEvent.TrackMetadataUpdated event) {
        news.updated(event.track());
    }

    void trackRemoved(RoomEvent.TrackRemoved event) {
        news.removed(event.track());
    }

    /** Answers a join. */
    void welcome(Seat seat, Link link) {
        // What the newcomer sees in its list it must not hear of again.
        news.tell();
        roster.welcome(seat, link, negotiations == null ? List.of() : negotiations.turnServersAtJoin(link));
        if (negotiations != null) {
            if (link.negotiator == null) {
                link.negotiator = new Negotiator();
            }
            link.negotiator.forgetAll();
            news.welcomed(seat, link);
        }
    }

    /** The peer's connected socket is about to be taken away. */
    void leaving(Seat seat, boolean tellOthers) {
        if (negotiations != null && seat.active != null) {
            negotiations.end(seat, seat.active);
            news.leaving(seat.peer.value(), tellOthers);
        }
    }

    /** The component is about to be taken away. */
    void leaving(String component) {
        news.leaving(component, true);
    }

    void admitted(Seat seat, Link link) {
        if (negotiations != null) {
            negotiations.admitted(seat, link);
        }
    }

    /** Everything that was asked for is done. */
    void conclude(long nowNanos) {
        if (negotiations != null) {
            negotiations.conclude(nowNanos);
        }
    }

    OptionalLong nextDeadlineNanos() {
        return negotiations == null ? OptionalLong.empty() : negotiations.nextDeadlineNanos();
    }

    void onTime(long nowNanos) {
        if (negotiations != null) {
            negotiations.onTime(nowNanos);
        }
    }

    /** The room is over. */
    void clear() {
        for (Seat seat : roster.seats()) {
            if (negotiations != null && seat.active != null) {
                negotiations.end(seat, seat.active);
            }
        }
        if (negotiations != null) {
            negotiations.clear();
        }
        news.clear();
    }
}
