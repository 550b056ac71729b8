package dev.ephyra.sdk;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a room was created with.
 *
 * @param roomId its id
 * @param maxPeers how many peers it may have, connected or not; 0 means none, 2,147,483,647 that or more; empty if any number
 * @param videoCodec the one codec of all peers; empty if each may use its own
 * @param webhookUrl where its notifications are posted; empty if nowhere. {@link #toString()} does not show its user and password
 * @param peerlessPurgeTimeout how long nobody may be connected before the room is deleted; empty if for ever
 * @param peerDisconnectedTimeout how long a peer may be disconnected before it is deleted; empty if for ever
 */
public record RoomConfig(
        String roomId,
        OptionalInt maxPeers,
        Optional<VideoCodec> videoCodec,
        Optional<String> webhookUrl,
        Optional<Duration> peerlessPurgeTimeout,
        Optional<Duration> peerDisconnectedTimeout) {
    @Override
    public String toString() {
        return "RoomConfig[roomId=" + roomId + ", maxPeers=" + maxPeers + ", videoCodec=" + videoCodec + ", webhookUrl="
                + Shown.url(webhookUrl) + ", peerlessPurgeTimeout=" + peerlessPurgeTimeout
                + ", peerDisconnectedTimeout="
                + peerDisconnectedTimeout + "]";
    }
}
