package dev.ephyra.sdk;

import java.net.URI;

/**
 * A new peer, and what its client needs to connect. {@link #toString()} does not show the token.
 *
 * @param peer the peer, not connected yet
 * @param token what the client authenticates with, a secret; valid 24 h, also to connect again while the peer exists
 * @param websocketUrl where the client connects, as in {@code wss://media.example.org/socket/peer/websocket}
 */
public record AddedPeer(Peer peer, String token, URI websocketUrl) {
    @Override
    public String toString() {
        return "AddedPeer[peer=" + peer + ", token=***, websocketUrl=" + websocketUrl + "]";
    }
}
