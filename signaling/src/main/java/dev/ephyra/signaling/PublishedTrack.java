package dev.ephyra.signaling;

import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.webrtc.sdp.Codec;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One track of the room and what is known of its media. Owned by the loop of its room. */
final class PublishedTrack {
    /** The id of who publishes it. */
    final String endpoint;

    final List<Encoding> encodings;
    Track track;

    /** What its publisher sends; null while nothing is negotiated, and then nobody can be sent it. */
    @Nullable
    Codec codec;

    boolean speaking;
    private final Set<Encoding> disabled = EnumSet.noneOf(Encoding.class);

    PublishedTrack(String endpoint, Track track, @Nullable Codec codec, List<Encoding> encodings) {
        this.endpoint = endpoint;
        this.track = track;
        this.codec = codec;
        this.encodings = List.copyOf(encodings);
    }

    TrackId id() {
        return track.id();
    }

    TrackInfo info() {
        return new TrackInfo(track.metadata(), encodings, disabled);
    }

    /** Notes whether the publisher sends an encoding; false if that is no news. */
    boolean enable(Encoding encoding, boolean isEnabled) {
        return encodings.contains(encoding) && (isEnabled ? disabled.remove(encoding) : disabled.add(encoding));
    }
}
