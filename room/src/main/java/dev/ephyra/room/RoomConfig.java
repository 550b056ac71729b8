package dev.ephyra.room;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a room was created with; it never changes.
 *
 * @param maxPeers most peers at once, connected or not; 0 admits nobody, empty means no limit
 * @param videoCodec the codec enforced in the room
 * @param webhookUrl where this room's notifications are posted
 * @param peerlessPurgeTimeoutSeconds the room ends after so long without a connected peer
 * @param peerDisconnectedTimeoutSeconds a peer is removed after so long without a connection
 * @param metadata what the application attached to the room, a JSON object or {@link Metadata#NONE}; for filters, and
 *     beside each of the room's notifications, so at most {@link RoomLimits#MAX_ROOM_METADATA_CHARS}
 * @param batchesWebhooks whether several notifications may go into one POST to {@code webhookUrl}
 */
public record RoomConfig(
        RoomId roomId,
        OptionalInt maxPeers,
        Optional<VideoCodec> videoCodec,
        Optional<String> webhookUrl,
        OptionalInt peerlessPurgeTimeoutSeconds,
        OptionalInt peerDisconnectedTimeoutSeconds,
        Metadata metadata,
        boolean batchesWebhooks) {
    /** A room without the two settings that only Ephyra knows. */
    public RoomConfig(
            RoomId roomId,
            OptionalInt maxPeers,
            Optional<VideoCodec> videoCodec,
            Optional<String> webhookUrl,
            OptionalInt peerlessPurgeTimeoutSeconds,
            OptionalInt peerDisconnectedTimeoutSeconds) {
        this(
                roomId,
                maxPeers,
                videoCodec,
                webhookUrl,
                peerlessPurgeTimeoutSeconds,
                peerDisconnectedTimeoutSeconds,
                Metadata.NONE,
                false);
    }
}
