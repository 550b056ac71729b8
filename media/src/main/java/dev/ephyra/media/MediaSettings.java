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
 * @param threads how many share the rooms, 1 to {@link #MAX_THREADS}
 * @param reception by which of them datagrams come in, if there are several
 */
public record MediaSettings(
        InetAddress listenOn,
        int firstPort,
        int lastPort,
        InetAddress announced,
        OptionalInt turnTcpPort,
        int threads,
        Reception reception) {
    /** Beyond what the buffers between them are worth: 4 MiB each. */
    public static final int MAX_THREADS = 64;

    /** Asked of the system for each direction; it may give less: 100 ms of 25,000 datagrams a second of 1,200 B. */
    public static final int SOCKET_BUFFER_BYTES = 4 << 20;

    /** By which threads datagrams come in. */
    public enum Reception {
        /** By a socket of each, if the system spreads datagrams over sockets of one port; else as {@link #ONE_THREAD}. */
        EACH_THREAD,
        /** By the one socket of the first, which hands over to the others. */
        ONE_THREAD
    }

    public MediaSettings {
        if (threads < 1 || threads > MAX_THREADS) {
            throw new IllegalArgumentException(threads + " media threads, wanted 1 to " + MAX_THREADS);
        }
    }

    /** As many threads as are given, each with a socket where the system can do that. */
    public MediaSettings(
            InetAddress listenOn,
            int firstPort,
            int lastPort,
            InetAddress announced,
            OptionalInt turnTcpPort,
            int threads) {
        this(listenOn, firstPort, lastPort, announced, turnTcpPort, threads, Reception.EACH_THREAD);
    }
}
