package dev.ephyra.sdk;

import java.util.List;
import java.util.Optional;

/**
 * A participant that connects by itself, as a browser does, as it was when the server answered.
 *
 * @param id made by the server, unique within the room
 * @param type how it connects
 * @param status whether its socket is open
 * @param tracks what it publishes, in no order; empty while it is disconnected; immutable
 * @param metadata JSON text that the peer said of itself when it connected; empty if it has not, or said {@code null}. What
 *     is nested deeper than some 990, and numbers of more than 1,000 characters, are texts in it that hold them
 */
public record Peer(String id, PeerType type, PeerStatus status, List<Track> tracks, Optional<String> metadata) {
    /** Copies the list. */
    public Peer {
        tracks = List.copyOf(tracks);
    }
}
