package dev.ephyra.media;

import java.net.InetSocketAddress;

/** Straight from our UDP port to an address of the peer. */
record UdpPath(InetSocketAddress remote) implements MediaPath {
    @Override
    public boolean isRelayed() {
        return false;
    }
}
