package dev.ephyra.notify.metrics;

import dev.ephyra.room.TrackId;
import java.util.List;
import java.util.Optional;

/**
 * What was measured of the media of one connection. Immutable.
 *
 * @param takenNanos when, monotonic
 * @param own of the connection itself
 */
public record EndpointFigures(long takenNanos, Measured own, List<OfTrack> tracks) {
    public EndpointFigures {
        tracks = List.copyOf(tracks);
    }

    /**
     * Of one stream of a track, one way.
     *
     * @param rid of one that comes in, empty without simulcast; absent of one that goes out
     * @param retransmissions of one that comes in
     */
    public record OfTrack(TrackId track, Optional<String> rid, Measured own, Measured retransmissions) {
        /** As in a report: the rid of what comes in stands behind a colon, whether it is empty or not. */
        String label() {
            return rid.map(text -> track.value() + ':' + text).orElse(track.value());
        }
    }

    /** The values of the stream of this label; nothing before it began. */
    Optional<OfTrack> track(String label) {
        return tracks.stream().filter(stream -> stream.label().equals(label)).findFirst();
    }
}
