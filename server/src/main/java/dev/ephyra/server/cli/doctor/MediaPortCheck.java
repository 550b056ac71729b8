package dev.ephyra.server.cli.doctor;

import dev.ephyra.server.config.Settings.PortRange;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.OptionalInt;

/**
 * Whether media would have their UDP port, and which one of their range. Immutable.
 *
 * @param isRunning whether our server answers, which then has the port itself
 */
record MediaPortCheck(InetAddress listenOn, PortRange range, boolean isRunning) {
    static final String RANGE = "FJ_WEBRTC_TURN_PORT_RANGE";

    private static final String WHAT = "media port";

    /**
     * What a start would meet with.
     *
     * @param free the first port that it could have
     * @param isDenied whether the first port of the range is one that this user may not open
     */
    record Search(OptionalInt free, boolean isDenied) {}

    /** Looks at the ports of this machine. */
    Finding finding() {
        try {
            return finding(search());
        } catch (IOException other) {
            return Finding.fail(
                    WHAT,
                    "UDP on " + listenOn.getHostAddress() + " cannot be had: " + other.getMessage(),
                    "set FJ_WEBRTC_TURN_LISTEN_IP to 0.0.0.0 or to an address of this machine");
        }
    }

    Finding finding(Search search) {
        String place = "UDP " + listenOn.getHostAddress() + ":";
        String first = place + range.first();
        if (search.free.isEmpty()) {
            return search.isDenied ? PortChecks.denied(WHAT, first, RANGE, isRunning) : allTaken(place);
        }
        int port = search.free.getAsInt();
        if (port == range.first()) {
            return isRunning
                    ? Finding.warn(
                            WHAT,
                            first + " is free, yet a server answers",
                            "run doctor with the settings of that server")
                    : Finding.ok(WHAT, first + " is free: all media go through it");
        }
        if (search.isDenied) {
            return Finding.warn(
                    WHAT,
                    first + ": this user may not open it, and a start would use " + port,
                    PortChecks.allow(RANGE));
        }
        return isRunning
                ? Finding.ok(WHAT, first + " is taken, as by the running server")
                : Finding.warn(
                        WHAT,
                        first + " is taken, and a start would use " + port,
                        "let that one through the firewall too, or set " + RANGE + "=" + port + "-" + port);
    }

    private Finding allTaken(String place) {
        return isRunning && range.first() == range.last()
                ? Finding.ok(WHAT, place + range.first() + " is held by the running server")
                : Finding.fail(
                        WHAT,
                        place + range.first() + " to " + range.last() + " are all taken",
                        "end the program that holds one, or set " + RANGE);
    }

    /** As a start does, which goes on with the next port whatever is in the way of one. */
    private Search search() throws IOException {
        boolean isDenied = false;
        for (int port = range.first(); port <= range.last(); port++) {
            try (DatagramChannel channel = channel(listenOn)) {
                channel.bind(new InetSocketAddress(listenOn, port));
                return new Search(OptionalInt.of(port), isDenied);
            } catch (BindException refused) {
                if (!isTaken(refused) && !PortChecks.isDenied(refused)) {
                    throw refused;
                }
                isDenied |= port == range.first() && PortChecks.isDenied(refused);
            }
        }
        return new Search(OptionalInt.empty(), isDenied);
    }

    /** As opposed to an address that is not ours, which no other port makes better. */
    private static boolean isTaken(BindException refused) {
        return refused.getMessage() == null || refused.getMessage().contains("in use");
    }

    static DatagramChannel channel(InetAddress listenOn) throws IOException {
        return DatagramChannel.open(
                listenOn instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    }
}
