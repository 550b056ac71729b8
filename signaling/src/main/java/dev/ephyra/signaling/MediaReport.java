package dev.ephyra.signaling;

import dev.ephyra.room.TrackId;

/** What the media of one peer connection tell the room. */
public sealed interface MediaReport {
    /**
     * The connection is over.
     *
     * @param reason ours, printable and short; goes out as the reason of the peer's crash
     * @param networkLost the peer stopped answering, as opposed to: something broke
     */
    record Failed(String reason, boolean networkLost) implements MediaReport {}

    /** Whether somebody speaks on a track that this connection's peer publishes (RFC 6464 levels). */
    record VoiceActivity(TrackId track, boolean speaking) implements MediaReport {}

    /** This connection's peer receives another encoding of a track from now on. */
    record EncodingSwitched(TrackId track, Encoding encoding, EncodingReason reason) implements MediaReport {}
}
