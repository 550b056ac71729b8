package dev.ephyra.media;

import java.net.InetAddress;
import java.util.OptionalInt;

/**
 * Where media are received and what is told of it.
 *
 * @param listenOn the local address of the ports
 * @param firstPort the UDP port, 0 for any; if it is taken the next free one up to {@code lastPort}
 * @param announced the address that clients are told; they must reach {@code listenOn} by it
 * @param turnTcpPort the port of TURN over TCP, 0 for any; empty without. Used where an IPv4 address is announced
 */
public record MediaSettings(
        InetAddress listenOn, int firstPort, int lastPort, InetAddress announced, OptionalInt turnTcpPort) {
    /** Asked of the system for each direction; it may give less: 100 ms of 25,000 datagrams a second of 1,200 B. */
    public static final int SOCKET_BUFFER_BYTES = 4 << 20;
}
