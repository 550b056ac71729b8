package dev.ephyra.sdk;

import static dev.ephyra.sdk.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rooms whose metadata, limits or components are not as usual: what is beside them stays readable. */
class StrangeRoomTest {
    /** Peers choose their metadata: what one says of itself must not hide the room from the backend. */
    @Test
    void readsARoomWhateverTheMetadataOfAPeer() {
        for (int depth : new int[] {900, 1_100, 100_000}) {
            assertThat(metadataOfAPeer("[".repeat(depth) + "\"\u2028\\ud83e\"" + "]".repeat(depth)))
                    .startsWith("[[[")
                    .endsWith("]]]");
        }
        assertThat(metadataOfAPeer("[" + "7".repeat(1_000) + "]")).isEqualTo("[" + "7".repeat(1_000) + "]");
        assertThat(metadataOfAPeer("[" + "7".repeat(1_100) + "]")).isEqualTo("[\"" + "7".repeat(1_100) + "\"]");
    }

    private static String metadataOfAPeer(String json) {
        String room = Recorded.body("room.json").replace("\"metadata\":null}]", "\"metadata\":" + json + "}]");
        try (ScriptedServer server = ScriptedServer.start(json(200, room))) {
            return server.rooms().getRoom("blue").peers().get(1).metadata().orElseThrow();
        }
    }

    @Test
    void readsRoomsWhateverTheirLimits() {
        String huge = "9".repeat(30);
        String rooms = Recorded.body("rooms.json")
                .replace("\"maxPeers\":0", "\"maxPeers\":3000000000")
                .replaceFirst("\"maxPeers\":null", "\"maxPeers\":" + huge)
                .replaceFirst("\"peerlessPurgeTimeout\":null", "\"peerlessPurgeTimeout\":" + huge)
                .replaceFirst("\"peerDisconnectedTimeout\":null", "\"peerDisconnectedTimeout\":3000000001");
        try (ScriptedServer server = ScriptedServer.start(json(200, rooms))) {
            assertThat(server.rooms().getAllRooms())
                    .extracting(Room::config)
                    .allSatisfy(config -> assertThat(config.maxPeers()).hasValue(Integer.MAX_VALUE))
                    .first()
                    .satisfies(config -> {
                        assertThat(config.peerlessPurgeTimeout()).contains(Duration.ofSeconds(Long.MAX_VALUE));
                        assertThat(config.peerDisconnectedTimeout()).contains(Duration.ofSeconds(3_000_000_001L));
                    });
        }
    }

    @Test
    void aComponentWhoseTracksCannotBeReadHidesNothingElse() {
        String room = Recorded.body("room.json").replace("{\"id\":\"t-3\",", "{\"id\":3,");
        try (ScriptedServer server = ScriptedServer.start(json(200, room))) {
            List<Component> components = server.rooms().getRoom("blue").components();

            assertThat(components.get(0))
                    .isEqualTo(new Component.Unknown(
                            "c-file",
                            List.of(),
                            "file",
                            Optional.of("{\"filePath\":\"audio.ogg\",\"framerate\":null}")));
            assertThat(components.get(1)).isInstanceOf(Component.Hls.class);
        }
    }
}
