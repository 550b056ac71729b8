package dev.ephyra.sdk;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a component is added with. Immutable: begin with a factory and change what shall differ.
 *
 * <pre>{@code
 * ComponentOptions.hls().withPersistent(true).withSubscribeMode(SubscribeMode.MANUAL)
 * }</pre>
 *
 * <p>The server judges the values; what it refuses is a {@link BadRequestException} with its words.
 */
public sealed interface ComponentOptions {
    /** An HTTP stream of the room; the room must be one of {@link VideoCodec#H264}. */
    static Hls hls() {
        return new Hls(false, false, SubscribeMode.AUTO, OptionalInt.empty(), Optional.empty());
    }

    /** What an RTSP server sends, as in {@code rtsp://camera.example.org/1}. */
    static Rtsp rtsp(String sourceUri) {
        return new Rtsp(sourceUri, OptionalInt.empty(), Optional.empty(), Optional.empty(), true);
    }

    /** A file of the server, {@code .h264} or {@code .ogg}, below its folder of sources. */
    static File file(String filePath) {
        return new File(filePath, OptionalInt.empty());
    }

    /** A telephone line. */
    static Sip sip(SipCredentials registrarCredentials) {
        return new Sip(registrarCredentials);
    }

    /** A recording of the tracks as they are; the room must be one of {@link VideoCodec#H264}. */
    static Recording recording() {
        return new Recording(Optional.empty(), Optional.empty(), SubscribeMode.AUTO);
    }

    /**
     * An HTTP stream of the room.
     *
     * @param lowLatency whether it is LL-HLS
     * @param persistent whether it is kept as a recording when the room ends
     * @param subscribeMode whose tracks it takes
     * @param targetWindowDuration how much of the stream can be played. Documented as seconds, but Fishjam 0.6 takes it for
     *     nanoseconds; it is sent as it is. Empty: all of it
     * @param s3 where the stream is uploaded when the room ends; empty: nowhere
     */
    record Hls(
            boolean lowLatency,
            boolean persistent,
            SubscribeMode subscribeMode,
            OptionalInt targetWindowDuration,
            Optional<S3Credentials> s3)
            implements ComponentOptions {
        /** Refuses {@link SubscribeMode#UNKNOWN}. */
        public Hls {
            ApiValues.sendable(subscribeMode, SubscribeMode.UNKNOWN);
        }

        /** The same as LL-HLS, or not. */
        public Hls withLowLatency(boolean enabled) {
            return new Hls(enabled, persistent, subscribeMode, targetWindowDuration, s3);
        }

        /** The same, kept as a recording, or not. */
        public Hls withPersistent(boolean enabled) {
            return new Hls(lowLatency, enabled, subscribeMode, targetWindowDuration, s3);
        }

        /** The same taking tracks so. */
        public Hls withSubscribeMode(SubscribeMode mode) {
            return new Hls(lowLatency, persistent, mode, targetWindowDuration, s3);
        }

        /** The same with so much of it playable. */
        public Hls withTargetWindowDuration(int duration) {
            return new Hls(lowLatency, persistent, subscribeMode, OptionalInt.of(duration), s3);
        }

        /** The same, uploaded when the room ends. */
        public Hls withS3(S3Credentials credentials) {
            return new Hls(lowLatency, persistent, subscribeMode, targetWindowDuration, Optional.of(credentials));
        }
    }

    /**
     * What an RTSP server sends. {@link #toString()} does not show the user and password of the URI.
     *
     * @param sourceUri of the stream
     * @param rtpPort local UDP port that the media comes to; empty: the server's default, 20000
     * @param reconnectDelay whole milliseconds between attempts to connect; empty: the server's default, 15 s
     * @param keepAliveInterval whole milliseconds between messages that keep the session open; empty: the server's default,
     *     15 s
     * @param pierceNat whether it opens the way through a NAT by sending first
     */
    record Rtsp(
            String sourceUri,
            OptionalInt rtpPort,
            Optional<Duration> reconnectDelay,
            Optional<Duration> keepAliveInterval,
            boolean pierceNat)
            implements ComponentOptions {
        /** Refuses times that are not in whole milliseconds. */
        public Rtsp {
            reconnectDelay.ifPresent(ApiValues::wholeMillis);
            keepAliveInterval.ifPresent(ApiValues::wholeMillis);
        }

        /** The same with this local port. */
        public Rtsp withRtpPort(int port) {
            return new Rtsp(sourceUri, OptionalInt.of(port), reconnectDelay, keepAliveInterval, pierceNat);
        }

        /** The same with this delay between attempts to connect. */
        public Rtsp withReconnectDelay(Duration delay) {
            return new Rtsp(sourceUri, rtpPort, Optional.of(delay), keepAliveInterval, pierceNat);
        }

        /** The same with this time between messages that keep the session open. */
        public Rtsp withKeepAliveInterval(Duration interval) {
            return new Rtsp(sourceUri, rtpPort, reconnectDelay, Optional.of(interval), pierceNat);
        }

        /** The same sending first, or not. */
        public Rtsp withPierceNat(boolean enabled) {
            return new Rtsp(sourceUri, rtpPort, reconnectDelay, keepAliveInterval, enabled);
        }

        @Override
        public String toString() {
            return "Rtsp[sourceUri=" + Shown.url(sourceUri) + ", rtpPort=" + rtpPort + ", reconnectDelay="
                    + reconnectDelay + ", keepAliveInterval=" + keepAliveInterval + ", pierceNat=" + pierceNat + "]";
        }
    }

    /**
     * A file of the server.
     *
     * @param filePath below the server's folder of sources
     * @param framerate frames per second of a video; empty: 30. Audio must have none
     */
    record File(String filePath, OptionalInt framerate) implements ComponentOptions {
        /** The same played at this rate, frames per second. */
        public File withFramerate(int framesPerSecond) {
            return new File(filePath, OptionalInt.of(framesPerSecond));
        }
    }

    /**
     * A telephone line; {@link RoomApi#sipDial} calls a number.
     *
     * @param registrarCredentials what it registers with
     */
    record Sip(SipCredentials registrarCredentials) implements ComponentOptions {}

    /**
     * A recording of the tracks as they are.
     *
     * @param pathPrefix where in the bucket; empty: what the server is configured with
     * @param credentials of the bucket; empty: those that the server is configured with. One of both must be there, and not
     *     both
     * @param subscribeMode whose tracks it takes
     */
    record Recording(Optional<String> pathPrefix, Optional<S3Credentials> credentials, SubscribeMode subscribeMode)
            implements ComponentOptions {
        /** Refuses {@link SubscribeMode#UNKNOWN}. */
        public Recording {
            ApiValues.sendable(subscribeMode, SubscribeMode.UNKNOWN);
        }

        /** The same below this prefix. */
        public Recording withPathPrefix(String prefix) {
            return new Recording(Optional.of(prefix), credentials, subscribeMode);
        }

        /** The same in the bucket of these credentials. */
        public Recording withCredentials(S3Credentials given) {
            return new Recording(pathPrefix, Optional.of(given), subscribeMode);
        }

        /** The same taking tracks so. */
        public Recording withSubscribeMode(SubscribeMode mode) {
            return new Recording(pathPrefix, credentials, mode);
        }
    }
}
