package dev.ephyra.conformance.campaign;

import dev.ephyra.testkit.PeerSocketClient;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;

/**
 * Many bytes with few events: rooms with one peer each that changes its large metadata as often as it may, every 50 ms. Owned
 * by one test thread; each peer has a thread of its own.
 */
final class LoudPeers implements AutoCloseable {
    // Of MetadataBacklog: what comes sooner replaces what waits.
    private static final Duration PACE = Duration.ofMillis(52);

    private final List<PeerSocketClient> peers = new ArrayList<>();
    private final Phaser talking = new Phaser(1);
    private volatile boolean stopped;

    LoudPeers(ServerProcess server, RestClient rest, int rooms, int bytes) throws IOException {
        for (int n = 0; n < rooms; n++) {
            String room = "loud" + n;
            rest.createRoom("{\"roomId\":\"" + room + "\"}");
            String token = rest.addPeer(room).data().path("token").asText();
            PeerSocketClient peer = PeerSocketClient.authenticated(server.port(), token);
            peers.add(peer);
            peer.sendMediaEvent("{\"type\":\"connect\",\"data\":{\"metadata\":{}}}");
            talking.register();
            Thread.ofVirtual().name("loud").start(() -> talk(peer, "m".repeat(bytes)));
        }
    }

    private void talk(PeerSocketClient peer, String large) {
        try {
            for (int n = 0; !stopped; n++) {
                peer.sendMediaEvent(
                        "{\"type\":\"updateEndpointMetadata\",\"data\":{\"metadata\":\"" + large + n + "\"}}");
                Pause.of(PACE);
            }
        } catch (IOException gone) {
            stopped = true;
        } finally {
            talking.arriveAndDeregister();
        }
    }

    /** Ends them; their rooms stay. */
    @Override
    public void close() {
        stopped = true;
        talking.arriveAndAwaitAdvance();
        peers.forEach(PeerSocketClient::close);
    }
}
