package dev.ephyra.media;

import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.LocalReceiver;
import dev.ephyra.webrtc.connection.TrackStreams;
import dev.ephyra.webrtc.rtp.RtpPacket;
import dev.ephyra.webrtc.sdp.Codec;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All tracks of a room, for somebody inside this server, until it is closed. Its methods are for any thread and do not
 * block; what it knows is the media thread's.
 */
public final class LocalSubscription implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalSubscription.class);

    private final MediaThread thread;
    private final RoomId room;
    private final Listener listener;
    private final Map<String, Reception> receptions = new HashMap<>();

    /** Who receives. Called on the media thread of the room; nothing here may block. */
    public interface Listener {
        /** The first packet of a track follows. */
        void trackAdded(String trackId, Codec codec);

        /**
         * A packet of a track, in the order in which they come.
         *
         * @param payload copied from {@code offset}, {@code length} bytes; without padding
         * @param sequence from 0 on; does not wrap, and has a hole where something was lost
         * @param timestamp 32 bits, in ticks of the codec's clock
         */
        void packet(
                String trackId, byte[] payload, int offset, int length, long sequence, int timestamp, boolean marker);

        /**
         * The source of a track that was added says that its clocks agree on this (RFC 3550 section 6.4.1). Holds until the
         * next one.
         *
         * @param ntp 32 bits of seconds since 1900, 32 of fractions; whatever the source says
         * @param timestamp as those of packets, and not of one of them
         */
        void clock(String trackId, long ntp, int timestamp);

        /** Nothing more comes of the track. */
        void trackRemoved(String trackId);
    }

    private LocalSubscription(MediaThread thread, RoomId room, Listener listener) {
        this.thread = thread;
        this.room = room;
        this.listener = listener;
    }

    static LocalSubscription begin(MediaThread thread, RoomId room, Listener listener) {
        LocalSubscription begun = new LocalSubscription(thread, room, listener);
        thread.offerAnyway((loop, _) -> loop.subscribe(room, begun));
        return begun;
    }

    /** It cannot go on without a key frame of a track; as often as that is allowed. Forgotten if media are too far behind. */
    public void wantKeyFrame(String trackId) {
        thread.offer((_, nowNanos) -> {
            Reception reception = receptions.get(trackId);
            if (reception != null) {
                reception.receiver.wantKeyFrame(nowNanos);
            }
        });
    }

    @Override
    public void close() {
        thread.offerAnyway((loop, _) -> loop.unsubscribe(room, this));
    }

    /** As whom it receives a track that is published. */
    LocalReceiver receiver(TrackStreams track) {
        Reception known = receptions.get(track.trackId());
        if (known != null && known.receiver.track() == track) {
            return known.receiver;
        }
        ended(track.trackId());
        Reception begun = new Reception(track);
        receptions.put(track.trackId(), begun);
        return begun.receiver;
    }

    /** The track is published no more, or by somebody else. */
    void ended(String trackId) {
        Reception ended = receptions.remove(trackId);
        if (ended != null) {
            ended.end();
        }
    }

    /** One track on its way to the listener. */
    private final class Reception implements LocalReceiver.Sink {
        private final String trackId;
        private final LocalReceiver receiver;
        private @Nullable Codec codec;

        Reception(TrackStreams track) {
            trackId = track.trackId();
            receiver = new LocalReceiver(track, this);
        }

        @Override
        public void packet(Codec ofPacket, RtpPacket packet, long sequence, int timestamp) {
            if (codec == null) {
                codec = ofPacket;
                listener.trackAdded(trackId, ofPacket);
            }
            listener.packet(
                    trackId,
                    packet.buffer(),
                    packet.payloadOffset(),
                    packet.payloadLength(),
                    sequence,
                    timestamp,
                    packet.marker());
        }

        @Override
        public void clock(long ntp, int timestamp) {
            listener.clock(trackId, ntp, timestamp);
        }

        @Override
        public void broke(Throwable broken) {
            LOG.error("Who receives track {} of room {} here broke", trackId, room, broken);
        }

        private void end() {
            if (codec == null) {
                return;
            }
            try {
                listener.trackRemoved(trackId);
            } catch (RuntimeException | StackOverflowError broken) {
                // Containment point: who receives here ends himself, and not the room's routes.
                broke(broken);
            }
        }
    }
}
