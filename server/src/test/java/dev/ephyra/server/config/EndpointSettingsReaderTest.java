package dev.ephyra.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.endpoint.Batching;
import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.record.EventType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointSettingsReaderTest {
    private static final String URL = "endpoints.a.url = http://127.0.0.1:4000/hook\n";

    @Test
    void readsEveryField() {
        List<ConfiguredEndpoint> endpoints = accepted(URL
                + "endpoints.a.include = roomCreated, peerConnected\n"
                + "endpoints.a.exclude = trackAdded\n"
                + "endpoints.a.room-id-prefix = eu-\n"
                + "endpoints.a.room-metadata = {\"tenant\": \"x\", \"n\": 1}\n"
                + "endpoints.a.format = json\n"
                + "endpoints.a.meta = true\n"
                + "endpoints.a.batching = true\n"
                + "endpoints.a.poison = park\n"
                + "endpoints.a.max-age-seconds = 60\n"
                + "endpoints.a.timeout-seconds = 5\n"
                + "endpoints.a.header.X-Key = value\n"
                + "endpoints.a.secret = something long\n"
                + "endpoints.b.url = https://example.com/\n");

        assertThat(endpoints).extracting(each -> each.endpoint().id()).containsExactly("ep_file_a", "ep_file_b");
        Endpoint endpoint = endpoints.getFirst().endpoint();
        assertThat(endpoint.filter().include())
                .containsExactlyInAnyOrder(EventType.ROOM_CREATED, EventType.PEER_CONNECTED);
        assertThat(endpoint.filter().exclude()).containsExactly(EventType.TRACK_ADDED);
        assertThat(endpoint.filter().roomIdPrefix()).isEqualTo("eu-");
        assertThat(endpoint.filter().roomMetadata()).isEqualTo(Map.of("tenant", "\"x\"", "n", "1"));
        assertThat(endpoint.format()).isEqualTo(BodyFormat.JSON);
        assertThat(endpoint.meta()).isTrue();
        assertThat(endpoint.batching()).isEqualTo(Batching.DEFAULT);
        assertThat(endpoint.deadLetters()).isEqualTo(Endpoint.PoisonPolicy.PARK);
        assertThat(endpoint.maxAgeMillis()).isEqualTo(60_000);
        assertThat(endpoint.totalTimeoutMillis()).isEqualTo(5_000);
        assertThat(endpoint.headers()).isEqualTo(Map.of("x-key", "value"));
        assertThat(endpoints.getFirst().secret()).isPresent();
        assertThat(endpoints.getLast().secret()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "endpoints.a.colour = red",
                "endpoints.a.include = roomMade",
                "endpoints.a.room-metadata = [1]",
                "endpoints.a.room-metadata = {",
                "endpoints.a.format = xml",
                "endpoints.a.meta = yes",
                "endpoints.a.poison = keep",
                "endpoints.a.max-age-seconds = soon",
                "endpoints.a.timeout-seconds = 31",
                "endpoints.a.header.host = x",
                "endpoints.a.secret = whsec_short",
                "endpoints.UPPER.url = http://x/",
                "endpoints.b.format = json"
            })
    void refusesWhatItCannotTakeAndNamesTheKey(String line) {
        SettingsResult result = SettingsReader.read(Map.of(), "e.conf", URL + line + "\n");

        assertThat(result)
                .isInstanceOfSatisfying(
                        SettingsResult.Rejected.class,
                        rejected -> assertThat(rejected.toString()).contains("e.conf", "endpoints."));
    }

    @ParameterizedTest
    @CsvSource({
        "timeout-seconds = 31, timeout-seconds: 1 to 30",
        "max-age-seconds = 0, max-age-seconds: 1 to",
        "header.host = x, header: host is set by the server"
    })
    void saysWhichFieldIsWrong(String line, String problem) {
        SettingsResult result = SettingsReader.read(Map.of(), "e.conf", URL + "endpoints.a." + line + "\n");

        assertThat(result)
                .isInstanceOfSatisfying(
                        SettingsResult.Rejected.class,
                        rejected -> assertThat(rejected.toString()).contains("endpoints.a." + problem));
    }

    private static List<ConfiguredEndpoint> accepted(String file) {
        SettingsResult result = SettingsReader.read(Map.of(), "e.conf", file);
        assertThat(result).isInstanceOf(SettingsResult.Accepted.class);
        return ((SettingsResult.Accepted) result).settings().endpoints();
    }
}
