package dev.ephyra.conformance.peer;

import dev.ephyra.wire.ServerMessage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The oracle of one peer: reads everything that was told of it, in order, and says what is out of order, too much or
 * missing. Used by one test thread.
 */
final class PeerStory {
    private enum Place {
        UNKNOWN,
        AWAY,
        CONNECTED,
        OVER
    }

    private final PeerAccount peer;
    private final List<String> defects = new ArrayList<>();
    private final Set<String> tracks = new LinkedHashSet<>();
    private final Set<String> everAdded = new LinkedHashSet<>();
    private final List<String> metadata = new ArrayList<>();
    private Place place = Place.UNKNOWN;
    private int connections;

    private PeerStory(PeerAccount peer) {
        this.peer = peer;
    }

    /** What is wrong with what was told of a peer that is gone; empty if nothing is. */
    static List<String> defects(PeerAccount peer, List<ServerMessage> told) {
        PeerStory story = new PeerStory(peer);
        told.forEach(story::read);
        story.end();
        return story.defects;
    }

    private void read(ServerMessage message) {
        switch (message.getContentCase()) {
            case PEER_ADDED -> move(message.getPeerAdded().getPeerId(), Place.UNKNOWN, Place.AWAY, "added");
            case PEER_CONNECTED -> {
                connections += isOurs(message.getPeerConnected().getPeerId()) ? 1 : 0;
                move(message.getPeerConnected().getPeerId(), Place.AWAY, Place.CONNECTED, "connected");
            }
            case PEER_DISCONNECTED ->
                move(message.getPeerDisconnected().getPeerId(), Place.CONNECTED, Place.AWAY, "disconnected");
            case PEER_DELETED -> deleted(message.getPeerDeleted().getPeerId());
            case PEER_CRASHED -> {
                if (isOurs(message.getPeerCrashed().getPeerId())) {
                    defects.add(peer + " crashed: " + message.getPeerCrashed().getReason());
                    place = Place.OVER;
                }
            }
            case PEER_METADATA_UPDATED -> {
                if (isOurs(message.getPeerMetadataUpdated().getPeerId())) {
                    metadata.add(message.getPeerMetadataUpdated().getMetadata());
                    expect(place == Place.CONNECTED, "metadata while " + place);
                }
            }
            case TRACK_ADDED -> {
                if (isOurs(message.getTrackAdded().getPeerId())) {
                    added(message.getTrackAdded().getTrack().getId());
                }
            }
            case TRACK_REMOVED -> {
                if (isOurs(message.getTrackRemoved().getPeerId())) {
                    String track = message.getTrackRemoved().getTrack().getId();
                    expect(tracks.remove(track), "removed without being there: " + track);
                }
            }
            // $CASES-OMITTED$
            default -> {}
        }
    }

    private void move(String id, Place from, Place to, String what) {
        if (!isOurs(id)) {
            return;
        }
        expect(place == from, what + " while " + place);
        // Whoever went took its tracks along, and they are told before anything else.
        expect(to == Place.AWAY || tracks.isEmpty(), what + " with tracks of before: " + tracks);
        place = to;
    }

    private void deleted(String id) {
        move(id, Place.AWAY, Place.OVER, "deleted");
    }

    private void added(String track) {
        expect(place == Place.CONNECTED, "a track while " + place);
        expect(everAdded.add(track), "added twice: " + track);
        expect(peer.attempted.contains(track), "never published: " + track);
        tracks.add(track);
    }

    private void end() {
        expect(place == Place.OVER, "in the end it is " + place);
        expect(tracks.isEmpty(), "in the end it has tracks: " + tracks);
        expect(connections == peer.joins.size(), connections + " connections of " + peer.joins.size());
        expect(metadata.equals(peer.joins), "metadata " + metadata + ", not " + peer.joins);
        Set<String> missing = new LinkedHashSet<>(peer.confirmed);
        missing.removeAll(everAdded);
        expect(missing.isEmpty(), "never told of: " + missing);
    }

    private boolean isOurs(String id) {
        return id.equals(peer.id);
    }

    private void expect(boolean condition, String otherwise) {
        if (!condition) {
            defects.add(peer + ": " + otherwise);
        }
    }
}
