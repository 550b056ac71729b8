package dev.ephyra.sdk;

import static dev.ephyra.sdk.ScriptedServer.error;
import static dev.ephyra.sdk.ScriptedServer.hangUp;
import static dev.ephyra.sdk.ScriptedServer.json;
import static dev.ephyra.sdk.ScriptedServer.noContent;
import static dev.ephyra.sdk.ScriptedServer.text;
import static dev.ephyra.sdk.ScriptedServer.truncated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is repeated, and what never is. */
class RetryTest {
    private static final String ROOMS = Recorded.body("rooms.json");

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void repeatsAReadThatMaySucceedLater(int status) {
        try (ScriptedServer server = ScriptedServer.start(error(status, "later"), json(200, ROOMS))) {
            assertThat(server.rooms().getAllRooms()).hasSize(2);
            assertThat(server.asked()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 500, 501})
    void doesNotRepeatWhatWillNotSucceed(int status) {
        try (ScriptedServer server = ScriptedServer.start(error(status, "no"))) {
            assertThatThrownBy(() -> server.rooms().getAllRooms()).isInstanceOf(ApiException.class);
            assertThatThrownBy(() -> server.rooms().deleteRoom("x")).isInstanceOf(ApiException.class);
            assertThat(server.asked()).hasSize(2);
        }
    }

    @Test
    void repeatsAReadWhoseAnswerBreaksOff() {
        try (ScriptedServer server = ScriptedServer.start(truncated(200, ROOMS, 20), json(200, ROOMS))) {
            assertThat(server.rooms().getAllRooms()).hasSize(2);
            assertThat(server.asked()).hasSize(2);
        }
    }

    @Test
    void aDeletionWhoseAnswerWasLostIsDoneWhenThereIsNothingLeft() {
        try (ScriptedServer server =
                ScriptedServer.start(truncated(200, "deleted", 0), error(404, "Room x does not exist"))) {
            server.rooms().deleteRoom("x");

            assertThat(server.asked()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void aDeletionWhoseFateIsUnknownIsDoneWhenThereIsNothingLeft(int status) {
        try (ScriptedServer server =
                ScriptedServer.start(text(status, ""), error(429, "slower"), error(404, "Peer p does not exist"))) {
            server.rooms().deletePeer("x", "p");

            assertThat(server.asked()).hasSize(3);
        }
    }

    @Test
    void aDeletionThatWasTurnedAwayAndFindsNothingIsNone() {
        try (ScriptedServer server = ScriptedServer.start(error(429, "slower"), error(404, "Room x does not exist"))) {
            assertThatThrownBy(() -> server.rooms().deleteRoom("x")).isInstanceOf(NotFoundException.class);
            assertThat(server.asked()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>404</html>",
                "404 page not found",
                "{\"errors\":{\"detail\":\"Not Found\"}}",
                "{\"errors\":[]}"
            })
    void aDeletionThatDoesNotReachTheServerAgainIsNone(String page) {
        try (ScriptedServer server = ScriptedServer.start(text(502, ""), text(404, page))) {
            assertThatThrownBy(() -> server.rooms().deleteRoom("x")).isInstanceOf(NotFoundException.class);
            assertThat(server.asked()).hasSize(2);
        }
    }

    @Test
    void aDeletionThatFindsNothingAtFirstIsNone() {
        try (ScriptedServer server = ScriptedServer.start(error(404, "Room x does not exist"))) {
            assertThatThrownBy(() -> server.rooms().deleteRoom("x")).isInstanceOf(NotFoundException.class);
        }
    }

    static Stream<Consumer<RoomApi>> creations() {
        return Stream.of(
                RoomApi::createRoom,
                rooms -> rooms.addPeer("x"),
                rooms -> rooms.addComponent("x", ComponentOptions.hls()),
                rooms -> rooms.sipDial("x", "c", "1"));
    }

    @ParameterizedTest
    @MethodSource("creations")
    void neverRepeatsWhatCreates(Consumer<RoomApi> creation) {
        try (ScriptedServer server =
                ScriptedServer.start(text(503, "", "retry-after", "0"), truncated(201, ROOMS, 20), hangUp())) {
            assertThatThrownBy(() -> creation.accept(server.rooms())).isInstanceOf(ServiceUnavailableException.class);
            assertThatThrownBy(() -> creation.accept(server.rooms())).isInstanceOf(UnreachableException.class);
            assertThatThrownBy(() -> creation.accept(server.rooms())).isInstanceOf(UnreachableException.class);
            assertThat(server.asked()).hasSize(3);
        }
    }

    @Test
    void givesUpAfterAsManyRepetitionsAsAllowed() {
        try (ScriptedServer server = ScriptedServer.start(error(503, "later"))) {
            assertThatThrownBy(() -> server.rooms().getAllRooms()).isInstanceOf(ServiceUnavailableException.class);
            assertThat(server.asked()).hasSize(3);
            assertThatThrownBy(() -> RoomApi.builder(server.address(), "t")
                            .retries(0)
                            .build()
                            .getAllRooms())
                    .isInstanceOf(ServiceUnavailableException.class);
            assertThat(server.asked()).hasSize(4);
        }
    }

    @Test
    void waitsAsLongAsTheServerAsks() {
        try (ScriptedServer server = ScriptedServer.start(text(503, "", "retry-after", "1"), noContent())) {
            long beganNanos = System.nanoTime();

            server.rooms().deleteRoom("x");

            assertThat(Duration.ofNanos(System.nanoTime() - beganNanos)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            assertThat(server.asked()).hasSize(2);
        }
    }

    @Test
    void reachesAServerThatComesBack() {
        int port;
        try (ScriptedServer gone = ScriptedServer.start()) {
            port = Integer.parseInt(gone.address().replaceAll(".*:", ""));
        }
        assertThatThrownBy(() -> RoomApi.create("127.0.0.1:" + port, "t").getAllRooms())
                .isInstanceOf(UnreachableException.class)
                .hasMessageStartingWith("GET /room: no answer from http://127.0.0.1:" + port + ": ");
    }
}
