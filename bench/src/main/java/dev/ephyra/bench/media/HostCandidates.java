package dev.ephyra.bench.media;

import dev.ephyra.bench.ScenarioFailure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Where a server can be reached by UDP, as its description says. Stateless. */
final class HostCandidates {
    private static final int TRANSPORT = 2;
    private static final int ADDRESS = 4;
    private static final int PORT = 5;

    private HostCandidates() {}

    /**
     * The first of the candidates (RFC 8839 section 5.1) that a load may go to: the loopback address, or for who does not
     * listen there, the one that {@code bench/janus} has made in a network of its own.
     */
    static InetSocketAddress first(List<String> candidates) throws ScenarioFailure {
        for (String candidate : candidates) {
            List<String> words = List.of(candidate.strip().split(" +", -1));
            if (words.size() > PORT && words.get(TRANSPORT).equalsIgnoreCase("udp") && isOurs(words.get(ADDRESS))) {
                return new InetSocketAddress(
                        InetAddress.ofLiteral(words.get(ADDRESS)), Integer.parseInt(words.get(PORT)));
            }
        }
        throw new ScenarioFailure("no candidate that a load may go to: " + candidates);
    }

    private static boolean isOurs(String address) {
        return address.equals("127.0.0.1") || address.equals(System.getenv("BENCH_MEDIA_ADDRESS"));
    }
}
