package dev.ephyra.webrtc.ice;

import java.net.InetSocketAddress;

/**
 * A way between the peer and us: which socket or relay of ours, and which address of theirs. Immutable, compared by
 * value, made by whoever owns the sockets; nothing else is known of it here.
 */
public interface Path {
    /** Where their packets come from as we see it, which is what a check is answered. Resolved. */
    InetSocketAddress remote();
}
