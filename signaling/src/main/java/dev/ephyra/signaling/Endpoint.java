package dev.ephyra.signaling;

import dev.ephyra.room.Metadata;
import dev.ephyra.room.TrackId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A peer or component of the room as other peers see it, with its tracks. {@code id} is its API id. Immutable. */
public record Endpoint(String id, EndpointType type, Metadata metadata, Map<TrackId, TrackInfo> tracks) {
    public Endpoint {
        // The order of publishing stays.
        tracks = Collections.unmodifiableMap(new LinkedHashMap<>(tracks));
    }

    /** An endpoint without tracks. */
    public Endpoint(String id, EndpointType type, Metadata metadata) {
        this(id, type, metadata, Map.of());
    }
}
