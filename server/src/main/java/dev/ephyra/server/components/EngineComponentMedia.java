package dev.ephyra.server.components;

import dev.ephyra.component.ComponentMedia;
import dev.ephyra.component.ComponentTrack;
import dev.ephyra.media.LocalPublication;
import dev.ephyra.media.MediaEngine;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackType;
import dev.ephyra.webrtc.rtp.NtpTime;
import dev.ephyra.webrtc.sdp.Codec;
import java.util.Optional;

/**
 * Brings what components publish to the media engine; on a server without one nobody could receive it, and it goes nowhere.
 * Thread-safe.
 */
record EngineComponentMedia(Optional<MediaEngine> engine) implements ComponentMedia {
    @Override
    public ComponentTrack open(RoomId room, Track track) {
        Codec codec = track.type() == TrackType.VIDEO ? Codec.H264 : Codec.OPUS;
        return engine.<ComponentTrack>map(
                        media -> new Published(media.publish(room, track.id().value(), codec)))
                .orElseGet(Unheard::new);
    }

    private record Published(LocalPublication publication) implements ComponentTrack {
        @Override
        public void send(byte[] payload, int offset, int length, int timestamp, boolean marker) {
            publication.send(payload, offset, length, timestamp, marker);
        }

        @Override
        public void clock(long unixNanos, int timestamp) {
            publication.clock(NtpTime.ofUnixNanos(unixNanos), timestamp);
        }

        @Override
        public void close() {
            publication.close();
        }
    }

    private record Unheard() implements ComponentTrack {
        @Override
        public void send(byte[] payload, int offset, int length, int timestamp, boolean marker) {}

        @Override
        public void clock(long unixNanos, int timestamp) {}

        @Override
        public void close() {}
    }
}
