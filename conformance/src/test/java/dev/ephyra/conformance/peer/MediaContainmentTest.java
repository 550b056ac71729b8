package dev.ephyra.conformance.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import dev.ephyra.conformance.Breakpoint;
import dev.ephyra.conformance.peer.SyntheticPeer.Reception;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.ServerSocketClient;
import dev.ephyra.webrtc.connection.client.VideoShapes;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.wire.ServerMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An exception out of each layer of a running server, thrown by a debugger while three peers see and hear each other and a
 * fourth comes: one peer ends with it, and the media of all others go on.
 */
class MediaContainmentTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final long POLL_NANOS = 100_000_000;
    private static final int PACKETS = 10;
    private static final VideoShapes.Shape SMALL = new VideoShapes.Shape(10, 1, 2, 300);
    private static final String EXCEPTION = "java.lang.IllegalStateException";

    @TempDir
    static Path home;

    private static ServerProcess server;
    private static RestClient rest;
    private static ServerSocketClient told;
    private static ClientThread thread;

    private final List<SyntheticPeer> peers = new ArrayList<>();
    private String room = "";

    /** Where it is thrown; the method is about to begin. */
    enum Layer {
        ICE("dev.ephyra.webrtc.ice.IceLiteAgent", "receive"),
        STUN("dev.ephyra.webrtc.stun.StunWriter", "integrity"),
        DTLS("dev.ephyra.webrtc.dtls.HandshakeFilter", "check"),
        SRTP("dev.ephyra.webrtc.srtp.SrtpReceiver", "unprotect"),
        SRTP_SENT("dev.ephyra.webrtc.srtp.SrtpSender", "protect"),
        RTP("dev.ephyra.webrtc.rtp.RtpPacket", "wrap"),
        RTCP("dev.ephyra.webrtc.rtcp.RtcpReader", "read"),
        FORWARDING("dev.ephyra.webrtc.connection.OutboundStream", "forward"),
        FEEDBACK("dev.ephyra.webrtc.connection.Feedback", "onTime"),
        SDP("dev.ephyra.webrtc.sdp.Offer", "parse"),
        NEGOTIATION("dev.ephyra.signaling.OwnTracks", "read"),
        ANSWER("dev.ephyra.signaling.AnswerPlanner", "answer"),
        PLAN("dev.ephyra.webrtc.connection.PeerConnection", "apply");

        private final String className;
        private final String method;

        Layer(String className, String method) {
            this.className = className;
            this.method = method;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        server = ServerProcess.start(ServerOptions.in(home).with("JAVA_TOOL_OPTIONS", Breakpoint.AGENT));
        rest = server.rest();
        told = ServerSocketClient.subscribed(server.port());
        thread = new ClientThread(1, new VideoShapes(SMALL, SMALL, SMALL));
    }

    @AfterAll
    static void stop() {
        thread.close();
        told.close();
        rest.close();
        server.close();
    }

    @BeforeEach
    void join(TestInfo test) throws IOException {
        room = "contained-" + test.getDisplayName().replaceAll("[^A-Za-z_0-9]", "");
        assertThat(rest.createRoom("{\"roomId\":\"" + room + "\",\"videoCodec\":\"vp8\"}")
                        .status())
                .isEqualTo(201);
        for (int count = 0; count < 3; count++) {
            peer().publish(Codec.OPUS, Codec.VP8);
        }
        awaitFlowing(peers);
    }

    @AfterEach
    void leave() {
        peers.forEach(SyntheticPeer::close);
        rest.delete("/room/" + room);
    }

    @ParameterizedTest
    @EnumSource
    void anExceptionEndsOnePeerAndNothingElse(Layer layer)
            throws IOException, InterruptedException, IllegalConnectorArgumentsException {
        // Before the fourth one joins, who is asked for an offer at once: its only handshake may be over a moment
        // later.
        try (Breakpoint breakpoint = Breakpoint.atThread(server, layer.className, layer.method)) {
            SyntheticPeer fourth = peer();
            fourth.publish(Codec.OPUS, Codec.VP8);
            breakpoint.throwOnce(EXCEPTION, SOON);
        }

        told.await(
                "the end of a peer of " + room,
                SOON,
                messages -> !crashes(messages).isEmpty());
        ServerMessage.PeerCrashed crash = crashes(told.messages()).getFirst();
        assertThat(crash.getReason()).contains(EXCEPTION);
        List<SyntheticPeer> left = peers.stream()
                .filter(peer -> !peer.id().equals(crash.getPeerId()))
                .toList();
        assertThat(left).hasSize(3);
        awaitFlowing(left);
        assertThat(left).allMatch(SyntheticPeer::isConnected);
        assertThat(crashes(told.messages())).containsExactly(crash);
        assertThat(told.messages())
                .noneMatch(message -> message.getRoomCrashed().getRoomId().equals(room));
        assertThat(peers.stream()
                        .filter(peer -> !left.contains(peer))
                        .map(peer -> peer.awaitEnd(SOON).reason()))
                .allMatch(reason -> reason.contains(EXCEPTION));
    }

    private List<ServerMessage.PeerCrashed> crashes(List<ServerMessage> messages) {
        return messages.stream()
                .filter(ServerMessage::hasPeerCrashed)
                .map(ServerMessage::getPeerCrashed)
                .filter(crash -> crash.getRoomId().equals(room))
                .toList();
    }

    private SyntheticPeer peer() throws IOException {
        JsonNode added = rest.addPeer(room).data();
        SyntheticPeer peer =
                SyntheticPeer.join(thread, server.port(), added.path("token").asText(), "null", SOON);
        peers.add(peer);
        return peer;
    }

    /** Each of them gets both tracks of all the others and nobody else's, and packets of each go on to come. */
    private static void awaitFlowing(List<SyntheticPeer> all) {
        for (SyntheticPeer viewer : all) {
            Set<String> publishers = all.stream()
                    .filter(peer -> peer != viewer)
                    .map(SyntheticPeer::id)
                    .collect(Collectors.toSet());
            await(() -> isSubscribed(viewer, publishers), () -> publishers + ", not " + viewer.received());
            Map<String, Reception> before = viewer.received();
            await(
                    () -> before.values().stream().allMatch(one -> goesOn(viewer.received(), one)),
                    () -> "packets beyond " + before + ": " + viewer.received());
        }
    }

    private static boolean isSubscribed(SyntheticPeer viewer, Set<String> publishers) {
        List<String> owners = viewer.received().keySet().stream()
                .map(track -> track.substring(0, track.indexOf(':')))
                .toList();
        return owners.size() == 2 * publishers.size() && Set.copyOf(owners).equals(publishers);
    }

    private static boolean goesOn(Map<String, Reception> now, Reception before) {
        Reception after = now.get(before.trackId());
        return after != null && after.packets() >= before.packets() + PACKETS;
    }

    private static void await(BooleanSupplier condition, Supplier<String> what) {
        long deadlineNanos = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError(what.get() + "\n" + server.logTail());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
