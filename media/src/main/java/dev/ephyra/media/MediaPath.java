package dev.ephyra.media;

import dev.ephyra.webrtc.ice.Path;

/** The ways to a peer that there are here. */
sealed interface MediaPath extends Path permits UdpPath, RelayedPath, TcpPath {
    /** Whether it goes through our TURN server. */
    boolean isRelayed();
}
