package dev.ephyra.media;

import dev.ephyra.webrtc.turn.Allocation;
import java.net.InetSocketAddress;

/**
 * Through our own TURN server, whose relay is in this process: between an allocation and the address of ours that its
 * client talks to.
 *
 * @param thread the number of the media thread whose relay it is, which alone may send
 */
record RelayedPath(Allocation allocation, InetSocketAddress ours, int thread) implements MediaPath {
    /** What the peer's checks seem to come from. */
    @Override
    public InetSocketAddress remote() {
        return allocation.relayed();
    }

    @Override
    public boolean isRelayed() {
        return true;
    }
}
