package dev.ephyra.sdk;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a room is created with. Immutable: begin with {@link #defaults()} and change what shall differ.
 *
 * <pre>{@code
 * RoomOptions.defaults().withRoomId("blue").withMaxPeers(10).withPeerlessPurgeTimeout(Duration.ofMinutes(5))
 * }</pre>
 *
 * <p>The server judges the values; what it refuses is a {@link BadRequestException} with its words.
 *
 * @param roomId letters, digits, hyphens and underscores, unique among the rooms of the server; empty: the server makes one
 * @param maxPeers how many peers it may have, connected or not; 0 means none; empty: any number
 * @param videoCodec the one codec of all peers; empty: each may use its own. Components need {@link VideoCodec#H264}
 * @param webhookUrl where the notifications of the room are posted, with scheme, host and path; empty: nowhere
 * @param peerlessPurgeTimeout whole seconds that nobody may be connected before the room is deleted; empty: for ever
 * @param peerDisconnectedTimeout whole seconds that a peer may be disconnected before it is deleted; empty: for ever
 */
public record RoomOptions(
        Optional<String> roomId,
        OptionalInt maxPeers,
        Optional<VideoCodec> videoCodec,
        Optional<String> webhookUrl,
        Optional<Duration> peerlessPurgeTimeout,
        Optional<Duration> peerDisconnectedTimeout) {
    private static final RoomOptions DEFAULTS = new RoomOptions(
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /**
     * Checks what could not be sent.
     *
     * @throws IllegalArgumentException if a time is not in whole seconds, or the codec is {@link VideoCodec#UNKNOWN}
     */
    public RoomOptions {
        videoCodec.ifPresent(codec -> Wire.sendable(codec, VideoCodec.UNKNOWN));
        peerlessPurgeTimeout.ifPresent(Wire::wholeSeconds);
        peerDisconnectedTimeout.ifPresent(Wire::wholeSeconds);
    }

    /** Nothing said: the server's defaults. */
    public static RoomOptions defaults() {
        return DEFAULTS;
    }

    /** The same with this id. */
    public RoomOptions withRoomId(String id) {
        return new RoomOptions(
                Optional.of(id), maxPeers, videoCodec, webhookUrl, peerlessPurgeTimeout, peerDisconnectedTimeout);
    }

    /** The same for so many peers. */
    public RoomOptions withMaxPeers(int peers) {
        return new RoomOptions(
                roomId, OptionalInt.of(peers), videoCodec, webhookUrl, peerlessPurgeTimeout, peerDisconnectedTimeout);
    }

    /** The same with this codec for all. */
    public RoomOptions withVideoCodec(VideoCodec codec) {
        return new RoomOptions(
                roomId, maxPeers, Optional.of(codec), webhookUrl, peerlessPurgeTimeout, peerDisconnectedTimeout);
    }

    /** The same with notifications posted to this URL. */
    public RoomOptions withWebhookUrl(String url) {
        return new RoomOptions(
                roomId, maxPeers, videoCodec, Optional.of(url), peerlessPurgeTimeout, peerDisconnectedTimeout);
    }

    /** The same, deleted when nobody is connected for so long; whole seconds. */
    public RoomOptions withPeerlessPurgeTimeout(Duration time) {
        return new RoomOptions(roomId, maxPeers, videoCodec, webhookUrl, Optional.of(time), peerDisconnectedTimeout);
    }

    /** The same, with peers deleted that are disconnected for so long; whole seconds. */
    public RoomOptions withPeerDisconnectedTimeout(Duration time) {
        return new RoomOptions(roomId, maxPeers, videoCodec, webhookUrl, peerlessPurgeTimeout, Optional.of(time));
    }
}
