package dev.ephyra.room;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a room should tell, worked out a second time in the plainest way: it changes itself while it answers, keeps a
 * running list of lines, and looks at every peer for every timer. Knows nothing of {@link RoomState}. Owned by one try.
 */
final class RoomModel {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** A peer or a component. */
    private static final class Endpoint {
        final Map<String, String> tracks = new TreeMap<>();
        long connection = NOT_CONNECTED;
        boolean announced;
        String metadata = "null";
        long sinceNanos;
        int sinceOrder;
    }

    private static final long NOT_CONNECTED = -1;

    private final Map<String, Endpoint> peers = new TreeMap<>();
    private final Map<String, Endpoint> components = new TreeMap<>();
    private final long peerlessSeconds;
    private final long disconnectedSeconds;
    private final int maxPeers;
    private List<String> told = new ArrayList<>();
    private long peerlessSinceNanos;
    private int disconnections;
    private boolean ended;

    /** A room that is open since {@code nowNanos}; timeouts of 0 are none. */
    RoomModel(int maxPeers, long peerlessSeconds, long disconnectedSeconds, long nowNanos) {
        this.maxPeers = maxPeers;
        this.peerlessSeconds = peerlessSeconds;
        this.disconnectedSeconds = disconnectedSeconds;
        this.peerlessSinceNanos = nowNanos;
    }

    boolean isEnded() {
        return ended;
    }

    /** The endpoints and tracks that are there, in the form of {@link #shown(RoomSnapshot)}. */
    List<String> shown() {
        Stream<String> ofPeers = peers.entrySet().stream()
                .map(e -> e.getKey() + " " + (e.getValue().connection != NOT_CONNECTED) + " " + e.getValue().metadata
                        + " " + e.getValue().tracks);
        Stream<String> ofComponents = components.entrySet().stream().map(e -> e.getKey() + " " + e.getValue().tracks);
        return Stream.concat(ofPeers, ofComponents).toList();
    }

    static List<String> shown(RoomSnapshot room) {
        Stream<String> ofPeers = room.peers().stream()
                .map(p -> p.id() + " " + p.connected() + " " + p.metadata().json() + " " + tracks(p.tracks()));
        Stream<String> ofComponents = room.components().stream().map(c -> c.id() + " " + tracks(c.tracks()));
        return Stream.concat(ofPeers, ofComponents).toList();
    }

    private static Map<String, String> tracks(List<Track> tracks) {
        Map<String, String> byId = new TreeMap<>();
        tracks.forEach(track -> byId.put(track.id().value(), track.metadata().json()));
        return byId;
    }

    /** What {@code command} should lead to, in the form of {@link RoomLines}. */
    List<String> tell(RoomCommand command, long nowNanos) {
        told = new ArrayList<>();
        if (!ended) {
            switch (command) {
                case RoomCommand.CreateRoom _ -> {}
                case RoomCommand.DeleteRoom c -> endRoom(c.reason());
                case RoomCommand.CrashRoom c -> crashRoom(c.reason());
                case RoomCommand.AddPeer c -> addPeer(c.peer().value(), nowNanos);
                case RoomCommand.DeletePeer c -> deletePeer(c.peer().value(), nowNanos);
                case RoomCommand.ConnectPeer c ->
                    connect(c.peer().value(), c.connection().value());
                case RoomCommand.UpdatePeerMetadata c -> announce(c);
                case RoomCommand.DisconnectPeer c -> disconnect(c, nowNanos);
                case RoomCommand.CrashPeer c -> crashPeer(c.peer().value(), nowNanos);
                case RoomCommand.AddTrack c -> addTrack(c);
                case RoomCommand.UpdateTrackMetadata c -> updateTrack(c);
                case RoomCommand.RemoveTrack c -> removeTrack(c);
                case RoomCommand.AddComponent c -> components.put(c.component().value(), new Endpoint());
                case RoomCommand.DeleteComponent c -> endComponent(c.component().value(), null);
                case RoomCommand.FinishComponent c -> endComponent(c.component().value(), null);
                case RoomCommand.CrashComponent c -> endComponent(c.component().value(), "ComponentCrashed");
                case RoomCommand.SubscribeComponent _ -> {}
                case RoomCommand.DialPhone _ -> {}
                case RoomCommand.EndCall _ -> {}
                case RoomCommand.ExpireTimers _ -> expire(nowNanos);
            }
        }
        return told;
    }

    private void endRoom(EndReason reason) {
        peers.forEach((id, peer) -> {
            dropTracks(id, peer);
            told.add("PeerDeleted " + id + " " + reason);
        });
        components.forEach(this::dropTracks);
        told.add("RoomDeleted " + reason);
        ended = true;
    }

    private void crashRoom(EndReason reason) {
        told.add("RoomCrashed " + reason);
        ended = true;
    }

    private void addPeer(String id, long nowNanos) {
        if (peers.size() < maxPeers) {
            Endpoint peer = new Endpoint();
            peer.sinceNanos = nowNanos;
            peer.sinceOrder = disconnections++;
            peers.put(id, peer);
            told.add("PeerAdded " + id);
            touch(nowNanos);
        }
    }

    private void deletePeer(String id, long nowNanos) {
        Endpoint peer = peers.remove(id);
        if (peer != null) {
            dropTracks(id, peer);
            if (peer.connection != NOT_CONNECTED) {
                told.add("PeerDisconnected " + id + " KICKED");
            }
            told.add("PeerDeleted " + id + " KICKED");
            touch(nowNanos);
        }
    }

    private void connect(String id, long connection) {
        Endpoint peer = peers.get(id);
        if (peer != null && peer.connection == NOT_CONNECTED) {
            peer.connection = connection;
            peer.announced = false;
            told.add("PeerConnected " + id);
        }
    }

    private void announce(RoomCommand.UpdatePeerMetadata command) {
        Endpoint peer = peers.get(command.peer().value());
        String json = command.metadata().json();
        if (peer == null || peer.connection != command.connection().value()) {
            return;
        }
        if (!peer.announced || !peer.metadata.equals(json)) {
            peer.announced = true;
            peer.metadata = json;
            told.add("PeerMetadataUpdated " + command.peer() + " " + json);
        }
    }

    private void disconnect(RoomCommand.DisconnectPeer command, long nowNanos) {
        Endpoint peer = peers.get(command.peer().value());
        if (peer != null && peer.connection == command.connection().value()) {
            told.add("PeerDisconnected " + command.peer() + " " + command.reason());
            dropTracks(command.peer().value(), peer);
            peer.connection = NOT_CONNECTED;
            peer.sinceNanos = nowNanos;
            peer.sinceOrder = disconnections++;
            touch(nowNanos);
        }
    }

    private void crashPeer(String id, long nowNanos) {
        Endpoint peer = peers.remove(id);
        if (peer != null) {
            dropTracks(id, peer);
            told.add("PeerCrashed " + id);
            touch(nowNanos);
        }
    }

    private void addTrack(RoomCommand.AddTrack command) {
        Endpoint endpoint = endpoint(command.owner());
        String track = command.track().id().value();
        if (endpoint == null) {
            return;
        }
        boolean absent = command.owner() instanceof TrackOwner.OfPeer && endpoint.connection == NOT_CONNECTED;
        boolean taken = Stream.concat(peers.values().stream(), components.values().stream())
                .anyMatch(other -> other.tracks.containsKey(track));
        if (!absent && !taken) {
            endpoint.tracks.put(track, command.track().metadata().json());
            told.add("TrackAdded " + name(command.owner()) + " " + track);
        }
    }

    private void updateTrack(RoomCommand.UpdateTrackMetadata command) {
        Endpoint endpoint = endpoint(command.owner());
        String track = command.track().value();
        String json = command.metadata().json();
        if (endpoint != null && endpoint.tracks.containsKey(track) && !json.equals(endpoint.tracks.get(track))) {
            endpoint.tracks.put(track, json);
            told.add("TrackMetadataUpdated " + name(command.owner()) + " " + track + " " + json);
        }
    }

    private void removeTrack(RoomCommand.RemoveTrack command) {
        Endpoint endpoint = endpoint(command.owner());
        if (endpoint != null && endpoint.tracks.remove(command.track().value()) != null) {
            told.add("TrackRemoved " + name(command.owner()) + " " + command.track());
        }
    }

    private void endComponent(String id, @Nullable String crash) {
        Endpoint component = components.remove(id);
        if (component != null) {
            dropTracks(id, component);
            if (crash != null) {
                told.add(crash + " " + id);
            }
        }
    }

    private void expire(long nowNanos) {
        boolean peerless = peers.values().stream().allMatch(peer -> peer.connection == NOT_CONNECTED);
        long roomDueNanos = peerlessSeconds > 0 && peerless
                ? peerlessSinceNanos + peerlessSeconds * NANOS_PER_SECOND
                : Long.MAX_VALUE;
        List<Map.Entry<String, Endpoint>> due = peers.entrySet().stream()
                .filter(e -> disconnectedSeconds > 0 && e.getValue().connection == NOT_CONNECTED)
                .filter(e -> e.getValue().sinceNanos + disconnectedSeconds * NANOS_PER_SECOND <= nowNanos)
                .sorted(Comparator.comparingInt(e -> e.getValue().sinceOrder))
                .toList();
        boolean peerFirst = !due.isEmpty()
                && due.getFirst().getValue().sinceNanos + disconnectedSeconds * NANOS_PER_SECOND <= roomDueNanos;
        if (roomDueNanos <= nowNanos && !peerFirst) {
            endRoom(EndReason.TIMEOUT);
        } else if (!due.isEmpty()) {
            due.forEach(e -> told.add("PeerDeleted " + e.getKey() + " TIMEOUT"));
            due.forEach(e -> peers.remove(e.getKey()));
            touch(nowNanos);
        }
    }

    private void touch(long nowNanos) {
        if (peers.values().stream().allMatch(peer -> peer.connection == NOT_CONNECTED)) {
            peerlessSinceNanos = nowNanos;
        }
    }

    private void dropTracks(String owner, Endpoint endpoint) {
        endpoint.tracks.keySet().forEach(track -> told.add("TrackRemoved " + owner + " " + track));
        endpoint.tracks.clear();
    }

    private @Nullable Endpoint endpoint(TrackOwner owner) {
        return owner instanceof TrackOwner.OfPeer ? peers.get(name(owner)) : components.get(name(owner));
    }

    private static String name(TrackOwner owner) {
        return RoomLines.name(owner);
    }
}
