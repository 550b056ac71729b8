package dev.ephyra.sdk;

import static dev.ephyra.sdk.ScriptedServer.error;
import static dev.ephyra.sdk.ScriptedServer.json;
import static dev.ephyra.sdk.ScriptedServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every text that the original refuses with becomes the exception of its status, with the text. */
class RefusalTest {

    /** One refusal of the original. */
    record Refused(Consumer<RoomApi> call, int status, String text) {
        @Override
        public String toString() {
            return status + " " + text;
        }
    }

    static Stream<Refused> refusals() {
        return Stream.of(
                        ofAnyCall(),
                        ofRooms(),
                        ofPeers(),
                        ofComponents(),
                        ofComponentOptions(),
                        ofSubscriptions(),
                        ofRecordings())
                .flatMap(List::stream);
    }

    private static List<Refused> ofAnyCall() {
        return List.of(
                new Refused(RoomApi::getAllRooms, 401, "Missing token"),
                new Refused(RoomApi::health, 401, "Invalid token"),
                new Refused(rooms -> rooms.getRoom("x"), 404, "Room x does not exist"),
                new Refused(rooms -> rooms.getRoom("x!"), 400, "Invalid room ID: x!"),
                new Refused(rooms -> rooms.createRoom(), 503, "Unable to reach Fishjam instance holding room x"),
                new Refused(RoomApi::getAllRooms, 429, "Too many wrong tokens"));
    }

    private static List<Refused> ofRooms() {
        Consumer<RoomApi> create = RoomApi::createRoom;
        return List.of(
                new Refused(
                        create,
                        400,
                        "Cannot add room with id \"a b\" - roomId may contain only alphanumeric characters, hyphens and"
                                + " underscores"),
                new Refused(create, 400, "Expected maxPeers to be a number, got: -1"),
                new Refused(create, 400, "Expected videoCodec to be 'h264' or 'vp8', got: av1"),
                new Refused(create, 400, "Expected webhookUrl to be valid URL, got: nan"),
                new Refused(create, 400, "Expected peerlessPurgeTimeout to be a positive integer, got: 0"),
                new Refused(create, 400, "Expected peerDisconnectedTimeout to be a positive integer, got: 0"),
                new Refused(create, 400, "Cannot add room with id \"x\" - room already exists"),
                new Refused(create, 400, "Cannot add room with id \"x\" - unexpected error"),
                new Refused(
                        create,
                        503,
                        "Cannot add room with id \"x\" - unable to communicate with designated Fishjam instance"),
                new Refused(rooms -> rooms.deleteRoom("x"), 404, "Room x does not exist"));
    }

    private static List<Refused> ofPeers() {
        Consumer<RoomApi> add = rooms -> rooms.addPeer("x");
        return List.of(
                new Refused(add, 400, "Invalid request body structure"),
                new Refused(add, 400, "Invalid peer type"),
                new Refused(add, 404, "Room x does not exist"),
                new Refused(add, 400, "Peers of type webrtc are disabled on this Fishjam"),
                new Refused(add, 503, "Reached webrtc peers limit in room x"),
                new Refused(add, 503, "Reached peer limit in room x"),
                new Refused(add, 409, "Reached peers limit in room x"),
                new Refused(rooms -> rooms.deletePeer("x", "p"), 404, "Peer p does not exist"));
    }

    private static List<Refused> ofComponents() {
        Consumer<RoomApi> add = rooms -> rooms.addComponent("x", ComponentOptions.hls());
        return List.of(
                new Refused(add, 400, "Invalid component type"),
                new Refused(add, 404, "Room x does not exist"),
                new Refused(add, 400, "Components of type hls are disabled on this Fishjam"),
                new Refused(add, 400, "Incompatible video codec enforced in room x"),
                new Refused(add, 400, "Reached hls components limit in room x"),
                new Refused(rooms -> rooms.deleteComponent("x", "c"), 404, "Component c does not exist"));
    }

    private static List<Refused> ofComponentOptions() {
        Consumer<RoomApi> file = rooms -> rooms.addComponent("x", ComponentOptions.file("a.ogg"));
        Consumer<RoomApi> recording = rooms -> rooms.addComponent("x", ComponentOptions.recording());
        return List.of(
                new Refused(file, 400, "Required field \"filePath\" missing"),
                new Refused(file, 400, "Invalid file path"),
                new Refused(file, 404, "File not found"),
                new Refused(file, 400, "Invalid framerate passed"),
                new Refused(file, 400, "Attempted to set framerate for audio component which is not supported."),
                new Refused(file, 400, "Unsupported file type"),
                new Refused(
                        recording,
                        400,
                        "S3 credentials has to be passed either by request or at application startup as envs"),
                new Refused(
                        recording,
                        400,
                        "Conflicting S3 credentials supplied via environment variables and the REST API. Overrides on"
                                + " existing values are disallowed"),
                new Refused(
                        recording,
                        400,
                        "Conflicting S3 path prefix supplied via environment variables and the REST API. Overrides on"
                                + " existing values are disallowed"));
    }

    private static List<Refused> ofSubscriptions() {
        Consumer<RoomApi> subscribe = rooms -> rooms.subscribe("x", "c", List.of("p"));
        Consumer<RoomApi> dial = rooms -> rooms.sipDial("x", "c", "1");
        Consumer<RoomApi> endCall = rooms -> rooms.sipEndCall("x", "c");
        return List.of(
                new Refused(subscribe, 400, "Component c does not exist"),
                new Refused(subscribe, 400, "Component c option `subscribe_mode` is set to :auto"),
                new Refused(subscribe, 400, "Subscribe mode is supported only for HLS and Recording components"),
                new Refused(dial, 400, "Component c does not exist"),
                new Refused(dial, 400, "Component c is not a SIP component"),
                new Refused(endCall, 400, "Component c is not SIP component"));
    }

    private static List<Refused> ofRecordings() {
        Consumer<RoomApi> delete = rooms -> rooms.deleteRecording("x");
        return List.of(
                new Refused(RoomApi::getRecordings, 404, "Unable to obtain recordings"),
                new Refused(delete, 404, "Recording not found"),
                new Refused(delete, 400, "Invalid recording id, got: x"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void carriesTheStatusAndTheServersWords(Refused refused) {
        try (ScriptedServer server = ScriptedServer.start(error(refused.status(), refused.text()))) {
            RoomApi rooms =
                    RoomApi.builder(server.address(), "development").retries(0).build();

            ApiException thrown = catchThrowableOfType(
                    ApiException.class, () -> refused.call().accept(rooms));

            assertThat(thrown.status()).isEqualTo(refused.status());
            assertThat(thrown.serverText()).isEqualTo(refused.text());
            assertThat(thrown.getClass()).isEqualTo(classOf(refused.status()));
            assertThat(thrown.method() + " " + thrown.path())
                    .isEqualTo(server.lastAsked().line());
            assertThat(thrown).hasMessage(server.lastAsked().line() + ": " + refused.status() + " " + refused.text());
        }
    }

    private static Class<? extends ApiException> classOf(int status) {
        return switch (status) {
            case 400 -> BadRequestException.class;
            case 401 -> UnauthorizedException.class;
            case 404 -> NotFoundException.class;
            case 409 -> ConflictException.class;
            case 503 -> ServiceUnavailableException.class;
            default -> ApiException.class;
        };
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void findsTheWordsInWhateverBody(String body, String words) {
        try (ScriptedServer server = ScriptedServer.start(text(404, body))) {
            assertThatThrownBy(() -> server.rooms().getRoom("x"))
                    .isInstanceOfSatisfying(
                            NotFoundException.class,
                            thrown -> assertThat(thrown.serverText()).isEqualTo(words));
        }
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of("{\"errors\":{\"detail\":\"Not Found\"}}", "Not Found"),
                Arguments.of("{\"detail\":\"gone\"}", "gone"),
                Arguments.of("{\"errors\":null,\"detail\":\"gone\"}", "gone"),
                Arguments.of("", ""),
                Arguments.of("<html>\r\n <h1>404</h1>\u0000\u001b[31m</html>", "<html> <h1>404</h1> [31m</html>"),
                Arguments.of("[1]", "[1]"),
                Arguments.of("{\"errors\":[\"a\"]}", "{\"errors\":[\"a\"]}"),
                Arguments.of("{\"errors\":\"cut o", "{\"errors\":\"cut o"),
                Arguments.of("{\"errors\":\"two\\nlines\"}", "two lines"),
                Arguments.of("x".repeat(1_001), "x".repeat(1_000) + "…"));
    }

    @Test
    void namesAStatusWithoutWords() {
        try (ScriptedServer server = ScriptedServer.start(text(302, "", "location", "http://elsewhere/"))) {
            assertThatThrownBy(() -> server.rooms().getRoom("x"))
                    .isExactlyInstanceOf(ApiException.class)
                    .hasMessage("GET /room/x: 302");
        }
    }

    @Test
    void saysHowLongTheServerAsksToBeLeftAlone() {
        try (ScriptedServer server = ScriptedServer.start(
                text(429, "{\"errors\":\"slow\"}", "retry-after", "3600"), json(429, "{\"errors\":\"slow\"}"))) {
            assertThatThrownBy(() -> server.rooms().getAllRooms())
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            thrown -> assertThat(thrown.retryAfter()).hasValue(Duration.ofHours(1)));
            assertThat(server.asked())
                    .as("a pause longer than the call is not begun")
                    .hasSize(1);
            assertThatThrownBy(() -> server.rooms().createRoom())
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            thrown -> assertThat(thrown.retryAfter()).isEmpty());
        }
    }
}
