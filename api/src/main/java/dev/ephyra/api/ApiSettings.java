package dev.ephyra.api;

/**
 * What the API tells of this server.
 *
 * @param publicAddress {@code FJ_HOST}: {@code host[:port][/path]}, without a scheme
 * @param webrtcUsed {@code FJ_WEBRTC_USED}: whether peers may be added
 * @param gitCommit 7 hex digits, or {@code dev}
 */
public record ApiSettings(String publicAddress, boolean webrtcUsed, String version, String gitCommit) {
    /** What {@code peer_websocket_url} is; without a scheme, as SDKs prefix their own. */
    String peerWebsocketUrl() {
        return publicAddress + "/socket/peer/websocket";
    }
}
