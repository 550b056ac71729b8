package dev.ephyra.sdk;

import static dev.ephyra.sdk.ScriptedServer.json;
import static dev.ephyra.sdk.ScriptedServer.noContent;
import static dev.ephyra.sdk.ScriptedServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Each call: what it sends, and what it makes of an answer in the form of the original's. */
class RoomApiTest {

    @Test
    void createsARoomWithEveryOption() {
        try (ScriptedServer server = ScriptedServer.start(json(201, Recorded.body("created-room.json")))) {
            CreatedRoom created = server.rooms()
                    .createRoom(RoomOptions.defaults()
                            .withRoomId("blue")
                            .withMaxPeers(10)
                            .withVideoCodec(VideoCodec.H264)
                            .withWebhookUrl("http://localhost:5000/webhook")
                            .withPeerlessPurgeTimeout(Duration.ofMinutes(5))
                            .withPeerDisconnectedTimeout(Duration.ofSeconds(30)));

            assertThat(server.lastAsked().line()).isEqualTo("POST /room");
            assertThat(server.lastAsked().headers().getFirst("authorization")).isEqualTo("Bearer development");
            assertThat(server.lastAsked().headers().getFirst("content-type")).isEqualTo("application/json");
            assertThat(server.lastAsked().headers().getFirst("accept")).isEqualTo("application/json");
            assertThat(server.lastAsked().body())
                    .isEqualTo("{\"roomId\":\"blue\",\"maxPeers\":10,\"videoCodec\":\"h264\","
                            + "\"webhookUrl\":\"http://localhost:5000/webhook\",\"peerlessPurgeTimeout\":300,"
                            + "\"peerDisconnectedTimeout\":30}");
            String id = "0ad6b0a5-6b3d-4f3a-9a1b-5d9a0b6e4f10";
            assertThat(created)
                    .isEqualTo(new CreatedRoom(
                            new Room(
                                    id,
                                    new RoomConfig(
                                            id,
                                            OptionalInt.of(10),
                                            Optional.of(VideoCodec.H264),
                                            Optional.of("http://localhost:5000/webhook"),
                                            Optional.of(Duration.ofMinutes(5)),
                                            Optional.of(Duration.ofSeconds(30))),
                                    List.of(),
                                    List.of()),
                            "localhost:5002"));
        }
    }

    @Test
    void asksForWhatOnlyEphyraHas() {
        try (ScriptedServer server = ScriptedServer.start(json(201, Recorded.body("created-room.json")))) {
            RoomOptions options = RoomOptions.defaults()
                    .withMetadata("{ \"tenant\": \"acme\", \"floor\": 1.50 }")
                    .withBatchWebhookNotifications(true);
            server.rooms().createRoom(options);
            assertSent(
                    server, "{\"metadata\":{\"tenant\":\"acme\",\"floor\":1.50},\"batchWebhookNotifications\":true}");

            server.rooms().createRoom(RoomOptions.defaults().withBatchWebhookNotifications(false));
            assertSent(server, "{}");
        }
    }

    @Test
    void saysNothingOfWhatWasNotAskedFor() {
        try (ScriptedServer server =
                ScriptedServer.start(json(201, Recorded.body("created-room-jellyfish-0.5.json")))) {
            CreatedRoom created = server.rooms().createRoom();

            assertThat(server.lastAsked().body()).isEqualTo("{}");
            assertThat(created.address()).isEqualTo("jellyfish2:5002");
            assertThat(created.room().config())
                    .isEqualTo(new RoomConfig(
                            "blue",
                            OptionalInt.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()));
        }
    }

    @Test
    void readsARoomWithPeersAndEveryKindOfComponent() {
        try (ScriptedServer server = ScriptedServer.start(json(200, Recorded.body("room.json")))) {
            Room room = server.rooms().getRoom("blue");

            assertThat(server.lastAsked().line()).isEqualTo("GET /room/blue");
            assertThat(room.peers())
                    .containsExactly(
                            new Peer(
                                    "p-1",
                                    PeerType.WEBRTC,
                                    PeerStatus.CONNECTED,
                                    List.of(
                                            new Track(
                                                    "p-1:t-1",
                                                    TrackType.VIDEO,
                                                    Optional.of("{\"source\":\"camera\",\"order\":1.50}")),
                                            new Track("p-1:t-2", TrackType.AUDIO, Optional.of("\"mikrofon\""))),
                                    Optional.of("{\"name\":\"Ada\",\"nested\":[1,null,true]}")),
                            new Peer("p-2", PeerType.WEBRTC, PeerStatus.DISCONNECTED, List.of(), Optional.empty()));
            assertThat(room.components())
                    .containsExactly(
                            new Component.File(
                                    "c-file",
                                    List.of(new Track("t-3", TrackType.AUDIO, Optional.empty())),
                                    "audio.ogg",
                                    OptionalInt.empty()),
                            new Component.Hls(
                                    "c-hls", List.of(), true, false, true, SubscribeMode.MANUAL, OptionalInt.of(20)),
                            new Component.Recording("c-recording", List.of(), SubscribeMode.AUTO),
                            new Component.Rtsp(
                                    "c-rtsp",
                                    List.of(),
                                    "rtsp://ef36c6dff23ecc5bbe311cc880d95dc8.se:2137/does/not/matter",
                                    20_000,
                                    Duration.ofSeconds(15),
                                    Duration.ofSeconds(15),
                                    true),
                            new Component.Sip(
                                    "c-sip",
                                    List.of(),
                                    new SipCredentials("my-sip-registrar.net", "user-name", "pass-word")),
                            new Component.Unknown(
                                    "c-whip", List.of(), "whip", Optional.of("{\"url\":\"https://example.org\"}")));
        }
    }

    @Test
    void readsWhatTheOldestServersLeaveOut() {
        try (ScriptedServer server = ScriptedServer.start(json(200, Recorded.body("room-jellyfish-0.2.json")))) {
            Room room = server.rooms().getRoom("old");

            assertThat(room.config().roomId()).isEqualTo("old");
            assertThat(room.config().maxPeers()).hasValue(1);
            assertThat(room.peers().get(0).tracks()).isEmpty();
            assertThat(room.components())
                    .containsExactly(new Component.Unknown("c-hls", List.of(), "hls", Optional.empty()));
        }
    }

    @Test
    void listsAllRooms() {
        try (ScriptedServer server = ScriptedServer.start(json(200, Recorded.body("rooms.json")))) {
            assertThat(server.rooms().getAllRooms()).extracting(Room::id).containsExactly("a", "b");
            assertThat(server.lastAsked().line()).isEqualTo("GET /room");
        }
    }

    @Test
    void deletesWhatItCanMake() {
        try (ScriptedServer server = ScriptedServer.start(noContent())) {
            server.rooms().deleteRoom("blue");
            server.rooms().deletePeer("blue", "p-1");
            server.rooms().deleteComponent("blue", "c-1");
            server.rooms().sipEndCall("blue", "c-1");
            server.rooms().deleteRecording("blue");

            assertThat(server.asked())
                    .extracting(ScriptedServer.Asked::line)
                    .containsExactly(
                            "DELETE /room/blue",
                            "DELETE /room/blue/peer/p-1",
                            "DELETE /room/blue/component/c-1",
                            "DELETE /sip/blue/c-1/call",
                            "DELETE /recording/blue");
        }
    }

    @Test
    void addsAPeerAndSaysWhereItConnects() {
        try (ScriptedServer server = ScriptedServer.start(json(201, Recorded.body("added-peer.json")))) {
            AddedPeer added =
                    server.rooms().addPeer("blue", PeerOptions.webRtc().withEnableSimulcast(false));

            assertThat(server.lastAsked().line()).isEqualTo("POST /room/blue/peer");
            assertThat(server.lastAsked().body())
                    .isEqualTo("{\"type\":\"webrtc\",\"options\":{\"enableSimulcast\":false}}");
            assertThat(added.token()).isEqualTo("SFMyNTY.g2gDdAAAAAJ3B3BlZXJfaWQ.x9");
            assertThat(added.websocketUrl()).isEqualTo(URI.create("ws://localhost:5002/socket/peer/websocket"));
            assertThat(added.peer().status()).isEqualTo(PeerStatus.DISCONNECTED);
        }
    }

    @Test
    void knowsWhereAPeerConnectsThoughTheServerDoesNotSay() {
        try (ScriptedServer server = ScriptedServer.start(json(201, Recorded.body("added-peer-jellyfish-0.4.json")))) {
            AddedPeer added = RoomApi.create("http://" + server.address() + "/media", "development")
                    .addPeer("blue");

            assertThat(server.lastAsked().body())
                    .isEqualTo("{\"type\":\"webrtc\",\"options\":{\"enableSimulcast\":true}}");
            assertThat(added.websocketUrl())
                    .isEqualTo(URI.create("ws://" + server.address() + "/media/socket/peer/websocket"));
        }
    }

    @Test
    void addsEachKindOfComponent() {
        try (ScriptedServer server = ScriptedServer.start(json(201, Recorded.body("component-hls.json")))) {
            RoomApi rooms = server.rooms();
            S3Credentials s3 = new S3Credentials("key", "secret", "eu-central-1", "bucket");
            String s3Json = "{\"accessKeyId\":\"key\",\"secretAccessKey\":\"secret\",\"region\":\"eu-central-1\","
                    + "\"bucket\":\"bucket\"}";

            assertThat(rooms.addComponent("blue", ComponentOptions.hls()))
                    .isEqualTo(new Component.Hls(
                            "c-hls", List.of(), false, false, false, SubscribeMode.AUTO, OptionalInt.empty()));
            assertSent(
                    server,
                    "{\"type\":\"hls\",\"options\":{\"lowLatency\":false,\"persistent\":false,"
                            + "\"subscribeMode\":\"auto\"}}");
            rooms.addComponent(
                    "blue",
                    ComponentOptions.hls()
                            .withLowLatency(true)
                            .withPersistent(true)
                            .withSubscribeMode(SubscribeMode.MANUAL)
                            .withTargetWindowDuration(20)
                            .withS3(s3));
            assertSent(
                    server,
                    "{\"type\":\"hls\",\"options\":{\"lowLatency\":true,\"persistent\":true,"
                            + "\"subscribeMode\":\"manual\",\"targetWindowDuration\":20,\"s3\":" + s3Json + "}}");
            rooms.addComponent("blue", ComponentOptions.rtsp("rtsp://camera/1"));
            assertSent(
                    server, "{\"type\":\"rtsp\",\"options\":{\"sourceUri\":\"rtsp://camera/1\",\"pierceNat\":true}}");
            rooms.addComponent(
                    "blue",
                    ComponentOptions.rtsp("rtsp://camera/1")
                            .withRtpPort(20_002)
                            .withReconnectDelay(Duration.ofSeconds(1))
                            .withKeepAliveInterval(Duration.ofMillis(1_500))
                            .withPierceNat(false));
            assertSent(
                    server,
                    "{\"type\":\"rtsp\",\"options\":{\"sourceUri\":\"rtsp://camera/1\",\"pierceNat\":false,"
                            + "\"rtpPort\":20002,\"reconnectDelay\":1000,\"keepAliveInterval\":1500}}");
            rooms.addComponent("blue", ComponentOptions.file("video.h264").withFramerate(25));
            assertSent(server, "{\"type\":\"file\",\"options\":{\"framerate\":25,\"filePath\":\"video.h264\"}}");
            rooms.addComponent("blue", ComponentOptions.sip(new SipCredentials("sip.net", "user", "pass")));
            assertSent(
                    server,
                    "{\"type\":\"sip\",\"options\":{\"registrarCredentials\":{\"address\":\"sip.net\","
                            + "\"username\":\"user\",\"password\":\"pass\"}}}");
            rooms.addComponent("blue", ComponentOptions.recording());
            assertSent(server, "{\"type\":\"recording\",\"options\":{\"subscribeMode\":\"auto\"}}");
            rooms.addComponent(
                    "blue",
                    ComponentOptions.recording()
                            .withPathPrefix("raw")
                            .withCredentials(s3)
                            .withSubscribeMode(SubscribeMode.MANUAL));
            assertSent(
                    server,
                    "{\"type\":\"recording\",\"options\":{\"subscribeMode\":\"manual\",\"pathPrefix\":\"raw\","
                            + "\"credentials\":" + s3Json + "}}");
            assertThat(server.lastAsked().line()).isEqualTo("POST /room/blue/component");
        }
    }

    /** These answers are text without a content type, which is not to be read. */
    @Test
    void subscribesAndDials() {
        try (ScriptedServer server = ScriptedServer.start(
                text(201, "Successfully subscribed for tracks"),
                text(201, "Successfully schedule calling phone_number: 1230"))) {
            server.rooms().subscribe("blue", "c-1", List.of("p-1", "c-2"));
            assertThat(server.lastAsked().line()).isEqualTo("POST /room/blue/component/c-1/subscribe");
            assertSent(server, "{\"origins\":[\"p-1\",\"c-2\"]}");

            server.rooms().sipDial("blue", "c-1", "1230");
            assertThat(server.lastAsked().line()).isEqualTo("POST /sip/blue/c-1/call");
            assertSent(server, "{\"phoneNumber\":\"1230\"}");
        }
    }

    @Test
    void listsRecordings() {
        try (ScriptedServer server = ScriptedServer.start(json(200, Recorded.body("recordings.json")))) {
            assertThat(server.rooms().getRecordings()).containsExactly("blue", "0ad6b0a5-6b3d-4f3a-9a1b-5d9a0b6e4f10");
            assertThat(server.lastAsked().line()).isEqualTo("GET /recording");
        }
    }

    @Test
    void readsTheHealthOfOldAndNewServers() {
        try (ScriptedServer server = ScriptedServer.start(
                json(200, Recorded.body("health.json")),
                json(200, Recorded.body("health-jellyfish-0.4.json")),
                json(
                        200,
                        "{\"data\":{\"status\":\"DOWN\",\"uptime\":3,\"version\":\"0.1.0\",\"gitCommit\":\"dev\","
                                + "\"distribution\":{\"enabled\":false,\"nodeStatus\":\"DOWN\",\"nodesInCluster\":0},"
                                + "\"ephyra\":{\"detail\":\"the disk is full\"}}}"))) {
            assertThat(server.rooms().health())
                    .isEqualTo(new HealthReport(
                            NodeStatus.UP,
                            Duration.ofSeconds(4_711),
                            Optional.of("0.6.3"),
                            Optional.of("5ddd4aa"),
                            new HealthReport.Distribution(true, NodeStatus.UP, 2),
                            Optional.empty()));
            assertThat(server.rooms().health().version()).isEmpty();
            HealthReport ill = server.rooms().health();
            assertThat(ill.status()).isEqualTo(NodeStatus.DOWN);
            assertThat(ill.detail()).hasValue("the disk is full");
            assertThat(server.lastAsked().line()).isEqualTo("GET /health");
        }
    }

    @Test
    void goesOnAtTheServerThatHasTheRoom() {
        try (ScriptedServer first = ScriptedServer.start(noContent());
                ScriptedServer second = ScriptedServer.start(noContent())) {
            first.rooms().at(second.address()).deleteRoom("blue");

            assertThat(first.asked()).isEmpty();
            assertThat(second.lastAsked().headers().getFirst("authorization")).isEqualTo("Bearer development");
            assertThat(RoomApi.builder("fishjam1", "t")
                            .secure(true)
                            .build()
                            .at("fishjam2")
                            .server()
                            .rest())
                    .isEqualTo(URI.create("https://fishjam2"));
        }
    }

    private static void assertSent(ScriptedServer server, String body) {
        assertThat(server.lastAsked().body()).isEqualTo(body);
    }
}
