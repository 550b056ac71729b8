package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.ice.Path;

/** Where a connection's datagrams go out. Called on the thread of the connection; must not block. */
@FunctionalInterface
public interface DatagramSink {
    /** Sends {@code length} bytes from {@code offset}; the buffer is the caller's again when this returns. */
    void send(byte[] buffer, int offset, int length, Path to);
}
