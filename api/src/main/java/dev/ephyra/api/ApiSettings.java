package dev.ephyra.api;

import dev.ephyra.room.ComponentType;
import java.util.Set;

/**
 * What the API tells of this server.
 *
 * @param publicAddress {@code FJ_HOST}: {@code host[:port][/path]}, without a scheme
 * @param webrtcUsed {@code FJ_WEBRTC_USED}: whether peers may be added
 * @param componentsUsed {@code FJ_COMPONENTS_USED}: the types that may be added, of those that this server has
 * @param gitCommit 7 hex digits, or {@code dev}
 */
public record ApiSettings(
        String publicAddress, boolean webrtcUsed, Set<ComponentType> componentsUsed, String version, String gitCommit) {
    public ApiSettings {
        componentsUsed = Set.copyOf(componentsUsed);
    }

    /** What {@code peer_websocket_url} is; without a scheme, as SDKs prefix their own. */
    String peerWebsocketUrl() {
        return publicAddress + "/socket/peer/websocket";
    }
}
