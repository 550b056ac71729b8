package dev.ephyra.signaling;

import dev.ephyra.room.TrackType;
import dev.ephyra.webrtc.sdp.MediaKind;
import dev.ephyra.webrtc.sdp.OfferedLine;

/** What a media section of an offer is to a room. Stateless. */
final class Sections {
    private Sections() {}

    /** Whether a track can be on it. */
    static boolean carriesTracks(OfferedLine line) {
        return !line.isRejected() && line.kind() != MediaKind.APPLICATION;
    }

    /** Of what type a track on it is. */
    static TrackType typeOf(OfferedLine line) {
        return line.kind() == MediaKind.AUDIO ? TrackType.AUDIO : TrackType.VIDEO;
    }
}
