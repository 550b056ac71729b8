package dev.ephyra.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A subscriber that knows a room by its notifications alone, and fails where they cannot be true together. Owned by one
 * try.
 */
final class RoomWitness {
    private final Map<PeerId, Boolean> connectedByPeer = new HashMap<>();
    private final Map<TrackId, TrackOwner> tracks = new HashMap<>();
    private final Set<PeerId> gone = new HashSet<>();
    private long lastSeq;
    private long lastOccurredAtMicros;
    private boolean created;
    private boolean ended;

    void hear(RoomEvent event, long roomSeq, long occurredAtMicros) {
        assertThat(ended).as("nothing after the end: %s", event).isFalse();
        assertThat(created).isEqualTo(!(event instanceof RoomEvent.RoomCreated));
        assertThat(roomSeq).isEqualTo(lastSeq + 1);
        assertThat(occurredAtMicros).isGreaterThanOrEqualTo(lastOccurredAtMicros);
        lastSeq = roomSeq;
        lastOccurredAtMicros = occurredAtMicros;
        created = true;
        ended = event.endsRoom();
        hear(event);
    }

    private void hear(RoomEvent event) {
        switch (event) {
            case RoomEvent.PeerAdded e -> {
                assertThat(gone).doesNotContain(e.peer());
                assertThat(connectedByPeer.put(e.peer(), false)).isNull();
            }
            case RoomEvent.PeerConnected e ->
                assertThat(connectedByPeer.replace(e.peer(), true)).isFalse();
            case RoomEvent.PeerDisconnected e ->
                assertThat(connectedByPeer.replace(e.peer(), false)).isTrue();
            case RoomEvent.PeerMetadataUpdated e ->
                assertThat(connectedByPeer.get(e.peer())).isTrue();
            case RoomEvent.PeerDeleted e -> forget(e.peer());
            case RoomEvent.PeerCrashed e -> forget(e.peer());
            case RoomEvent.TrackAdded e ->
                assertThat(tracks.put(e.track().id(), e.owner())).isNull();
            case RoomEvent.TrackMetadataUpdated e ->
                assertThat(tracks.get(e.track().id())).isEqualTo(e.owner());
            case RoomEvent.TrackRemoved e ->
                assertThat(tracks.remove(e.track().id())).isEqualTo(e.owner());
            case RoomEvent.ComponentCrashed e ->
                assertThat(tracks).doesNotContainValue(new TrackOwner.OfComponent(e.component()));
            case RoomEvent.RoomDeleted _ -> {
                assertThat(connectedByPeer).isEmpty();
                assertThat(tracks).isEmpty();
            }
            case RoomEvent.RoomCreated _, RoomEvent.RoomCrashed _ -> {}
            case RoomEvent.ComponentAdded _, RoomEvent.ComponentRemoved _, RoomEvent.ComponentSubscribed _ -> {}
            case RoomEvent.PhoneDialed _, RoomEvent.CallEnded _ -> {}
        }
    }

    private void forget(PeerId peer) {
        assertThat(connectedByPeer.remove(peer)).as("one ending of %s", peer).isNotNull();
        assertThat(gone.add(peer)).isTrue();
        assertThat(tracks).doesNotContainValue(new TrackOwner.OfPeer(peer));
    }
}
