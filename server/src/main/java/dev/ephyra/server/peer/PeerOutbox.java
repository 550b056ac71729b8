package dev.ephyra.server.peer;

import dev.ephyra.signaling.PeerEvent;

/** The way from a room back to one peer socket. Thread-safe; keeps the order of calls; never blocks. */
public interface PeerOutbox {
    /** Lets the peer in: {@code authenticated} goes out. */
    void admitted();

    /** Closes with code 1000 and {@code reason}. */
    void refused(String reason);

    /** Tells the peer. A peer that does not keep up is disconnected. */
    void send(PeerEvent event);

    /** Pings the peer; answered by {@link PeerRooms#probeAnswered}. */
    void probe();

    /** Closes with this code and reason. */
    void close(int code, String reason);
}
