package dev.ephyra.conformance.peer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one peer did, to be compared with what was told of it. Used by one test thread. */
final class PeerAccount {
    final String room;
    final String id;
    final String token;
    /** The metadata of each time it joined. */
    final List<String> joins = new ArrayList<>();
    /** Tracks that it began to publish. */
    final Set<String> attempted = new LinkedHashSet<>();
    /** Of those, the ones that the server has answered. */
    final Set<String> confirmed = new LinkedHashSet<>();
    /** Tracks that it publishes now. */
    final List<String> published = new ArrayList<>();

    /** Its end of the connection, if it is synthetic and connected. */
    @Nullable
    SyntheticPeer client;

    PeerAccount(String room, String id, String token) {
        this.room = room;
        this.id = id;
        this.token = token;
    }

    @Override
    public String toString() {
        return "peer " + id + " of " + room;
    }
}
