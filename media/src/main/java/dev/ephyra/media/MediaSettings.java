package dev.ephyra.media;

import java.net.InetAddress;

/**
 * Where media are received and what is told of it.
 *
 * @param listenOn the local address of the UDP port
 * @param firstPort the port, 0 for any; if it is taken the next free one up to {@code lastPort}
 * @param announced the address that clients are told; they must reach {@code listenOn} by it
 */
public record MediaSettings(InetAddress listenOn, int firstPort, int lastPort, InetAddress announced) {}
