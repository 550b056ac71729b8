package dev.ephyra.sdk.metrics;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A connected peer. Each accessor is empty where the server did not say; counters are since the peer connected.
 *
 * @param peerId of the peer
 * @param tracks by their keys, which for inbound tracks are a track id, a colon, and which encoding it is
 * @param values everything measured of the peer itself
 */
public record EndpointMetrics(String peerId, Map<String, TrackMetrics> tracks, Measurements values) {
    /** Packets that came from the peer. */
    public OptionalLong packetsReceived() {
        return values.whole("ice.packets_received");
    }

    /** Bytes that came from the peer. */
    public OptionalLong bytesReceived() {
        return values.whole("ice.bytes_received");
    }

    /** Packets that went to the peer. */
    public OptionalLong packetsSent() {
        return values.whole("ice.packets_sent");
    }

    /** Bytes that went to the peer. */
    public OptionalLong bytesSent() {
        return values.whole("ice.bytes_sent");
    }

    /** What its connection goes over, as in {@code udp}. */
    public Optional<String> protocol() {
        return values.text("ice.protocol");
    }

    /** The server's port of its connection. */
    public OptionalLong port() {
        return values.whole("ice.port");
    }

    /** How many bits per second the peer is estimated to be able to take. */
    public OptionalDouble bandwidth() {
        return values.number("endpoint.bandwidth");
    }

    /** The last SDP offer. */
    public Optional<String> sdpOffer() {
        return values.text("sdp.offer");
    }

    /** The last SDP answer. */
    public Optional<String> sdpAnswer() {
        return values.text("sdp.answer");
    }

    /** What the peer says of itself, as {@link Measurements#all()} shows JSON; null if nothing. */
    public @Nullable Object metadata() {
        return values.all().get("endpoint.metadata");
    }
}
