package dev.ephyra.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackOwner;
import dev.ephyra.room.TrackType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomEndpointsTest {
    private static final String EMPTY_R1 = "{\"id\":\"r1\",\"config\":{\"roomId\":\"r1\",\"maxPeers\":null,"
            + "\"videoCodec\":null,\"webhookUrl\":null,\"peerlessPurgeTimeout\":null,"
            + "\"peerDisconnectedTimeout\":null},\"components\":[],\"peers\":[]}";

    private final ApiHarness api = new ApiHarness();

    @Test
    void createsRoomAndNamesBothAddresses() {
        api.post("/room", "{\"roomId\":\"r1\"}")
                .is(
                        201,
                        "{\"data\":{\"room\":" + EMPTY_R1 + ",\"fishjam_address\":\"localhost:5002\","
                                + "\"jellyfish_address\":\"localhost:5002\"}}");
        api.get("/room/r1").is(200, "{\"data\":" + EMPTY_R1 + "}");
        api.get("/room").is(200, "{\"data\":[" + EMPTY_R1 + "]}");
    }

    @Test
    void showsEveryConfiguredField() {
        String config =
                "{\"roomId\":\"A-b_9\",\"maxPeers\":0,\"videoCodec\":\"h264\",\"webhookUrl\":\"http://h:5000/\","
                        + "\"peerlessPurgeTimeout\":1,\"peerDisconnectedTimeout\":2147483647}";
        api.post("/room", config);

        api.get("/room/A-b_9")
                .is(200, "{\"data\":{\"id\":\"A-b_9\",\"config\":" + config + ",\"components\":[],\"peers\":[]}}");
    }

    @Test
    void showsPeersTracksAndComponents() {
        RoomId room = new RoomId("r1");
        PeerId peer = new PeerId("p1");
        api.post("/room", "{\"roomId\":\"r1\"}");
        api.rooms.happens(room, new RoomCommand.AddPeer(peer, true));
        api.rooms.happens(room, new RoomCommand.ConnectPeer(peer, new ConnectionId(1)));
        Metadata metadata = new Metadata("{\"a\":[1]}");
        api.rooms.happens(room, new RoomCommand.UpdatePeerMetadata(peer, new ConnectionId(1), metadata));
        Track track = new Track(new TrackId("p1:t"), TrackType.VIDEO, Metadata.NONE);
        api.rooms.happens(room, new RoomCommand.AddTrack(new TrackOwner.OfPeer(peer), track));

        assertThat(api.get("/room/r1").body())
                .endsWith("\"peers\":[{\"id\":\"p1\",\"type\":\"webrtc\",\"status\":\"connected\",\"tracks\":[{\"id\":"
                        + "\"p1:t\",\"type\":\"video\",\"metadata\":null}],\"metadata\":{\"a\":[1]}}]}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "[1]", "7", "\"x\"", "null", "{\"roomId\":null}", "{\"other\":1}"})
    void mintsIdWhenNoneIsGiven(String body) {
        ApiHarness.Reply reply = api.post("/room", body);

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.body()).contains("\"roomId\":\"00000000-0000-0001-");
    }

    @Test
    void refusesEveryWrongFieldWithItsText() {
        String id = "Cannot add room with id \"%s\" - roomId may contain only alphanumeric characters, hyphens and"
                + " underscores";
        api.post("/room", "{\"roomId\":\"a b\"}").isError(400, id.formatted("a b"));
        api.post("/room", "{\"roomId\":\"\"}").isError(400, id.formatted(""));
        api.post("/room", "{\"roomId\":\"../é\"}").isError(400, id.formatted("../é"));
        api.post("/room", "{\"roomId\":5}").isError(400, id.formatted("5"));
        api.post("/room", "{\"maxPeers\":\"10\"}").isError(400, "Expected maxPeers to be a number, got: 10");
        api.post("/room", "{\"maxPeers\":-1}").isError(400, "Expected maxPeers to be a number, got: -1");
        api.post("/room", "{\"maxPeers\":1.0}").isError(400, "Expected maxPeers to be a number, got: 1.0");
        api.post("/room", "{\"maxPeers\":99999999999999999999}")
                .isError(400, "Expected maxPeers to be a number, got: 99999999999999999999");
        api.post("/room", "{\"videoCodec\":\"vp9\"}")
                .isError(400, "Expected videoCodec to be 'h264' or 'vp8', got: vp9");
        api.post("/room", "{\"videoCodec\":[true]}")
                .isError(400, "Expected videoCodec to be 'h264' or 'vp8', got: [true]");
        api.post("/room", "{\"webhookUrl\":\"wrong\"}").isError(400, "Expected webhookUrl to be valid URL, got: wrong");
        api.post("/room", "{\"webhookUrl\":\"http://user:hidden@h/x\"}")
                .isError(400, "Expected webhookUrl to be valid URL, got: http://…@h/x");
        api.post("/room", "{\"webhookUrl\":{}}").isError(400, "Expected webhookUrl to be valid URL, got: {}");
        api.post("/room", "{\"peerlessPurgeTimeout\":0}")
                .isError(400, "Expected peerlessPurgeTimeout to be a positive integer, got: 0");
        api.post("/room", "{\"peerDisconnectedTimeout\":false}")
                .isError(400, "Expected peerDisconnectedTimeout to be a positive integer, got: false");
    }

    @Test
    void reportsTheFirstWrongFieldInFishjamsOrder() {
        String[] wrong = {
            "\"roomId\":\"?\"",
            "\"maxPeers\":\"x\"",
            "\"videoCodec\":\"x\"",
            "\"webhookUrl\":\"x\"",
            "\"peerlessPurgeTimeout\":\"x\"",
            "\"peerDisconnectedTimeout\":\"x\""
        };
        for (int first = 0; first < wrong.length; first++) {
            String body = "{"
                    + String.join(
                            ",", List.of(wrong).subList(first, wrong.length).reversed()) + "}";
            String field = wrong[first].substring(1, wrong[first].indexOf('"', 1));

            assertThat(api.post("/room", body).body()).contains(field);
        }
    }

    @Test
    void cutsLongValuesInErrors() {
        String reply = api.post("/room", "{\"videoCodec\":\"" + "x".repeat(10_000) + "\"}")
                .body();

        assertThat(reply).hasSizeLessThan(200).contains("x".repeat(100) + "…");
    }

    @Test
    void limitsTheLengthOfRoomIds() {
        assertThat(api.post("/room", "{\"roomId\":\"" + "x".repeat(128) + "\"}").status())
                .isEqualTo(201);
        assertThat(api.post("/room", "{\"roomId\":\"" + "x".repeat(129) + "\"}").body())
                .contains("roomId may have at most 128 characters");
    }

    @Test
    void refusesSecondRoomOfOneId() {
        api.post("/room", "{\"roomId\":\"r1\"}");

        api.post("/room", "{\"roomId\":\"r1\"}").isError(400, "Cannot add room with id \"r1\" - room already exists");
    }

    @Test
    void deletesRoomOnce() {
        api.post("/room", "{\"roomId\":\"r1\"}");
        ApiHarness.Reply reply = api.delete("/room/r1");

        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.body()).isEmpty();
        api.delete("/room/r1").isError(404, "Room r1 does not exist");
        api.get("/room/r1").isError(404, "Room r1 does not exist");
    }

    @Test
    void answersStrangeIdsAsUnknownRooms() {
        api.get("/room/..%2f%C3%A9").isError(404, "Room ../é does not exist");
        api.get("/room/a%00b").isError(404, "Room a\\u0000b does not exist");
    }

    @Test
    void takesFormsAsParametersOfStrings() {
        assertThat(api.postForm("/room", Map.of("roomId", List.of("f1"))).status())
                .isEqualTo(201);
        api.postForm("/room", Map.of("maxPeers", List.of("3")))
                .isError(400, "Expected maxPeers to be a number, got: 3");
    }

    @Test
    void takesNoNewRoomsWhileDraining() {
        api.admitsRooms = false;

        api.post("/room", "{}").isError(503, "This server is shutting down and takes no new rooms");
        api.get("/room").is(200, "{\"data\":[]}");
    }

    @Test
    void saysWhyRoomsAreUnavailable() {
        api.rooms.fail("disk full");

        api.get("/room").isError(503, "disk full");
        api.post("/room", "{}").isError(503, "disk full");
        api.get("/room/r1").isError(503, "disk full");
        api.delete("/room/r1").isError(503, "disk full");
        api.post("/room/r1/peer", "{\"type\":\"webrtc\"}").isError(503, "disk full");
    }
}
