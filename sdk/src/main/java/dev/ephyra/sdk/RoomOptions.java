package dev.ephyra.sdk;

import dev.ephyra.sdk.json.JsonReader;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

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
 * @param webhookUrl where the notifications of the room are posted, with scheme, host and path; empty: nowhere. {@link #toString()}
 *     does not show its user and password
 * @param peerlessPurgeTimeout whole seconds that nobody may be connected before the room is deleted; empty: for ever
 * @param peerDisconnectedTimeout whole seconds that a peer may be disconnected before it is deleted; empty: for ever
 * @param metadata JSON text of an object that the backend says of the room: comes with the room's notifications, and filters
 *     look at it. Ephyra only, at most 512 characters there; empty: not sent
 * @param batchWebhookNotifications whether several notifications may come in one request to {@code webhookUrl}. Ephyra, and
 *     Fishjam's cloud; sent only if it is true
 */
public record RoomOptions(
        Optional<String> roomId,
        OptionalInt maxPeers,
        Optional<VideoCodec> videoCodec,
        Optional<String> webhookUrl,
        Optional<Duration> peerlessPurgeTimeout,
        Optional<Duration> peerDisconnectedTimeout,
        Optional<String> metadata,
        boolean batchWebhookNotifications) {
    private static final RoomOptions DEFAULTS = new RoomOptions(
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false);

    /**
     * Checks what could not be sent.
     *
     * @throws IllegalArgumentException if a time is not in whole seconds, the codec is {@link VideoCodec#UNKNOWN}, or the metadata
     *     is no JSON object
     */
    public RoomOptions {
        videoCodec.ifPresent(codec -> ApiValues.sendable(codec, VideoCodec.UNKNOWN));
        peerlessPurgeTimeout.ifPresent(ApiValues::wholeSeconds);
        peerDisconnectedTimeout.ifPresent(ApiValues::wholeSeconds);
        metadata.ifPresent(JsonReader::of);
    }

    /** Nothing said: the server's defaults. */
    public static RoomOptions defaults() {
        return DEFAULTS;
    }

    /** The same with this id. */
    public RoomOptions withRoomId(String id) {
        return changed(draft -> draft.roomId = Optional.of(id));
    }

    /** The same for so many peers. */
    public RoomOptions withMaxPeers(int peers) {
        return changed(draft -> draft.maxPeers = OptionalInt.of(peers));
    }

    /** The same with this codec for all. */
    public RoomOptions withVideoCodec(VideoCodec codec) {
        return changed(draft -> draft.videoCodec = Optional.of(codec));
    }

    /** The same with notifications posted to this URL. */
    public RoomOptions withWebhookUrl(String url) {
        return changed(draft -> draft.webhookUrl = Optional.of(url));
    }

    /** The same, deleted when nobody is connected for so long; whole seconds. */
    public RoomOptions withPeerlessPurgeTimeout(Duration time) {
        return changed(draft -> draft.peerlessPurgeTimeout = Optional.of(time));
    }

    /** The same, with peers deleted that are disconnected for so long; whole seconds. */
    public RoomOptions withPeerDisconnectedTimeout(Duration time) {
        return changed(draft -> draft.peerDisconnectedTimeout = Optional.of(time));
    }

    /** The same with this JSON object as metadata. Ephyra only. */
    public RoomOptions withMetadata(String json) {
        return changed(draft -> draft.metadata = Optional.of(json));
    }

    /** The same with notifications posted in batches, or one by one. Ephyra, and Fishjam's cloud. */
    public RoomOptions withBatchWebhookNotifications(boolean enabled) {
        return changed(draft -> draft.batchWebhookNotifications = enabled);
    }

    private RoomOptions changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** The components while one of them changes. */
    private static final class Draft {
        private Optional<String> roomId;
        private OptionalInt maxPeers;
        private Optional<VideoCodec> videoCodec;
        private Optional<String> webhookUrl;
        private Optional<Duration> peerlessPurgeTimeout;
        private Optional<Duration> peerDisconnectedTimeout;
        private Optional<String> metadata;
        private boolean batchWebhookNotifications;

        Draft(RoomOptions from) {
            roomId = from.roomId;
            maxPeers = from.maxPeers;
            videoCodec = from.videoCodec;
            webhookUrl = from.webhookUrl;
            peerlessPurgeTimeout = from.peerlessPurgeTimeout;
            peerDisconnectedTimeout = from.peerDisconnectedTimeout;
            metadata = from.metadata;
            batchWebhookNotifications = from.batchWebhookNotifications;
        }

        RoomOptions options() {
            return new RoomOptions(
                    roomId,
                    maxPeers,
                    videoCodec,
                    webhookUrl,
                    peerlessPurgeTimeout,
                    peerDisconnectedTimeout,
                    metadata,
                    batchWebhookNotifications);
        }
    }

    @Override
    public String toString() {
        return "RoomOptions[roomId=" + roomId + ", maxPeers=" + maxPeers + ", videoCodec=" + videoCodec
                + ", webhookUrl="
                + Shown.url(webhookUrl) + ", peerlessPurgeTimeout=" + peerlessPurgeTimeout
                + ", peerDisconnectedTimeout="
                + peerDisconnectedTimeout + ", metadata=" + metadata + ", batchWebhookNotifications="
                + batchWebhookNotifications + "]";
    }
}
