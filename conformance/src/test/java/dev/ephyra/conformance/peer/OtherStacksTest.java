package dev.ephyra.conformance.peer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.ServerSocketClient;
import dev.ephyra.webrtc.connection.client.VideoShapes;
import dev.ephyra.webrtc.sdp.Codec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Other WebRTC stacks than a browser's, and both dialects, in one room. The stacks take no candidate of the loopback
 * interface, so the machine needs an address on another one.
 */
class OtherStacksTest {
    private static final String ROOM = "stacks";
    private static final Duration FLOWING = Duration.ofMinutes(2);
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final long POLL_NANOS = 300_000_000;
    private static final int FRAMES = 20;
    private static final int PACKETS = 50;
    private static final VideoShapes.Shape SMALL = new VideoShapes.Shape(10, 1, 2, 300);

    @TempDir
    Path home;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Map<StackPeer, PeerAccount> accounts = new LinkedHashMap<>();
    private ServerProcess server;
    private RestClient rest;
    private ServerSocketClient told;

    @BeforeEach
    void start() throws IOException {
        server = ServerProcess.start(ServerOptions.in(home));
        rest = server.rest();
        told = ServerSocketClient.subscribed(server.port());
        opened.addAll(List.of(server, rest, told));
    }

    private void createRoom(String codec) {
        String options = "{\"roomId\":\"" + ROOM + "\",\"videoCodec\":\"" + codec + "\"}";
        assertThat(rest.createRoom(options).status()).isEqualTo(201);
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    @Test
    void peersOfThreeStacksSeeAndHearEachOther() throws Exception {
        createRoom("vp8");
        StackPeer aiortc = opened(StackPeer.aiortc());
        StackPeer relayed = opened(StackPeer.aiortc());
        StackPeer libwebrtc = opened(StackPeer.libwebrtc());
        StackPeer listening = opened(StackPeer.listeningLibwebrtc());
        ClientThread thread = new ClientThread(1, new VideoShapes(SMALL, SMALL, SMALL));
        opened.add(thread);
        aiortc.joinWithProfile(server, token(aiortc, "{\"stack\":\"aiortc\"}"), "SRTP_AES128_CM_SHA1_80");
        relayed.joinRelayed(server, token(relayed, "{\"stack\":\"aiortc\"}"));
        libwebrtc.join(server, token(libwebrtc, "{\"stack\":\"libwebrtc\"}"));
        SyntheticPeer synthetic = SyntheticPeer.join(
                thread, server.port(), rest.addPeer(ROOM).data().path("token").asText(), "null", SOON);

        for (StackPeer peer : accounts.keySet()) {
            peer.publish();
        }
        List<String> syntheticTracks = synthetic.publish(Codec.OPUS, Codec.VP8);
        // It comes late, and has to be given a key frame of each.
        listening.join(server, token(listening, "{\"stack\":\"libwebrtc\"}"));
        listening.publish();

        Map<StackPeer, JsonNode> stats = awaitFlowing(7, syntheticTracks);
        awaitReceived(synthetic, 7);
        assertTransport(of(stats, aiortc), "SRTP_AES128_CM_SHA1_80", "host");
        assertTransport(of(stats, relayed), "SRTP_AEAD_AES_128_GCM", "relay");
        assertThat(of(stats, libwebrtc).path("srtp").asText()).isEqualTo("AEAD_AES_128_GCM");
        assertThat(of(stats, libwebrtc).path("cipher").asText()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        assertThat(stats.values()).allMatch(one -> one.path("role").asText().equals("client"));
        assertThat(synthetic.reports()).isPositive();
        leaveAndCheckStories(stats);
    }

    @Test
    void twoStacksSeeEachOtherInH264() throws Exception {
        createRoom("h264");
        StackPeer aiortc = opened(StackPeer.aiortc());
        StackPeer libwebrtc = opened(StackPeer.libwebrtc());
        aiortc.join(server, token(aiortc, "{\"stack\":\"aiortc\"}"));
        libwebrtc.join(server, token(libwebrtc, "{\"stack\":\"libwebrtc\"}"));
        aiortc.publish();
        libwebrtc.publish();

        leaveAndCheckStories(awaitFlowing(4, List.of()));
    }

    private static JsonNode of(Map<StackPeer, JsonNode> stats, StackPeer peer) {
        return requireNonNull(stats.get(peer));
    }

    private static void assertTransport(JsonNode stats, String srtp, String path) {
        assertThat(stats.path("cipher").asText()).isEqualTo("ECDHE-ECDSA-AES128-GCM-SHA256");
        assertThat(stats.path("srtp").asText()).isEqualTo(srtp);
        assertThat(stats.path("path").asText()).isEqualTo(path);
    }

    private <T extends AutoCloseable> T opened(T one) {
        opened.add(one);
        return one;
    }

    private String token(StackPeer peer, String metadata) {
        JsonNode added = rest.addPeer(ROOM).data();
        PeerAccount account = new PeerAccount(
                ROOM, added.at("/peer/id").asText(), added.path("token").asText());
        account.joins.add(metadata);
        accounts.put(peer, account);
        return account.token;
    }

    /** Every stack decodes the tracks of all others, and gets packets of the synthetic ones, which nobody can decode. */
    private Map<StackPeer, JsonNode> awaitFlowing(int tracks, List<String> undecodable) throws IOException {
        long deadlineNanos = System.nanoTime() + FLOWING.toNanos();
        Map<StackPeer, JsonNode> stats = new LinkedHashMap<>();
        boolean isFlowing = false;
        while (!isFlowing) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError("not everything flows within " + FLOWING + ": " + stats + accounts.keySet());
            }
            LockSupport.parkNanos(POLL_NANOS);
            isFlowing = true;
            for (StackPeer peer : accounts.keySet()) {
                JsonNode now = peer.stats();
                stats.put(peer, now);
                isFlowing &= isFlowing(now, tracks + undecodable.size(), undecodable);
            }
        }
        return stats;
    }

    private static boolean isFlowing(JsonNode stats, int tracks, List<String> undecodable) {
        JsonNode received = stats.path("received");
        JsonNode sent = stats.path("sent");
        boolean plays = received.findValues("energy").stream().anyMatch(energy -> energy.asDouble() > 0);
        boolean hasAll = received.size() + sent.size() == tracks && !sent.isEmpty();
        boolean isReceived = received.propertyStream()
                .allMatch(track -> isFlowing(track.getValue(), undecodable.contains(track.getKey()), plays));
        boolean isSent = sent.propertyStream()
                .allMatch(track -> track.getValue().path("packets").asInt() > FRAMES
                        && track.getValue().path("hasReport").asBoolean());
        return hasAll && isReceived && isSent;
    }

    private static boolean isFlowing(JsonNode track, boolean isUndecodable, boolean plays) {
        boolean isVideo = track.path("kind").asText().equals("video");
        boolean isDecoded = isVideo
                ? track.path("frames").asInt() >= FRAMES
                : track.path("packets").asInt() >= PACKETS
                        && (!plays || track.path("energy").asDouble() > 0);
        return track.path("hasReport").asBoolean()
                && (isUndecodable ? track.path("packets").asInt() >= FRAMES : isDecoded);
    }

    private static void awaitReceived(SyntheticPeer synthetic, int tracks) {
        long deadlineNanos = System.nanoTime() + SOON.toNanos();
        while (synthetic.received().size() < tracks
                || !synthetic.received().values().stream()
                        .allMatch(track -> track.packets() >= FRAMES && track.hasSenderReport())) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError("not everything was received: " + synthetic.received());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private void leaveAndCheckStories(Map<StackPeer, JsonNode> stats) throws IOException {
        for (Map.Entry<StackPeer, PeerAccount> entry : accounts.entrySet()) {
            PeerAccount account = entry.getValue();
            JsonNode sent = of(stats, entry.getKey()).path("sent");
            sent.fieldNames().forEachRemaining(account.attempted::add);
            account.confirmed.addAll(account.attempted);
            assertThat(account.confirmed).isNotEmpty();
            entry.getKey().leave();
            told.await(
                    "the end of " + entry.getKey().id(),
                    SOON,
                    messages -> messages.stream()
                            .anyMatch(message ->
                                    message.getPeerDisconnected().getPeerId().equals(account.id)));
        }
        assertThat(rest.delete("/room/" + ROOM).status()).isEqualTo(204);
        told.await(
                "the end of the room",
                SOON,
                messages -> messages.stream().anyMatch(message -> message.hasRoomDeleted()));
        for (PeerAccount account : accounts.values()) {
            assertThat(PeerStory.defects(account, told.messages())).isEmpty();
        }
    }
}
