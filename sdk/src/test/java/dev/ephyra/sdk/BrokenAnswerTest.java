package dev.ephyra.sdk;

import static dev.ephyra.sdk.ScriptedServer.json;
import static dev.ephyra.sdk.ScriptedServer.truncated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that are none: always one exception that says what is wrong, never another. */
class BrokenAnswerTest {

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("", "no JSON, at $"),
                Arguments.of("<html>It works!</html>", "no JSON, at $"),
                Arguments.of("{\"data\":[]", "no JSON, at $.data"),
                Arguments.of("{'data':[]}", "no JSON, at $."),
                Arguments.of("{\"data\":NaN}", "no JSON, at $.data"),
                Arguments.of("{\"data\":[]} {}", "no JSON, at $"),
                Arguments.of("[]", "the JSON is an array, not an object"),
                Arguments.of("null", "the JSON is null, not an object"),
                Arguments.of("{\"data\":null}", "data is missing"),
                Arguments.of("{\"data\":{}}", "data is an object, not an array"),
                Arguments.of("{\"data\":[{}]}", "data[0].id is missing"),
                Arguments.of("{\"data\":[7]}", "data[0] is a number, not an object"),
                Arguments.of("{\"data\":[{\"id\":7}]}", "data[0].id is a number, not a text"),
                Arguments.of("{\"data\":[{\"id\":\"a\"}]}", "data[0].config is missing"),
                Arguments.of(
                        "{\"data\":[{\"id\":\"a\",\"config\":{\"maxPeers\":1.5}}]}",
                        "data[0].config.maxPeers is a number, not a whole number"),
                Arguments.of(
                        "{\"data\":[{\"id\":\"a\",\"config\":{\"maxPeers\":\"many\"}}]}",
                        "data[0].config.maxPeers is a text, not a whole number"),
                Arguments.of(
                        "{\"data\":[{\"id\":\"a\",\"config\":{},\"peers\":[{\"id\":\"p\",\"type\":\"webrtc\"}]}]}",
                        "data[0].peers[0].status is missing"),
                Arguments.of("[".repeat(100_000), ("no JSON, at $" + "[0]".repeat(100)).substring(0, 200) + "…"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void saysWhatIsWrongAndWhere(String body, String reason) {
        try (ScriptedServer server = ScriptedServer.start(json(200, body))) {
            assertThatThrownBy(() -> server.rooms().getAllRooms())
                    .isInstanceOf(UnexpectedAnswerException.class)
                    .hasMessage("GET /room: answered 200, but with no result: " + reason);
            assertThat(server.asked()).as("an answer is an answer").hasSize(1);
        }
    }

    @Test
    void anEmptySuccessOfACreationIsUnexpected() {
        try (ScriptedServer server = ScriptedServer.start(ScriptedServer.noContent())) {
            assertThatThrownBy(() -> server.rooms().createRoom())
                    .isInstanceOf(UnexpectedAnswerException.class)
                    .hasMessage("POST /room: answered 204, but with no result: no JSON, at $");
        }
    }

    @Test
    void everyTruncationOfEveryRecordedBodyIsUnexpected() {
        for (String name : Recorded.SUCCESSES) {
            byte[] whole = Recorded.body(name).getBytes(StandardCharsets.UTF_8);
            for (int length = 0; length < whole.length; length++) {
                for (ApiCall<?> call : Recorded.calls()) {
                    byte[] cut = Arrays.copyOf(whole, length);
                    assertThat(catchThrowable(() -> call.result(new Answer(200, cut, null))))
                            .as("%s, %d bytes, %s", name, length, call.name())
                            .isInstanceOf(UnexpectedAnswerException.class);
                }
            }
        }
    }

    /** The HTTP client sees that less came than was promised, wherever it breaks off. */
    @Test
    void anAnswerThatBreaksOffIsNoAnswer() {
        String body = Recorded.body("added-peer.json");
        for (int bytes : new int[] {0, 1, body.length() / 2, body.length() - 1}) {
            try (ScriptedServer server = ScriptedServer.start(truncated(201, body, bytes))) {
                assertThatThrownBy(() -> server.rooms().addPeer("x"))
                        .as("%d bytes", bytes)
                        .isInstanceOf(UnreachableException.class);
            }
        }
    }

    @Property
    void anyTextIsAResultOrUnexpected(@ForAll String text) {
        assertReadsOrRefuses(text);
    }

    @Property
    void anyValueInARoomIsAResultOrUnexpected(@ForAll String text, @ForAll int at) {
        String room = Recorded.body("room.json");
        int split = Math.floorMod(at, room.length());
        assertReadsOrRefuses(room.substring(0, split) + text + room.substring(split));
        assertReadsOrRefuses(room.substring(0, split) + "null" + room.substring(split + 1));
    }

    private static void assertReadsOrRefuses(String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        for (ApiCall<?> call : Recorded.calls()) {
            Throwable thrown = catchThrowable(() -> call.result(new Answer(200, body, null)));
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(UnexpectedAnswerException.class);
            }
            assertThat(catchThrowable(() -> call.result(new Answer(418, body, null))))
                    .isInstanceOf(ApiException.class);
        }
    }
}
