package dev.ephyra.signaling;

/**
 * A TURN server (RFC 8656) as clients are told of it. Immutable; its password is not printed.
 *
 * @param address an IP address or a host name
 * @param transport {@code udp}, {@code tcp} or {@code tls}
 */
public record TurnServer(String address, int port, String transport, String username, String password) {
    /** Between client and server. */
    public static final String TCP = "tcp";

    public static final String UDP = "udp";

    @Override
    public String toString() {
        return "TurnServer[" + transport + " " + address + ":" + port + "]";
    }
}
