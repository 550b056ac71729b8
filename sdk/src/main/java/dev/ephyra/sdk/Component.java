package dev.ephyra.sdk;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A participant that the server runs, as it was when the server answered. Every list is immutable.
 *
 * <pre>{@code
 * if (component instanceof Component.Hls hls && hls.playable()) {
 *     show(hls.id());
 * }
 * }</pre>
 */
public sealed interface Component {
    /** Made by the server, unique within the room. */
    String id();

    /** What it publishes, in no order. Empty right after it was added: its tracks are announced as notifications. */
    List<Track> tracks();

    /**
     * Makes an HTTP stream of the room.
     *
     * @param id of the component
     * @param tracks what it publishes
     * @param lowLatency whether it is LL-HLS
     * @param persistent whether it is kept as a recording when the room ends
     * @param playable whether a first playlist is there
     * @param subscribeMode whose tracks it takes
     * @param targetWindowDuration how much of the stream can be played, as it was given; empty if all of it
     */
    record Hls(
            String id,
            List<Track> tracks,
            boolean lowLatency,
            boolean persistent,
            boolean playable,
            SubscribeMode subscribeMode,
            OptionalInt targetWindowDuration)
            implements Component {
        /** Copies the list. */
        public Hls {
            tracks = List.copyOf(tracks);
        }
    }

    /**
     * Publishes what an RTSP server sends, as a camera does.
     *
     * @param id of the component
     * @param tracks what it publishes
     * @param sourceUri of the stream; may hold the user and password that it was given with, which {@link #toString()} does not show
     * @param rtpPort local UDP port that the media comes to
     * @param reconnectDelay between attempts to connect
     * @param keepAliveInterval between messages that keep the session open
     * @param pierceNat whether it opens the way through a NAT by sending first
     */
    record Rtsp(
            String id,
            List<Track> tracks,
            String sourceUri,
            int rtpPort,
            Duration reconnectDelay,
            Duration keepAliveInterval,
            boolean pierceNat)
            implements Component {
        /** Copies the list. */
        public Rtsp {
            tracks = List.copyOf(tracks);
        }

        @Override
        public String toString() {
            return "Rtsp[id=" + id + ", tracks=" + tracks + ", sourceUri=" + Shown.url(sourceUri) + ", rtpPort="
                    + rtpPort
                    + ", reconnectDelay=" + reconnectDelay + ", keepAliveInterval=" + keepAliveInterval + ", pierceNat="
                    + pierceNat + "]";
        }
    }

    /**
     * Publishes a file of the server.
     *
     * @param id of the component
     * @param tracks what it publishes
     * @param filePath below the server's folder of sources
     * @param framerate frames per second of a video; empty for audio
     */
    record File(String id, List<Track> tracks, String filePath, OptionalInt framerate) implements Component {
        /** Copies the list. */
        public File {
            tracks = List.copyOf(tracks);
        }
    }

    /**
     * Takes part over the telephone.
     *
     * @param id of the component
     * @param tracks what it publishes
     * @param registrarCredentials what it registers with, with the password
     */
    record Sip(String id, List<Track> tracks, SipCredentials registrarCredentials) implements Component {
        /** Copies the list. */
        public Sip {
            tracks = List.copyOf(tracks);
        }
    }

    /**
     * Records tracks as they are.
     *
     * @param id of the component
     * @param tracks what it publishes
     * @param subscribeMode whose tracks it takes
     */
    record Recording(String id, List<Track> tracks, SubscribeMode subscribeMode) implements Component {
        /** Copies the list. */
        public Recording {
            tracks = List.copyOf(tracks);
        }
    }

    /**
     * One of a type that this version of the SDK does not know, or with properties or tracks that it cannot read.
     *
     * @param id of the component
     * @param tracks what it publishes; none if they cannot be read
     * @param type as the server writes it
     * @param properties JSON text; empty if it has none. {@link #toString()} does not show it: it may hold a password
     */
    record Unknown(String id, List<Track> tracks, String type, Optional<String> properties) implements Component {
        /** Copies the list. */
        public Unknown {
            tracks = List.copyOf(tracks);
        }

        @Override
        public String toString() {
            return "Unknown[id=" + id + ", tracks=" + tracks + ", type=" + type + ", properties="
                    + properties.map(json -> Shown.MASK) + "]";
        }
    }
}
