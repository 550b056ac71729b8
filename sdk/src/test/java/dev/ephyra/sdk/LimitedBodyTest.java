package dev.ephyra.sdk;

import static dev.ephyra.sdk.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** An answer has an end. */
class LimitedBodyTest {
    @Test
    void takesAsMuchAsAllowedAndNotAByteMore() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(json(200, "0123456789"))) {
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + server.address()))
                    .build();

            assertThat(client.send(request, head -> new LimitedBody(10)).body())
                    .isEqualTo("0123456789".getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> client.send(request, head -> new LimitedBody(9)))
                    .hasStackTraceContaining("the answer is longer than 9 bytes");
        }
    }

    @Test
    void anEndlessAnswerIsUnexpectedAndNotAskedForAgain() {
        byte[] chunk = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        try (ScriptedServer server = ScriptedServer.start(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                for (int sent = 0; sent <= LimitedBody.MAX_BYTES; sent += chunk.length) {
                    out.write(chunk);
                }
            }
        })) {
            assertThatThrownBy(() -> server.rooms().getAllRooms())
                    .isInstanceOf(UnexpectedAnswerException.class)
                    .hasMessage("GET /room: the answer is longer than 67108864 bytes");
            assertThat(server.asked()).hasSize(1);
        }
    }
}
