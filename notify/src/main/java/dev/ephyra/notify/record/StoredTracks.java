package dev.ephyra.notify.record;

import dev.ephyra.notify.record.stored.StoredEvent;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackOwner;
import dev.ephyra.room.TrackType;

/** Tracks and their owners in the stored form of events. Stateless. */
final class StoredTracks {
    private StoredTracks() {}

    static StoredEvent.TrackChanged of(TrackOwner owner, Track track) {
        StoredEvent.TrackChanged.Builder stored = StoredEvent.TrackChanged.newBuilder()
                .setTrackId(track.id().value())
                .setTrackType(track.type().name())
                .setMetadataJson(track.metadata().json());
        switch (owner) {
            case TrackOwner.OfPeer(PeerId peer) -> stored.setPeerId(peer.value());
            case TrackOwner.OfComponent(ComponentId component) -> stored.setComponentId(component.value());
        }
        return stored.build();
    }

    static TrackOwner owner(StoredEvent.TrackChanged stored) {
        return switch (stored.getOwnerCase()) {
            case PEER_ID -> new TrackOwner.OfPeer(new PeerId(stored.getPeerId()));
            case COMPONENT_ID -> new TrackOwner.OfComponent(new ComponentId(stored.getComponentId()));
            case OWNER_NOT_SET -> throw new IllegalArgumentException("a stored track has no owner");
        };
    }

    static Track track(StoredEvent.TrackChanged stored) {
        return new Track(
                new TrackId(stored.getTrackId()),
                TrackType.valueOf(stored.getTrackType()),
                new Metadata(stored.getMetadataJson()));
    }
}
