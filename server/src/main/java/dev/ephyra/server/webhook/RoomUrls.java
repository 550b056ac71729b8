package dev.ephyra.server.webhook;

import dev.ephyra.notify.endpoint.Endpoint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether POSTs to a URL of rooms may be batches: only while every room there has asked for them, because rooms with one URL
 * share everything at it. Owned by the dispatcher's context; bounded by the lanes.
 */
final class RoomUrls {
    // The lanes of rooms that want one notification in each POST.
    private final Map<String, Set<Long>> plainLanes = new HashMap<>();

    /** A lane begins. */
    void opened(String url, long laneId, boolean batches) {
        if (!batches) {
            plainLanes.computeIfAbsent(url, _ -> new HashSet<>()).add(laneId);
        }
    }

    /** What a URL that has lanes is as an endpoint. */
    Endpoint endpoint(String url) {
        return Endpoint.ofRooms(url, !plainLanes.containsKey(url));
    }

    void finished(String url, long laneId) {
        Set<Long> plain = plainLanes.get(url);
        if (plain != null && plain.remove(laneId) && plain.isEmpty()) {
            plainLanes.remove(url);
        }
    }
}
