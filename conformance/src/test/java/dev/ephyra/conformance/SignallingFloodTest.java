package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.testkit.PeerSocketClient;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.wire.PeerMessage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
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
    private static final int FLOODERS = 4;
    private static final int ROUNDS = 20;

    /** More than all rooms of a thread may have waiting, so that without a bound for each peer others were refused. */
    private static final long FLOOD_MESSAGES = 100_000;

    /** What every peer may say, and nobody has to hear: of a track that is not there. */
    private static final String NOTHING = "{\"type\":\"custom\",\"data\":{\"type\":\"disableTrackEncoding\","
            + "\"data\":{\"trackId\":\"a-track-that-is-not-there\",\"encoding\":\"l\"}}}";

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
                PeerSocketClient flooder = enter(rest, server.port());
                flooder.sendMediaEvent("{\"type\":\"connect\",\"data\":{\"metadata\":null}}");
                flooders.add(flooder);
                threads.add(Thread.ofPlatform().name("flooder").start(() -> flood(flooder)));
            }
            for (int round = 0; round < ROUNDS || sent.get() < FLOOD_MESSAGES; round++) {
                // It waits for the answers of the server, in the time that such a client has.
                enter(rest, server.port()).close();
            }
            assertThat(flooders).allMatch(flooder -> flooder.socket().isOpen());
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

    private static PeerSocketClient enter(RestClient rest, int port) throws IOException {
        JsonNode added = rest.addPeer("room").data();
        return PeerSocketClient.authenticated(port, added.path("token").asText());
    }

    private void flood(PeerSocketClient flooder) {
        try {
            byte[] message = PeerMessage.newBuilder()
                    .setMediaEvent(PeerMessage.MediaEvent.newBuilder().setData(NOTHING))
                    .build()
                    .toByteArray();
            int messages = 200;
            byte[] many = frames(message, messages);
            while (isFlooding.get()) {
                flooder.socket().sendRaw(many);
                sent.addAndGet(messages);
            }
        } catch (IOException closed) {
            // The test looks at the sockets itself.
        }
    }

    /** RFC 6455 section 5.2: final, binary, with a mask of zeros and a length of 16 bits. */
    private static byte[] frames(byte[] message, int count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (int n = 0; n < count; n++) {
            out.writeShort(0x82fe);
            out.writeShort(message.length);
            out.writeInt(0);
            out.write(message);
        }
        return bytes.toByteArray();
    }
}
