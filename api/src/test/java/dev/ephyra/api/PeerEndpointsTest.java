package dev.ephyra.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomId;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerEndpointsTest {
    private final ApiHarness api = new ApiHarness();

    @BeforeEach
    void createRoom() {
        api.post("/room", "{\"roomId\":\"r1\",\"maxPeers\":2}");
    }

    @Test
    void addsPeerWithTokenOfItsOwn() {
        ApiHarness.Reply reply = api.post("/room/r1/peer", "{\"type\":\"webrtc\"}");

        Matcher body = Pattern.compile("\\{\"data\":\\{\"peer\":\\{\"id\":\"([0-9a-f-]{36})\",\"type\":\"webrtc\","
                        + "\"status\":\"disconnected\",\"tracks\":\\[\\],\"metadata\":null\\},\"token\":\"([^\"]+)\","
                        + "\"peer_websocket_url\":\"localhost:5002/socket/peer/websocket\"\\}\\}")
                .matcher(reply.body());
        assertThat(reply.status()).isEqualTo(201);
        assertThat(body.matches()).isTrue();
        assertThat(api.peerTokens.verify(body.group(2), 1_000))
                .isEqualTo(new PeerTokens.Check.Valid(new RoomId("r1"), new PeerId(body.group(1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"enableSimulcast\":false}", "{\"enableSimulcast\":\"true\"}", "{\"other\":null}"})
    void takesOptionsThatCanBeCast(String options) {
        String body = "{\"type\":\"webrtc\",\"options\":" + options + "}";

        assertThat(api.post("/room/r1/peer", body).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "7",
                "\"x\"",
                "{\"enableSimulcast\":null}",
                "{\"enableSimulcast\":1}",
                "{\"enableSimulcast\":\"yes\"}"
            })
    void refusesOptionsThatCannotBeCast(String options) {
        api.post("/room/r1/peer", "{\"type\":\"webrtc\",\"options\":" + options + "}")
                .isError(400, "Invalid request body structure");
    }

    @Test
    void checksTypeBeforeRoomBeforeSwitchBeforeLimitBeforeOptions() {
        String bad = "{\"type\":\"webrtc\",\"options\":null}";
        api.post("/room/none/peer", "{}").isError(400, "Invalid request body structure");
        api.post("/room/none/peer", "{\"type\":null}").isError(400, "Invalid peer type");
        api.post("/room/none/peer", "{\"type\":\"sip\"}").isError(400, "Invalid peer type");
        api.post("/room/none/peer", bad).isError(404, "Room none does not exist");
        api.post("/room/r1/peer", "{\"type\":\"webrtc\"}");
        api.post("/room/r1/peer", bad).isError(400, "Invalid request body structure");
        api.post("/room/r1/peer", "{\"type\":\"webrtc\"}");
        api.post("/room/r1/peer", bad).isError(503, "Reached webrtc peers limit in room r1");
        api.webrtcUsed = false;
        api.post("/room/r1/peer", bad).isError(400, "Peers of type webrtc are disabled on this Fishjam");
        api.post("/room/none/peer", bad).isError(404, "Room none does not exist");
    }

    @Test
    void countsDisconnectedPeersAgainstTheLimit() {
        api.post("/room/r1/peer", "{\"type\":\"webrtc\"}");
        api.post("/room/r1/peer", "{\"type\":\"webrtc\"}");

        api.post("/room/r1/peer", "{\"type\":\"webrtc\"}").isError(503, "Reached webrtc peers limit in room r1");
    }

    @Test
    void admitsNobodyToRoomOfZeroPeers() {
        api.post("/room", "{\"roomId\":\"r0\",\"maxPeers\":0}");

        api.post("/room/r0/peer", "{\"type\":\"webrtc\"}").isError(503, "Reached webrtc peers limit in room r0");
    }

    @Test
    void deletesPeerOnce() {
        String added = api.post("/room/r1/peer", "{\"type\":\"webrtc\"}").body();
        String id = added.substring(added.indexOf("\"id\":\"") + 6, added.indexOf("\",\"type\""));

        assertThat(api.delete("/room/r1/peer/" + id).status()).isEqualTo(204);
        api.delete("/room/r1/peer/" + id).isError(404, "Peer " + id + " does not exist");
        api.delete("/room/none/peer/" + id).isError(404, "Room none does not exist");
    }

    @Test
    void takesNestedFormFields() {
        Map<String, List<String>> form =
                Map.of("type", List.of("webrtc"), "options[enableSimulcast]", List.of("false"));

        assertThat(api.postForm("/room/r1/peer", form).status()).isEqualTo(201);
    }
}
