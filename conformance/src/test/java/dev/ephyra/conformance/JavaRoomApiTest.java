package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.sdk.AddedPeer;
import dev.ephyra.sdk.ApiException;
import dev.ephyra.sdk.AsyncRoomApi;
import dev.ephyra.sdk.BadRequestException;
import dev.ephyra.sdk.ComponentOptions;
import dev.ephyra.sdk.CreatedRoom;
import dev.ephyra.sdk.HealthReport;
import dev.ephyra.sdk.NodeStatus;
import dev.ephyra.sdk.NotFoundException;
import dev.ephyra.sdk.Peer;
import dev.ephyra.sdk.PeerOptions;
import dev.ephyra.sdk.PeerStatus;
import dev.ephyra.sdk.Room;
import dev.ephyra.sdk.RoomApi;
import dev.ephyra.sdk.RoomConfig;
import dev.ephyra.sdk.RoomOptions;
import dev.ephyra.sdk.S3Credentials;
import dev.ephyra.sdk.ServiceUnavailableException;
import dev.ephyra.sdk.SipCredentials;
import dev.ephyra.sdk.UnauthorizedException;
import dev.ephyra.sdk.UnreachableException;
import dev.ephyra.sdk.VideoCodec;
import dev.ephyra.sdk.notifier.EventFilter;
import dev.ephyra.sdk.notifier.Notifier;
import dev.ephyra.testkit.PeerSocketClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call of our Java SDK against a real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaRoomApiTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private ServerProcess server;
    private RoomApi rooms;

    @BeforeAll
    void start(@TempDir Path home) {
        server = ServerProcess.start(ServerOptions.in(home));
        rooms = RoomApi.create(server.address(), ServerProcess.TOKEN);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void createsShowsAndDeletesARoom() {
        RoomConfig config = new RoomConfig(
                "with-all",
                OptionalInt.of(10),
                Optional.of(VideoCodec.VP8),
                Optional.of("http://127.0.0.1:9/webhook"),
                Optional.of(Duration.ofMinutes(10)),
                Optional.of(Duration.ofMinutes(5)));

        CreatedRoom created = rooms.createRoom(RoomOptions.defaults()
                .withRoomId("with-all")
                .withMaxPeers(10)
                .withVideoCodec(VideoCodec.VP8)
                .withWebhookUrl("http://127.0.0.1:9/webhook")
                .withPeerlessPurgeTimeout(Duration.ofMinutes(10))
                .withPeerDisconnectedTimeout(Duration.ofMinutes(5)));

        assertThat(created.room()).isEqualTo(new Room("with-all", config, List.of(), List.of()));
        assertThat(created.address()).isEqualTo("localhost:" + server.port());
        assertThat(rooms.at(created.address()).getRoom("with-all")).isEqualTo(created.room());
        assertThat(rooms.getAllRooms()).contains(created.room());
        rooms.deleteRoom("with-all");
        assertThatThrownBy(() -> rooms.getRoom("with-all"))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("GET /room/with-all: 404 Room with-all does not exist");
        assertThatThrownBy(() -> rooms.deleteRoom("with-all")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void createsARoomOfNothingButDefaults() {
        Room room = rooms.createRoom().room();

        assertThat(room.config())
                .isEqualTo(new RoomConfig(
                        room.id(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void createsRoomsWithMetadataThatFiltersLookAt() throws Exception {
        BlockingQueue<String> told = new ArrayBlockingQueue<>(10);
        try (Notifier notifier = Notifier.builder(server.address(), ServerProcess.TOKEN)
                .filter(EventFilter.all().ofRoomsWith("tenant", "\"acme\""))
                .onServerNotification(
                        delivery -> delivery.notification().roomId().ifPresent(told::add))
                .build()) {
            notifier.connect().get(SOON.toSeconds(), TimeUnit.SECONDS);
            RoomOptions options = RoomOptions.defaults().withBatchWebhookNotifications(true);
            rooms.createRoom(options.withMetadata("{\"tenant\":\"other\"}"));
            Room acme = rooms.createRoom(options.withMetadata("{\"tenant\":\"acme\"}"))
                    .room();

            assertThat(told.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo(acme.id());
            assertThat(rooms.getRoom(acme.id())).isEqualTo(acme);
        }
        assertRefused(
                400,
                "Expected metadata to have at most 512 characters as JSON, got: 600",
                () -> rooms.createRoom(RoomOptions.defaults().withMetadata("{\"a\":\"" + "x".repeat(592) + "\"}")));
    }

    @Test
    void addsAPeerThatConnectsAndIsDeleted() throws Exception {
        Room room = rooms.createRoom(RoomOptions.defaults().withMaxPeers(1)).room();
        AddedPeer added = rooms.addPeer(room.id(), PeerOptions.webRtc().withEnableSimulcast(false));

        assertThat(added.websocketUrl())
                .isEqualTo(URI.create("ws://localhost:" + server.port() + "/socket/peer/websocket"));
        assertThat(rooms.getRoom(room.id()).peers()).containsExactly(added.peer());
        assertThatThrownBy(() -> rooms.addPeer(room.id()))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageEndingWith("503 Reached webrtc peers limit in room " + room.id());
        try (PeerSocketClient socket = PeerSocketClient.authenticated(server.port(), added.token())) {
            socket.sendMediaEvent("{\"type\":\"connect\",\"data\":{\"metadata\":{\"name\":\"Ada\"}}}");
            server.await("metadata", SOON, () -> peer(room).metadata().isPresent());
            assertThat(peer(room).status()).isEqualTo(PeerStatus.CONNECTED);
            assertThat(peer(room).metadata()).hasValue("{\"name\":\"Ada\"}");
        }
        server.await("disconnected", SOON, () -> peer(room).status() == PeerStatus.DISCONNECTED);

        rooms.deletePeer(room.id(), added.peer().id());
        assertThat(rooms.getRoom(room.id()).peers()).isEmpty();
        assertThatThrownBy(() -> rooms.deletePeer(room.id(), added.peer().id()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageEndingWith("404 Peer " + added.peer().id() + " does not exist");
    }

    /** As deeply nested as the server takes it. */
    @Test
    void readsWhateverMetadataAPeerChooses() throws Exception {
        Room room = rooms.createRoom().room();
        String deep = "[".repeat(62) + "]".repeat(62);

        try (PeerSocketClient socket = PeerSocketClient.authenticated(
                server.port(), rooms.addPeer(room.id()).token())) {
            socket.sendMediaEvent("{\"type\":\"connect\",\"data\":{\"metadata\":" + deep + "}}");

            server.await("metadata", SOON, () -> peer(room).metadata().isPresent());
            assertThat(peer(room).metadata()).hasValue(deep);
        }
    }

    private Peer peer(Room room) {
        return rooms.getRoom(room.id()).peers().getFirst();
    }

    static Stream<ComponentOptions> components() {
        S3Credentials s3 = new S3Credentials("key", "secret", "eu-central-1", "bucket");
        return Stream.of(
                ComponentOptions.hls().withLowLatency(true).withS3(s3),
                ComponentOptions.rtsp("rtsp://camera.example.org/1").withRtpPort(20_002),
                ComponentOptions.file("video.h264").withFramerate(25),
                ComponentOptions.sip(new SipCredentials("sip.example.org", "user", "password")),
                ComponentOptions.recording().withCredentials(s3));
    }

    /** No component's media exists yet: every type answers as one that is disabled. */
    @ParameterizedTest
    @MethodSource("components")
    void asksForComponentsInAFormThatTheServerTakes(ComponentOptions options) {
        String room = rooms.createRoom(RoomOptions.defaults().withVideoCodec(VideoCodec.H264))
                .room()
                .id();

        assertThatThrownBy(() -> rooms.addComponent(room, options))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("400 Components of type ")
                .hasMessageEndingWith(" are disabled on this Fishjam");
        assertThatThrownBy(() -> rooms.addComponent("nowhere", options)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void asksComponentsThatAreNotThere() {
        String room = rooms.createRoom().room().id();

        assertRefused(404, "Component c does not exist", () -> rooms.deleteComponent(room, "c"));
        assertRefused(400, "Component c does not exist", () -> rooms.subscribe(room, "c", List.of("p")));
        assertRefused(400, "Component c does not exist", () -> rooms.sipDial(room, "c", "1230"));
        assertRefused(400, "Component c does not exist", () -> rooms.sipEndCall(room, "c"));
        assertRefused(404, "Room nowhere does not exist", () -> rooms.subscribe("nowhere", "c", List.of()));
    }

    @Test
    void listsAndDeletesRecordings() {
        assertThat(rooms.getRecordings()).isEmpty();
        assertRefused(404, "Recording not found", () -> rooms.deleteRecording("nothing"));
    }

    @Test
    void readsItsHealth() {
        HealthReport health = rooms.health();

        assertThat(health.status()).isEqualTo(NodeStatus.UP);
        assertThat(health.version()).isPresent();
        assertThat(health.detail()).isPresent();
        assertThat(health.distribution().enabled()).isFalse();
    }

    @Test
    void carriesTheServersWordsForWhatIsWrong() {
        assertRefused(
                400,
                "Expected maxPeers to be a number, got: -1",
                () -> rooms.createRoom(RoomOptions.defaults().withMaxPeers(-1)));
        assertRefused(
                400,
                "Expected webhookUrl to be valid URL, got: nowhere",
                () -> rooms.createRoom(RoomOptions.defaults().withWebhookUrl("nowhere")));
        assertThatThrownBy(() -> RoomApi.create(server.address(), "wrong").getAllRooms())
                .isInstanceOf(UnauthorizedException.class)
                .hasMessage("GET /room: 401 Invalid token");
    }

    @Test
    void doesTheSameWithoutWaiting() throws Exception {
        AsyncRoomApi async = rooms.async();

        String peer = async.createRoom(RoomOptions.defaults().withRoomId("async"))
                .thenCompose(created -> async.addPeer(created.room().id()))
                .thenApply(added -> added.peer().id())
                .get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(async.getRoom("async")
                        .get(SOON.toSeconds(), TimeUnit.SECONDS)
                        .peers())
                .extracting(Peer::id)
                .containsExactly(peer);
        async.deleteRoom("async").get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThatThrownBy(() -> async.getRoom("async").get(SOON.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(NotFoundException.class);
    }

    /** The JDK's client offers HTTP/2 with every request unless told otherwise. */
    @Test
    void worksOverAnHttpClientOfOnesOwn() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            RoomApi own = RoomApi.builder("http://" + server.address() + "/", ServerProcess.TOKEN)
                    .httpClient(client)
                    .timeout(SOON)
                    .build();

            String room = own.createRoom(RoomOptions.defaults().withMaxPeers(3))
                    .room()
                    .id();
            own.addPeer(room);
            assertThat(own.getRoom(room).peers()).hasSize(1);
            own.deleteRoom(room);
        }
    }

    @Test
    void aDeadServerIsUnreachableAndTheSameClientGoesOnAfterItsRestart(@TempDir Path home) {
        try (ServerProcess mortal = ServerProcess.start(ServerOptions.in(home))) {
            RoomApi client = RoomApi.create(mortal.address(), ServerProcess.TOKEN);
            client.createRoom(RoomOptions.defaults().withRoomId("lost"));
            mortal.kill();
            assertThatThrownBy(client::getAllRooms).isInstanceOf(UnreachableException.class);

            mortal.restart();

            assertThat(client.getAllRooms()).isEmpty();
            client.createRoom(RoomOptions.defaults().withRoomId("lost"));
        }
    }

    private static void assertRefused(int status, String words, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(ApiException.class, refused -> {
            assertThat(refused.status()).isEqualTo(status);
            assertThat(refused.serverText()).isEqualTo(words);
        });
    }
}
