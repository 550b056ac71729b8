package dev.ephyra.webrtc.turn;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** A server with one own address, whose relayed ports count up, and clients of it. */
final class TurnFixture {
    static final byte[] SECRET = "north".getBytes(StandardCharsets.US_ASCII);
    static final InetSocketAddress OWN = new InetSocketAddress("192.0.2.1", 7882);
    static final InetSocketAddress LISTENER = new InetSocketAddress("192.0.2.1", 3478);
    static final long SECOND = 1_000_000_000L;

    /** A monotonic clock may wrap; this one does so in the tests. */
    static final long START = Math.subtractExact(Long.MAX_VALUE, 100 * SECOND);

    final Set<String> gone = new HashSet<>();
    private final Set<InetSocketAddress> own;
    private final int maxAllocations;
    private int nextPort = 50_000;
    private int nextClientPort = 1024;
    final TurnServer server;

    TurnFixture() {
        this(100, Set.of(OWN));
    }

    TurnFixture(int maxAllocations, Set<InetSocketAddress> own) {
        this.maxAllocations = maxAllocations;
        this.own = own;
        this.server = new TurnServer(config(), () -> nextPort++, peerId -> !gone.contains(peerId), START);
    }

    TurnConfig config() {
        return new TurnConfig("ephyra", SECRET, new byte[32], LISTENER.getAddress(), own, maxAllocations);
    }

    /** A client that has realm and nonce. */
    TurnClient client(String peerId) {
        return client(peerId, FiveTuple.Transport.UDP).greeted();
    }

    TurnClient client(String peerId, FiveTuple.Transport transport) {
        return client(TurnCredentials.of(SECRET, peerId, 1_700_000_000), transport);
    }

    TurnClient client(TurnCredentials credentials, FiveTuple.Transport transport) {
        InetSocketAddress address = new InetSocketAddress("198.51.100.4", nextClientPort++);
        TurnClient client = new TurnClient(server, new FiveTuple(transport, address, LISTENER), credentials);
        client.now = START;
        return client;
    }
}
