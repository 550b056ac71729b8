package dev.ephyra.sdk;

/** Whether a peer's socket is open. */
public enum PeerStatus {
    /** It is. */
    CONNECTED,
    /** It is not, or not yet; the peer may come (again) with its token. */
    DISCONNECTED,
    /** One that this version of the SDK does not know. */
    UNKNOWN;

    static PeerStatus of(String wire) {
        return Wire.constant(PeerStatus.values(), wire, UNKNOWN);
    }
}
