package dev.ephyra.webrtc.turn;

import java.net.InetSocketAddress;

/**
 * Transport, client and server address: what a client is known by (RFC 8656 section 3.2). Immutable.
 *
 * @param client as it is seen here, resolved
 * @param server the address of ours that it talks to, resolved
 */
public record FiveTuple(Transport transport, InetSocketAddress client, InetSocketAddress server) {
    /** Between client and TURN server; TLS is TCP here. */
    public enum Transport {
        UDP,
        TCP
    }
}
