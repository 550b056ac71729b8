package dev.ephyra.server.components;

import dev.ephyra.component.ComponentMedia;
import dev.ephyra.component.ComponentSubscriber;
import dev.ephyra.component.ComponentTrack;
import dev.ephyra.component.TrackCodec;
import dev.ephyra.component.TrackFeed;
import dev.ephyra.media.LocalPublication;
import dev.ephyra.media.LocalSubscription;
import dev.ephyra.media.MediaEngine;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackType;
import dev.ephyra.webrtc.rtp.NtpTime;
import dev.ephyra.webrtc.sdp.Codec;
import java.util.Optional;

/**
 * Brings what components publish to the media engine, and to them what is published in their rooms; on a server without one
 * nothing is. Thread-safe.
 */
record EngineComponentMedia(Optional<MediaEngine> engine) implements ComponentMedia {
    @Override
    public ComponentTrack open(RoomId room, Track track) {
        Codec codec = track.type() == TrackType.VIDEO ? Codec.H264 : Codec.OPUS;
        return engine.<ComponentTrack>map(
                        media -> new Published(media.publish(room, track.id().value(), codec)))
                .orElseGet(Unheard::new);
    }

    @Override
    public TrackFeed tracks(RoomId room) {
        return engine.<TrackFeed>map(media -> subscriber -> {
                    LocalSubscription subscription = media.subscribe(room, new Received(subscriber));
                    return new Receiving(subscription);
                })
                .orElse(TrackFeed.NONE);
    }

    private record Receiving(LocalSubscription subscription) implements TrackFeed.Subscription {
        @Override
        public void requestKeyFrame(TrackId track) {
            subscription.wantKeyFrame(track.value());
        }

        @Override
        public void close() {
            subscription.close();
        }
    }

    private record Received(ComponentSubscriber subscriber) implements LocalSubscription.Listener {
        @Override
        public void trackAdded(String trackId, Codec codec) {
            subscriber.trackAdded(new TrackId(trackId), codecOf(codec));
        }

        @Override
        public void packet(
                String trackId, byte[] payload, int offset, int length, long sequence, int timestamp, boolean marker) {
            subscriber.packet(new TrackId(trackId), payload, offset, length, sequence, timestamp, marker);
        }

        @Override
        public void clock(String trackId, long ntp, int timestamp) {
            subscriber.clock(new TrackId(trackId), NtpTime.unixNanos(ntp), timestamp);
        }

        @Override
        public void trackRemoved(String trackId) {
            subscriber.trackRemoved(new TrackId(trackId));
        }

        private static TrackCodec codecOf(Codec codec) {
            return switch (codec) {
                case H264 -> TrackCodec.H264;
                case VP8 -> TrackCodec.VP8;
                case OPUS -> TrackCodec.OPUS;
            };
        }
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
