package dev.ephyra.media;

import dev.ephyra.webrtc.turn.Allocation;
import java.net.InetSocketAddress;

/** As {@link RelayedPath}, where the client of our TURN server came by a TCP connection. */
record TcpPath(Allocation allocation, InetSocketAddress ours, TurnStream stream) implements MediaPath {
    @Override
    public InetSocketAddress remote() {
        return allocation.relayed();
    }

    @Override
    public boolean isRelayed() {
        return true;
    }
}
