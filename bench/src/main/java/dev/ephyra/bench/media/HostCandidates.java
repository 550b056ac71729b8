package dev.ephyra.bench.media;

import dev.ephyra.bench.ScenarioFailure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Where a server can be reached by UDP, as its description says. Stateless. */
final class HostCandidates {
    private static final int TRANSPORT = 2;
    private static final int ADDRESS = 4;
    private static final int PORT = 5;

    private HostCandidates() {}

    /** The first of the candidates (RFC 8839 section 5.1) that is on this machine. */
    static InetSocketAddress first(List<String> candidates) throws ScenarioFailure {
        for (String candidate : candidates) {
            List<String> words = List.of(candidate.strip().split(" +", -1));
            if (words.size() > PORT && words.get(TRANSPORT).equalsIgnoreCase("udp")) {
                try {
                    InetAddress address = InetAddress.getByName(words.get(ADDRESS));
                    if (address.isLoopbackAddress()) {
                        return new InetSocketAddress(address, Integer.parseInt(words.get(PORT)));
                    }
                } catch (UnknownHostException name) {
                    throw new ScenarioFailure("a candidate without an address: " + candidate);
                }
            }
        }
        throw new ScenarioFailure("no candidate on this machine: " + candidates);
    }

    /** One of ours. */
    static String of(int port) {
        return "1 1 udp 2130706431 127.0.0.1 " + port + " typ host";
    }
}
