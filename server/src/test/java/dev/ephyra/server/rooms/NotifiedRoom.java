package dev.ephyra.server.rooms;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.wire.ServerMessage;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A room as a backend makes it of notifications alone, and shows it as the API shows peers. */
final class NotifiedRoom {
    private static final class Peer {
        private final Map<String, String> tracks = new TreeMap<>();
        private boolean isConnected;
        private String metadata = "null";
    }

    private final Map<String, Peer> peers = new TreeMap<>();

    /** Takes over one notification; what makes no sense after those before fails. */
    void take(byte[] notification) throws InvalidProtocolBufferException {
        ServerMessage message = ServerMessage.parseFrom(notification);
        switch (message.getContentCase()) {
            case ROOM_CREATED -> {}
            case PEER_ADDED -> {
                if (peers.put(message.getPeerAdded().getPeerId(), new Peer()) != null) {
                    throw new AssertionError("a peer is added twice");
                }
            }
            case PEER_DELETED -> leave(message.getPeerDeleted().getPeerId(), false);
            case PEER_CRASHED -> leave(message.getPeerCrashed().getPeerId(), true);
            case PEER_CONNECTED -> connect(message.getPeerConnected().getPeerId(), true);
            case PEER_DISCONNECTED -> connect(message.getPeerDisconnected().getPeerId(), false);
            case PEER_METADATA_UPDATED -> {
                var updated = message.getPeerMetadataUpdated();
                peer(updated.getPeerId()).metadata = updated.getMetadata();
            }
            case TRACK_ADDED -> {
                var added = message.getTrackAdded();
                put(added.getPeerId(), added.getTrack(), false);
            }
            case TRACK_METADATA_UPDATED -> {
                var updated = message.getTrackMetadataUpdated();
                put(updated.getPeerId(), updated.getTrack(), true);
            }
            case TRACK_REMOVED -> {
                var removed = message.getTrackRemoved();
                if (peer(removed.getPeerId()).tracks.remove(removed.getTrack().getId()) == null) {
                    throw new AssertionError("a track that nobody knew is removed");
                }
            }
            default -> throw new AssertionError("not of this room: " + message.getContentCase());
        }
    }

    private Peer peer(String id) {
        Peer peer = peers.get(id);
        if (peer == null) {
            throw new AssertionError("nobody was told of peer " + id);
        }
        return peer;
    }

    private void connect(String id, boolean isConnected) {
        Peer peer = peer(id);
        if (peer.isConnected == isConnected) {
            throw new AssertionError("peer " + id + " was so already");
        }
        peer.isConnected = isConnected;
    }

    private void leave(String id, boolean mayBeConnected) {
        Peer peer = peer(id);
        if (!peer.tracks.isEmpty() || (peer.isConnected && !mayBeConnected)) {
            throw new AssertionError("peer " + id + " leaves before its tracks or its connection");
        }
        peers.remove(id);
    }

    private void put(String id, ServerMessage.Track track, boolean isKnown) {
        String type = track.getType() == ServerMessage.TrackType.TRACK_TYPE_AUDIO ? "audio" : "video";
        String text =
                "{\"id\":\"" + track.getId() + "\",\"type\":\"" + type + "\",\"metadata\":" + track.getMetadata() + "}";
        if ((peer(id).tracks.put(track.getId(), text) != null) != isKnown) {
            throw new AssertionError("a track is added twice or changed before it is added");
        }
    }

    /** Its peers in the JSON of the API. */
    String peersJson() {
        return peers.entrySet().stream()
                .map(entry -> "{\"id\":\"" + entry.getKey() + "\",\"type\":\"webrtc\",\"status\":\""
                        + (entry.getValue().isConnected ? "connected" : "disconnected") + "\",\"tracks\":["
                        + String.join(",", entry.getValue().tracks.values()) + "],\"metadata\":"
                        + entry.getValue().metadata + "}")
                .collect(Collectors.joining(","));
    }
}
