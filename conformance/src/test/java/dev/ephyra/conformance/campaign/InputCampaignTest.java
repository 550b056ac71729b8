package dev.ephyra.conformance.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.ephyra.conformance.LiveHeap;
import dev.ephyra.conformance.Program;
import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.OperatorClient;
import dev.ephyra.testkit.PeerSocketClient;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.ServerSocketClient;
import dev.ephyra.testkit.StreamClient;
import dev.ephyra.wire.ServerMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;

/** Consumers that attack, and real frames in the hands of the official SDKs. */
class InputCampaignTest {
    private static final int WORKERS = 4;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SUBSCRIBE =
            frame(ServerSocketClient.subscribeRequest(ServerMessage.EventType.EVENT_TYPE_SERVER_NOTIFICATION));
    private static final String TOKEN = frame(ServerSocketClient.authRequest(ServerProcess.TOKEN));
    private static final String WRONG = frame(ServerSocketClient.authRequest("wrong"));

    @TempDir
    Path home;

    /** What attackers send after the upgrade, again and again, as Latin-1 bytes; a new connection when they are thrown out. */
    private static final Map<String, List<String>> ATTACKS = Map.of(
            "wrong tokens", List.of(WRONG),
            "huge frames", List.of("\u0082\u00ff\0\0\1\0\0\0\0\0\0\0\0\0"),
            "unknown messages", List.of(TOKEN, masked("\u009a\u0006\u0003abc"), masked("\0\0\0")),
            "subscriptions", List.of(TOKEN, SUBSCRIBE.repeat(200)),
            "text", List.of(TOKEN, "\u0081\u0080\0\0\0\0"));

    @CampaignRow(value = 43, fault = "floods of wrong tokens, huge frames, unknown messages, subscriptions")
    void attackersDisturbNobody(RowRecord row) throws Exception {
        AtomicBoolean attacking = new AtomicBoolean(true);
        AtomicLong connections = new AtomicLong();
        Phaser attackers = new Phaser(1);
        try (FaultCampaign campaign = new FaultCampaign(ServerOptions.in(home));
                ServerSocketClient witness = ServerSocketClient.subscribed(campaign.server.port())) {
            campaign.load.pausing(Duration.ofMillis(5)).start("before", WORKERS, row.seed());
            campaign.awaitEvents(500);
            long before = RoomLoad.percentile(campaign.load.takeLatencies(), 99) / 1_000_000;
            int address = 2;
            for (List<String> attack : ATTACKS.values()) {
                // Each comes from an address of its own: after wrong tokens an address is refused as a whole.
                String from = "127.0.0." + address++;
                attackers.register();
                Thread.ofVirtual().name("attack").start(() -> {
                    while (attacking.get()) {
                        attackOnce(campaign.server.port(), from, attack);
                        connections.incrementAndGet();
                    }
                    attackers.arriveAndDeregister();
                });
            }
            Pause.of(CampaignScale.time(Duration.ofSeconds(60), Duration.ofSeconds(8)));
            List<Long> during = campaign.load.takeLatencies();
            attacking.set(false);
            attackers.arriveAndAwaitAdvance();
            campaign.load.stop();
            row.recovered(campaign.awaitTold());
            witness.await("the witness", SOON, _ -> campaign.model.isTold(byRoom(witness)));
            row.runs(connections.intValue());
            row.measured("REST p99 before", before + " ms");
            row.measured("REST p99 during", RoomLoad.percentile(during, 99) / 1_000_000 + " ms");
            row.note("runs are connections of attackers, as fast as they are thrown out");
            campaign.judge(row);
            assertThat(during).isNotEmpty();
            assertThat(campaign.server.log()).doesNotContain("\tat ").doesNotContain("OutOfMemory");
            assertThat(LiveHeap.bytes(campaign.server)).isLessThan(300L << 20);
        }
    }

    private static Map<String, List<Notification>> byRoom(ServerSocketClient witness) {
        return witness.notifications().stream().collect(Collectors.groupingBy(Notification::roomId));
    }

    private static void attackOnce(int port, String from, List<String> attack) {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
            socket.setSoTimeout(50);
            String upgrade = "GET " + ServerSocketClient.PATH + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
            socket.getOutputStream().write(upgrade.getBytes(StandardCharsets.ISO_8859_1));
            for (String bytes : attack) {
                socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            }
            byte[] answer = new byte[4_096];
            for (int read = 0, total = 0; read >= 0 && total < 65_536; total += Math.max(1, read)) {
                read = socket.getInputStream().read(answer);
            }
        } catch (IOException thrownOut) {
            // That is what an attacker is there for.
        }
    }

    private static String frame(ServerMessage message) {
        return masked(new String(message.toByteArray(), StandardCharsets.ISO_8859_1));
    }

    /** A final binary frame with a mask of zeros; below 126 bytes. */
    private static String masked(String payload) {
        return "\u0082" + (char) (0x80 | payload.length()) + "\0\0\0\0" + payload;
    }

    @CampaignRow(value = 30, fault = "a peer reconnects at once, again and again")
    void reconnectsArePairs(RowRecord row) throws IOException {
        Random random = new Random(row.seed());
        try (FaultCampaign campaign = new FaultCampaign(ServerOptions.in(home))) {
            campaign.rest.createRoom("{\"roomId\":\"fast\",\"webhookUrl\":\"" + campaign.sink.url("/f") + "\"}");
            var added = campaign.rest.addPeer("fast").data();
            String peer = added.at("/peer/id").asText();
            campaign.model.happened(Notification.roomCreated("fast"), Notification.peerAdded("fast", peer));
            for (int n = 0; n < CampaignScale.count(1_000, 100); n++) {
                PeerSocketClient client =
                        connected(campaign, added.path("token").asText());
                if (random.nextBoolean()) {
                    client.socket().closePolitely();
                }
                client.close();
                campaign.model.happened(
                        Notification.peerConnected("fast", peer), Notification.peerDisconnected("fast", peer));
                row.runs(1);
            }
            row.recovered(campaign.awaitTold());
            campaign.judge(row);
        }
    }

    /** Until the server has seen the end of the connection before, it says that the peer is connected already. */
    private static PeerSocketClient connected(FaultCampaign campaign, String token) throws IOException {
        long deadlineNanos = System.nanoTime() + SOON.toNanos();
        while (System.nanoTime() < deadlineNanos) {
            PeerSocketClient client = PeerSocketClient.connect(campaign.server.port());
            client.sendToken(token);
            while (client.messages().isEmpty() && client.socket().isOpen()) {
                Pause.of(Duration.ofMillis(1));
            }
            if (!client.messages().isEmpty()) {
                return client;
            }
            client.close();
        }
        throw new AssertionError("the peer was not let in again within " + SOON);
    }

    @CampaignRow(value = 42, fault = "frames of a real server with field 1000, in the official SDKs")
    void sdksReadExtendedFrames(RowRecord row) throws Exception {
        Path frames = home.resolve("frames.txt");
        List<String> lines = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest();
                StreamClient client = StreamClient.open(server.port(), request -> request.setMeta(true))) {
            OperatorClient operator = new OperatorClient(rest);
            for (String type : List.of("peerConnected", "trackAdded", "roomCrashed", "peerMetadataUpdated")) {
                operator.answer("POST", "/test-events", "{\"type\":\"" + type + "\"}");
            }
            client.await(
                    "their rooms' ends",
                    SOON,
                    all -> all.stream()
                                    .filter(message -> message.hasRoomDeleted() || message.hasRoomCrashed())
                                    .count()
                            == 4);
            var batch = ServerMessage.NotificationBatch.newBuilder();
            for (ServerMessage message : client.told()) {
                batch.addNotifications(message);
                lines.add(line(message));
                row.events(1);
            }
            lines.add("NOTIFICATION_BATCH "
                    + hex(ServerMessage.newBuilder()
                            .setNotificationBatch(batch)
                            .build()
                            .toByteString()));
        }
        Files.write(frames, lines);
        for (String sdk : List.of("fishjam", "jellyfish", "cloud")) {
            Program run = Program.python(
                    sdk,
                    Map.of("SDK", sdk),
                    Duration.ofMinutes(2),
                    "src/test/python/extended_frames.py",
                    frames.toString());
            assertThat(run.exitCode()).as(sdk + ": " + run.output()).isZero();
            row.measured(sdk, run.output().strip());
            row.runs(1);
        }
        row.note(
                "Python here; ExtendedFramesTest has every kind of notification and Node, OwnSuiteTest, PythonSdkTest and "
                        + "PythonNotifierStressTest the whole SDKs, BadSocketTest the doubled slash, all in ./test");
    }

    /** Kind, the frame without the field, with it behind, with it before. */
    private static String line(ServerMessage message) {
        ByteString plain = message.toBuilder().clearMeta().build().toByteString();
        ByteString field =
                ServerMessage.newBuilder().setMeta(message.getMeta()).build().toByteString();
        return "%s %s %s %s"
                .formatted(
                        message.getContentCase().name(),
                        hex(plain),
                        hex(plain.concat(field)),
                        hex(field.concat(plain)));
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
