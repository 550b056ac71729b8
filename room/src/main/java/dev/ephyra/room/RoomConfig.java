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
 */
public record RoomConfig(
        RoomId roomId,
        OptionalInt maxPeers,
        Optional<VideoCodec> videoCodec,
        Optional<String> webhookUrl,
        OptionalInt peerlessPurgeTimeoutSeconds,
        OptionalInt peerDisconnectedTimeoutSeconds) {}
