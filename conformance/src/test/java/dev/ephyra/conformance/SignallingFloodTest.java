package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.testkit.PeerSocketClient;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.wire.PeerMessage;
import dev.ephyra.wire.media.Variant;
import dev.ephyra.wire.media.peer.MediaEvent;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members that say more than their room can take in make themselves wait, and nobody else. ASVS 17.3.1. */
@Timeout(120)
class SignallingFloodTest {
    private static final int FLOODERS = 8;
    private static final int ROUNDS = 20;
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Many times what all rooms of a thread may have waiting. */
    private static final long FLOOD_MESSAGES = 1_000_000;

    /** The least that every peer may say and its room has to look at: of a track that is not there. One read has thousands. */
    private static final PeerMessage SMALLEST = PeerMessage.newBuilder()
            .setPeerMediaEvent(MediaEvent.newBuilder()
                    .setDisableTrackVariant(MediaEvent.DisableTrackVariant.newBuilder()
                            .setTrackId("x")
                            .setVariant(Variant.VARIANT_LOW)))
            .build();

    private final AtomicBoolean isFlooding = new AtomicBoolean(true);
    private final AtomicLong sent = new AtomicLong();

    @TempDir
    Path home;

    @Test
    void theOthersOfTheRoomAreHeard() throws Exception {
        List<PeerSocketClient> flooders = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest()) {
            rest.createRoom("{\"roomId\":\"room\"}");
            for (int n = 0; n < FLOODERS; n++) {
                PeerSocketClient flooder = enter(rest, server.port(), "0.25.1");
                flooders.add(flooder);
                threads.add(Thread.ofPlatform().name("flooder").start(() -> flood(flooder)));
            }
            for (int round = 0; round < ROUNDS || sent.get() < FLOOD_MESSAGES; round++) {
                try (PeerSocketClient other = enter(rest, server.port(), "")) {
                    other.sendMediaEvent("{\"type\":\"connect\",\"data\":{\"metadata\":null}}");
                    other.await("connected", SOON, told -> told.stream().anyMatch(PeerMessage::hasMediaEvent));
                }
                assertThat(flooders).allMatch(flooder -> flooder.socket().isOpen());
            }
            isFlooding.set(false);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(server.log()).doesNotContain("\tat ");
        } finally {
            isFlooding.set(false);
            flooders.forEach(PeerSocketClient::close);
        }
    }

    private static PeerSocketClient enter(RestClient rest, int port, String sdkVersion) throws IOException {
        JsonNode added = rest.addPeer("room").data();
        return PeerSocketClient.authenticated(port, added.path("token").asText(), sdkVersion);
    }

    private void flood(PeerSocketClient flooder) {
        try {
            byte[] message = SMALLEST.toByteArray();
            int messages = 5_000;
            byte[] many = frames(message, messages);
            while (isFlooding.get()) {
                flooder.socket().sendRaw(many);
                sent.addAndGet(messages);
            }
        } catch (IOException closed) {
            // The test looks at the sockets itself.
        }
    }

    /** RFC 6455 section 5.2: final, binary, with a mask of zeros and a length of 7 bits. */
    private static byte[] frames(byte[] message, int count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (int n = 0; n < count; n++) {
            out.writeShort(0x8280 | message.length);
            out.writeInt(0);
            out.write(message);
        }
        return bytes.toByteArray();
    }
}
