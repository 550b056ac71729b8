package dev.ephyra.room;

import java.util.ArrayList;
import java.util.List;

/** Decides about peers and their connections. Pure functions, called by {@link RoomDecider} only. */
final class PeerDecisions {
    private PeerDecisions() {}

    /** The room's own limit is asked first, since clients know its answer. */
    static Decision add(RoomState state, RoomConfig config, RoomCommand.AddPeer command) {
        Invariant.check(state.peer(command.peer()).isEmpty(), "a peer's id is minted once");
        int peers = state.peers().size(); // the disconnected ones hold their places
        if (config.maxPeers().isPresent() && peers >= config.maxPeers().getAsInt()) {
            return Decision.refused(new RoomAnswer.PeersLimitReached());
        }
        if (peers >= RoomLimits.MAX_PEERS) {
            return Decision.refused(new RoomAnswer.LimitReached("peers", RoomLimits.MAX_PEERS));
        }
        return Decision.accepted(new RoomEvent.PeerAdded(command.peer(), command.enableSimulcast()));
    }

    /** The peer's socket is closed because of these events, so its own end is stale by then and tells of nothing. */
    static Decision delete(RoomState state, RoomCommand.DeletePeer command) {
        return state.peer(command.peer()).map(PeerDecisions::kick).orElseGet(PeerDecisions::noPeer);
    }

    private static Decision kick(PeerState peer) {
        List<RoomEvent> events = new ArrayList<>(Endings.ofTracks(peer));
        if (peer.isConnected()) {
            events.add(new RoomEvent.PeerDisconnected(peer.id(), EndReason.KICKED));
        }
        events.add(new RoomEvent.PeerDeleted(peer.id(), EndReason.KICKED));
        return Decision.accepted(events);
    }

    /** Whether the other socket still lives is for its owner to find out; the room only says which it is. */
    static Decision connect(RoomState state, RoomCommand.ConnectPeer command) {
        return state.peer(command.peer())
                .map(peer -> peer.connection()
                        .map(other -> Decision.refused(new RoomAnswer.PeerAlreadyConnected(other)))
                        .orElseGet(() ->
                                Decision.accepted(new RoomEvent.PeerConnected(command.peer(), command.connection()))))
                .orElseGet(PeerDecisions::noPeer);
    }

    static Decision updateMetadata(RoomState state, RoomCommand.UpdatePeerMetadata command) {
        return state.peer(command.peer())
                .map(peer -> updateMetadata(state, peer, command))
                .orElseGet(PeerDecisions::noPeer);
    }

    private static Decision updateMetadata(RoomState state, PeerState peer, RoomCommand.UpdatePeerMetadata command) {
        if (!peer.isConnectedBy(command.connection())) {
            return Decision.refused(new RoomAnswer.StaleConnection());
        }
        // Each connection announces itself once, be it with null; after that only a change is news.
        if (peer.isMetadataAnnounced() && peer.metadata().equals(command.metadata())) {
            return Decision.unchanged();
        }
        int before = peer.metadata().json().length();
        if (RoomLimits.exceedsText(state, command.metadata().json().length() - before)) {
            return Decision.refused(RoomLimits.textReached());
        }
        return Decision.accepted(new RoomEvent.PeerMetadataUpdated(command.peer(), command.metadata()));
    }

    static Decision disconnect(RoomState state, RoomCommand.DisconnectPeer command) {
        return state.peer(command.peer())
                .map(peer -> peer.isConnectedBy(command.connection())
                        ? leave(peer, command.reason())
                        : Decision.refused(new RoomAnswer.StaleConnection()))
                .orElseGet(PeerDecisions::noPeer);
    }

    /** Unlike every other ending, the tracks go after the connection: Fishjam's order, which its users see. */
    private static Decision leave(PeerState peer, EndReason reason) {
        Invariant.check(peer.isConnected(), "only who is connected leaves");
        List<RoomEvent> events = new ArrayList<>();
        events.add(new RoomEvent.PeerDisconnected(peer.id(), reason));
        events.addAll(Endings.ofTracks(peer));
        return Decision.accepted(events);
    }

    /** Neither disconnected nor deleted: Fishjam lets a crash stand for both. */
    static Decision crash(RoomState state, RoomCommand.CrashPeer command) {
        return state.peer(command.peer())
                .map(peer -> {
                    List<RoomEvent> events = new ArrayList<>(Endings.ofTracks(peer));
                    events.add(new RoomEvent.PeerCrashed(peer.id(), RoomLimits.cutDetail(command.detail())));
                    return Decision.accepted(events);
                })
                .orElseGet(PeerDecisions::noPeer);
    }

    private static Decision noPeer() {
        return Decision.refused(new RoomAnswer.PeerNotFound());
    }
}
