package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.PeerSocketClient;
import dev.ephyra.testkit.RawWebSocket;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.ServerSocketClient;
import dev.ephyra.testkit.SocketEnd;
import dev.ephyra.wire.ServerMessage.EventType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that misbehave on both sockets. After each of them a subscriber is served as before. */
class BadSocketTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    // Authentication has 5 s and the closing handshake 2 s.
    private static final Duration AUTHENTICATION = Duration.ofSeconds(12);

    @TempDir
    static Path home;

    private static ServerProcess server;
    private static RestClient rest;
    private static ServerSocketClient witness;
    private static int served;

    @BeforeAll
    static void start() throws IOException {
        server = ServerProcess.start(ServerOptions.in(home));
        rest = server.rest();
        witness = ServerSocketClient.subscribed(server.port());
    }

    @AfterAll
    static void stop() {
        witness.close();
        rest.close();
        server.close();
        assertThat(server.log()).doesNotContain("\tat ");
    }

    @AfterEach
    void stillServes() {
        String room = "witness-" + served++;
        assertThat(rest.createRoom("{\"roomId\":\"" + room + "\"}").status()).isEqualTo(201);
        witness.awaitNotification(Notification.roomCreated(room), SOON);
        assertThat(rest.delete("/room/" + room).status()).isEqualTo(204);
        witness.awaitNotification(Notification.roomDeleted(room), SOON);
    }

    @Test
    void aWrongTokenIsClosedAsTheSdksExpect() throws IOException {
        try (ServerSocketClient client = ServerSocketClient.connect(server.port())) {
            client.send(ServerSocketClient.authRequest("wrong"));

            assertThat(client.socket().awaitEnd(SOON)).isEqualTo(new SocketEnd(1000, "invalid token"));
        }
    }

    @Test
    void anotherMessageThanTheTokenIsClosed() throws IOException {
        try (ServerSocketClient early = ServerSocketClient.connect(server.port());
                ServerSocketClient empty = ServerSocketClient.connect(server.port())) {
            early.send(ServerSocketClient.subscribeRequest(EventType.EVENT_TYPE_METRICS));
            empty.socket().sendBinary(new byte[0]);

            assertThat(early.socket().awaitEnd(SOON)).isEqualTo(new SocketEnd(1000, "invalid auth request"));
            assertThat(empty.socket().awaitEnd(SOON)).isEqualTo(new SocketEnd(1000, "invalid auth request"));
        }
    }

    @Test
    void aTextFrameAndASecondTokenAreNotAllowed() throws IOException {
        SocketEnd notAllowed = new SocketEnd(1003, "operation not allowed");
        try (ServerSocketClient before = ServerSocketClient.connect(server.port());
                ServerSocketClient after = ServerSocketClient.subscribed(server.port());
                ServerSocketClient twice = ServerSocketClient.subscribed(server.port())) {
            before.socket().sendText("hello");
            after.socket().sendText("hello");
            twice.send(ServerSocketClient.authRequest(ServerProcess.TOKEN));

            assertThat(before.socket().awaitEnd(SOON)).isEqualTo(notAllowed);
            assertThat(after.socket().awaitEnd(SOON)).isEqualTo(notAllowed);
            assertThat(twice.socket().awaitEnd(SOON)).isEqualTo(notAllowed);
        }
    }

    @Test
    void garbageEndsOnlyTheConnectionItCameOn() throws IOException {
        Random random = new Random(20_260_727);
        for (int i = 0; i < 60; i++) {
            byte[] garbage = new byte[1 + random.nextInt(200)];
            random.nextBytes(garbage);
            // Field number 0 is no field: what starts with it never parses.
            garbage[0] = 0;
            try (ServerSocketClient before = ServerSocketClient.connect(server.port());
                    ServerSocketClient after = ServerSocketClient.connect(server.port())) {
                before.socket().sendBinary(garbage);
                after.authenticate(ServerProcess.TOKEN);
                after.socket().sendBinary(garbage);

                assertThat(before.socket().awaitEnd(SOON)).isEqualTo(new SocketEnd(1011, ""));
                assertThat(after.socket().awaitEnd(SOON)).isEqualTo(new SocketEnd(1011, ""));
            }
        }
    }

    @Test
    void anUnknownEventTypeEndsTheConnection() throws IOException {
        try (ServerSocketClient client = ServerSocketClient.connect(server.port())) {
            client.authenticate(ServerProcess.TOKEN);
            client.send(ServerSocketClient.subscribeRequest(EventType.EVENT_TYPE_UNSPECIFIED));

            assertThat(client.socket().awaitEnd(SOON)).isEqualTo(new SocketEnd(1011, ""));
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (ServerSocketClient client = ServerSocketClient.connect(server.port())) {
            client.send(ServerSocketClient.authRequest(ServerProcess.TOKEN));
            client.send(ServerSocketClient.subscribeRequest(EventType.EVENT_TYPE_SERVER_NOTIFICATION));
            client.send(ServerSocketClient.subscribeRequest(EventType.EVENT_TYPE_SERVER_NOTIFICATION));

            client.await("three answers", SOON, told -> told.size() >= 3);
            assertThat(client.messages().getFirst().hasAuthenticated()).isTrue();
            assertThat(client.messages().subList(1, 3)).allMatch(answer -> answer.hasSubscribeResponse());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ServerSocketClient.PATH, PeerSocketClient.PATH, "//socket/server/websocket"})
    void aClientThatNeverAuthenticatesIsClosed(String path) throws IOException {
        try (RawWebSocket silent = RawWebSocket.connect(server.port(), path, message -> {})) {
            assertThat(silent.awaitEnd(AUTHENTICATION).code()).isEqualTo(1000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ServerSocketClient.PATH, PeerSocketClient.PATH})
    void whatRfc6455ForbidsEndsTheConnection(String path) throws IOException {
        byte[] unmasked = {(byte) 0x82, 1, 7};
        byte[] reservedBit = {(byte) 0xC2, (byte) 0x81, 0, 0, 0, 0, 7};
        byte[] unknownOpcode = {(byte) 0x83, (byte) 0x81, 0, 0, 0, 0, 7};
        byte[] longPing = {(byte) 0x89, (byte) 0xFE, 1, 0, 0, 0, 0, 0};
        byte[] continuationOfNothing = {(byte) 0x80, (byte) 0x81, 0, 0, 0, 0, 7};
        for (byte[] frame : List.of(unmasked, reservedBit, unknownOpcode, longPing, continuationOfNothing)) {
            try (RawWebSocket socket = RawWebSocket.connect(server.port(), path, message -> {})) {
                socket.sendRaw(frame);

                assertThat(socket.awaitEnd(SOON).code()).isEqualTo(1002);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ServerSocketClient.PATH, PeerSocketClient.PATH})
    void anOversizedFrameIsRefusedByItsHeader(String path) throws IOException {
        byte[] terabyte = {(byte) 0x82, (byte) 0xFF, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        try (RawWebSocket socket = RawWebSocket.connect(server.port(), path, message -> {})) {
            socket.sendRaw(terabyte);

            assertThat(socket.awaitEnd(SOON).code()).isEqualTo(1009);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ServerSocketClient.PATH, PeerSocketClient.PATH})
    void offeredCompressionIsNotTakenUp(String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String offer = "GET " + path + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n";
            socket.setSoTimeout((int) SOON.toMillis());
            socket.getOutputStream().write(offer.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));

            List<String> head = new ArrayList<>();
            for (String line = answer.readLine(); line != null && !line.isEmpty(); line = answer.readLine()) {
                head.add(line.toLowerCase(Locale.ROOT));
            }
            assertThat(head.getFirst()).contains(" 101 ");
            assertThat(head).noneMatch(line -> line.startsWith("sec-websocket-extensions"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "SFMyNTY.AAAA.BBBB", "a.b.c.d"})
    void aPeerTokenThatIsNoneIsClosed(String token) throws IOException {
        try (PeerSocketClient peer = PeerSocketClient.connect(server.port())) {
            peer.sendToken(token);

            SocketEnd end = peer.socket().awaitEnd(SOON);
            assertThat(end.code()).isEqualTo(1000);
            assertThat(end.reason()).isIn("invalid token", "missing token");
        }
    }

    @Test
    void twoHundredHalfOpenSocketsKeepNobodyWaiting() throws IOException {
        List<Socket> halfOpen = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                halfOpen.add(socket);
                String begun = "GET " + ServerSocketClient.PATH + " HTTP/1.1\r\nHost: x\r\nUpgr";
                socket.getOutputStream()
                        .write(begun.substring(0, i % begun.length()).getBytes(StandardCharsets.US_ASCII));
            }
            long startNanos = System.nanoTime();
            assertThat(rest.get("/room").status()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(2));
        } finally {
            for (Socket socket : halfOpen) {
                socket.close();
            }
        }
    }
}
