package dev.ephyra.room;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Decides about tracks. Pure functions, called by {@link RoomDecider} only. */
final class TrackDecisions {
    private TrackDecisions() {}

    static Decision add(RoomState state, RoomCommand.AddTrack command) {
        return refusalOfOwner(state, command.owner())
                .or(() -> refusalOfTrack(state, command))
                .map(Decision::refused)
                .orElseGet(() -> Decision.accepted(new RoomEvent.TrackAdded(command.owner(), command.track())));
    }

    /** A peer that is not connected publishes nothing: nobody would tell of the end of its tracks. */
    private static Optional<RoomAnswer> refusalOfOwner(RoomState state, TrackOwner owner) {
        return switch (owner) {
            case TrackOwner.OfPeer(PeerId id) ->
                state.peer(id).isEmpty()
                        ? Optional.of(new RoomAnswer.PeerNotFound())
                        : state.peer(id).filter(peer -> !peer.isConnected()).map(_ -> new RoomAnswer.StaleConnection());
            case TrackOwner.OfComponent(ComponentId id) ->
                state.component(id).isEmpty() ? Optional.of(new RoomAnswer.ComponentNotFound()) : Optional.empty();
        };
    }

    /** Who publishes must not send what the room does not know. */
    private static Optional<RoomAnswer> refusalOfTrack(RoomState state, RoomCommand.AddTrack command) {
        Track track = command.track();
        if (state.trackOwner(track.id()).isPresent()) {
            return Optional.of(new RoomAnswer.TrackAlreadyExists());
        }
        if (tracksOf(state, command.owner()).size() >= RoomLimits.MAX_TRACKS_PER_ENDPOINT) {
            return limit("tracks of one endpoint", RoomLimits.MAX_TRACKS_PER_ENDPOINT);
        }
        if (state.trackCount() >= RoomLimits.MAX_TRACKS) {
            return limit("tracks", RoomLimits.MAX_TRACKS);
        }
        return RoomLimits.exceedsText(state, RoomLimits.textChars(track))
                ? Optional.of(RoomLimits.textReached())
                : Optional.empty();
    }

    private static Optional<RoomAnswer> limit(String what, int limit) {
        return Optional.of(new RoomAnswer.LimitReached(what, limit));
    }

    static Decision updateMetadata(RoomState state, RoomCommand.UpdateTrackMetadata command) {
        Track before = tracksOf(state, command.owner()).get(command.track());
        if (before == null) {
            return Decision.refused(new RoomAnswer.TrackNotFound());
        }
        if (before.metadata().equals(command.metadata())) {
            return Decision.unchanged();
        }
        // What a track is never changes, only what is said of it.
        Track after = new Track(before.id(), before.type(), command.metadata());
        if (RoomLimits.exceedsText(state, RoomLimits.textChars(after) - RoomLimits.textChars(before))) {
            return Decision.refused(RoomLimits.textReached());
        }
        return Decision.accepted(new RoomEvent.TrackMetadataUpdated(command.owner(), after));
    }

    static Decision remove(RoomState state, RoomCommand.RemoveTrack command) {
        Track track = tracksOf(state, command.owner()).get(command.track());
        return track == null
                ? Decision.refused(new RoomAnswer.TrackNotFound())
                : Decision.accepted(new RoomEvent.TrackRemoved(command.owner(), track));
    }

    /** None for an owner that is not there, as its tracks are gone with it. */
    private static SortedMap<TrackId, Track> tracksOf(RoomState state, TrackOwner owner) {
        return switch (owner) {
            case TrackOwner.OfPeer(PeerId id) ->
                state.peer(id).map(PeerState::tracks).orElseGet(TreeMap::new);
            case TrackOwner.OfComponent(ComponentId id) ->
                state.component(id).map(ComponentState::tracks).orElseGet(TreeMap::new);
        };
    }
}
