package dev.ephyra.notify.record;

import dev.ephyra.notify.record.stored.StoredEvent;
import dev.ephyra.room.Metadata;

/**
 * What was true of a room right after an event, kept with the event so that a receiver needs no further request. Immutable.
 *
 * @param roomMetadata of the room; {@link Metadata#NONE} if it has none
 * @param peerMetadata of the peer that the event is about, if that fits beside it; else {@link Metadata#NONE}
 * @param test whether the event was made by a trigger and no room stands behind it
 * @param lastAliveAtMicros of an end that a restart found out: when the run before was last known to be alive, in
 *     microseconds since 1970 UTC; else 0
 */
public record EventContext(
        Metadata roomMetadata,
        Metadata peerMetadata,
        int peers,
        int connectedPeers,
        int components,
        int tracks,
        boolean test,
        long lastAliveAtMicros) {
    /** Nothing is known. */
    public static final EventContext NONE = new EventContext(Metadata.NONE, Metadata.NONE, 0, 0, 0, 0, false);

    /** Of anything but an end that a restart found out. */
    public EventContext(
            Metadata roomMetadata,
            Metadata peerMetadata,
            int peers,
            int connectedPeers,
            int components,
            int tracks,
            boolean test) {
        this(roomMetadata, peerMetadata, peers, connectedPeers, components, tracks, test, 0);
    }

    void store(StoredEvent.Builder stored) {
        if (equals(NONE)) {
            return;
        }
        StoredEvent.Context.Builder context = stored.getContextBuilder()
                .setPeers(peers)
                .setConnectedPeers(connectedPeers)
                .setComponents(components)
                .setTracks(tracks)
                .setTest(test)
                .setLastAliveAtMicros(lastAliveAtMicros);
        if (!roomMetadata.equals(Metadata.NONE)) {
            context.setRoomMetadataJson(roomMetadata.json());
        }
        if (!peerMetadata.equals(Metadata.NONE)) {
            context.setPeerMetadataJson(peerMetadata.json());
        }
    }

    static EventContext of(StoredEvent stored) {
        StoredEvent.Context context = stored.getContext();
        return new EventContext(
                metadata(context.getRoomMetadataJson()),
                metadata(context.getPeerMetadataJson()),
                context.getPeers(),
                context.getConnectedPeers(),
                context.getComponents(),
                context.getTracks(),
                context.getTest(),
                context.getLastAliveAtMicros());
    }

    private static Metadata metadata(String json) {
        return json.isEmpty() ? Metadata.NONE : new Metadata(json);
    }
}
