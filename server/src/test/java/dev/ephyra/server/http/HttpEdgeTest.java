package dev.ephyra.server.http;

import static dev.ephyra.server.http.EdgeFixture.post;
import static dev.ephyra.server.http.EdgeFixture.readAll;
import static dev.ephyra.server.http.EdgeFixture.readUntil;
import static dev.ephyra.server.http.EdgeFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.api.ApiLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpEdgeTest {
    private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade, close\r\n";

    @SuppressWarnings("NullAway.Init") // set before all tests
    private EdgeFixture edge;

    @BeforeAll
    void open() {
        edge = new EdgeFixture(OriginPolicy.ofPublicHost("media.example.com:5002"), 1_000, 5_000);
    }

    @AfterAll
    void close() {
        edge.close();
    }

    @Test
    void createsShowsAndDeletesRoom() throws IOException {
        String created = edge.exchange(post("//room", "application/json; charset=utf-8", "{\"roomId\":\"r1\"}"));
        String shown = edge.exchange(request("GET /room/r1/", "", ""));
        String deleted = edge.exchange(request("DELETE /room/r1", "", ""));

        assertThat(created)
                .startsWith("HTTP/1.1 201 ")
                .contains("content-type: application/json; charset=utf-8\r\n", "access-control-allow-origin: *\r\n")
                .contains("\"roomId\":\"r1\"");
        assertThat(shown).startsWith("HTTP/1.1 200 ").contains("\"id\":\"r1\"");
        assertThat(deleted).startsWith("HTTP/1.1 204 ").endsWith("\r\n\r\n");
    }

    @Test
    void keepsConnectionAndAnswersPipelinedRequestsInOrder() throws IOException {
        try (Socket socket = edge.connect()) {
            String kept = "GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n";
            write(socket, kept.formatted("room") + kept.formatted("nowhere") + kept.formatted("health"));

            assertThat(readUntil(socket, "Missing token\"}")).contains("401");
            assertThat(readUntil(socket, "Not Found\"}}")).contains("404");
            assertThat(readUntil(socket, "Missing token\"}")).contains("401");
        }
    }

    @Test
    void answersHeadWithLengthAndNoContent() throws IOException {
        String answer = edge.exchange(request("HEAD /room/none", "", ""));

        assertThat(answer)
                .startsWith("HTTP/1.1 404 ")
                .contains("content-length: 37\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void answersPreflight() throws IOException {
        assertThat(edge.exchange(request("OPTIONS /room", "Origin: http://x\r\n", "")))
                .startsWith("HTTP/1.1 204 ")
                .contains("access-control-allow-methods: ");
    }

    @Test
    void readsChunkedJson() throws IOException {
        String headers = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";

        assertThat(edge.exchange(
                        request("POST /room", headers, "5\r\n{\"vid\r\n13\r\neoCodec\":\"xyz\"    }\r\n0\r\n\r\n")))
                .contains("got: xyz");
    }

    @Test
    void readsUrlencodedAndMultipartForms() throws IOException {
        String disposition = "Content-Disposition: form-data; name=";
        String field = "--B\r\n" + disposition + "videoCodec\r\n\r\nvp9\r\n";
        String multipart = field + "--B\r\n" + disposition + "f; filename=f.txt\r\n\r\nxxx\r\n--B--\r\n";

        assertThat(edge.exchange(post("/room", "application/x-www-form-urlencoded", "videoCodec=vp%209")))
                .contains("got: vp 9");
        assertThat(edge.exchange(post("/room", "multipart/form-data; boundary=B", multipart)))
                .contains("got: vp9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=B"})
    void answersBrokenFormsWithoutServerError(String contentType) throws IOException {
        assertThat(edge.exchange(post("/room", contentType, "a=%zz&=&&%")))
                .matches(answer -> answer.startsWith("HTTP/1.1 400 ") || answer.startsWith("HTTP/1.1 201 "));
    }

    @Test
    void readsOtherMediaTypesAsNoParameters() throws IOException {
        assertThat(edge.exchange(post("/room", "text/plain", "{"))).startsWith("HTTP/1.1 201 ");
    }

    @Test
    void refusesHugeDeclaredBodyAndStillAnswersTheNextRequest() throws IOException {
        int length = ApiLimits.MAX_BODY_BYTES + 1;
        try (Socket socket = edge.connect()) {
            write(socket, "POST /room HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n");
            assertThat(readUntil(socket, "\"}")).startsWith("HTTP/1.1 413 ").contains("larger than 1048576 bytes");
            socket.getOutputStream().write(new byte[length]);
            write(socket, "GET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(readUntil(socket, "\"}}")).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void refusesHugeChunkedBody() throws IOException {
        try (Socket socket = edge.connect()) {
            write(socket, "POST /room HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i <= 16; i++) {
                write(socket, "10000\r\n" + "x".repeat(0x10000) + "\r\n");
            }
            assertThat(readUntil(socket, "\"}")).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void continuesOnlyBodiesThatFit() throws IOException {
        String head = "POST /room HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: ";
        try (Socket fits = edge.connect();
                Socket tooLarge = edge.connect()) {
            write(fits, head + "2\r\n\r\n");
            write(tooLarge, head + "9999999\r\n\r\n");

            assertThat(readUntil(fits, "\r\n\r\n")).startsWith("HTTP/1.1 100 ");
            assertThat(readUntil(tooLarge, "\r\n\r\n")).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void endsBodyThatDoesNotArrive() throws IOException {
        try (Socket socket = edge.connect()) {
            write(socket, "POST /room HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n{");

            assertThat(readAll(socket)).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void closesConnectionThatNeverCompletesARequestHead() throws IOException {
        try (EdgeFixture impatient = new EdgeFixture(new OriginPolicy.Any(), 1_000, 300);
                Socket socket = impatient.connect()) {
            write(socket, "GET /room HTTP/1.1\r\nHost:");

            assertThat(readAll(socket)).isEmpty();
        }
    }

    @Test
    void refusesTooLongRequestLineAndHeaders() throws IOException {
        assertThat(edge.exchange(request("GET /room/" + "x".repeat(10_000), "", "")))
                .startsWith("HTTP/1.0 414 ")
                .contains("{\"errors\":\"The request line is too long\"}");
        assertThat(edge.exchange(request("GET /room", "X: " + "x".repeat(20_000) + "\r\n", "")))
                .startsWith("HTTP/1.1 431 ")
                .contains("{\"errors\":\"The request headers are too large\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0016\u0003\u0001 hello\r\n\r\n",
                "GET\r\n\r\n",
                "GET /room HTTP/1.1\r\nnocolon\r\n\r\n",
                "GET /room FTP/1.1\r\nHost: h\r\n\r\n",
                "GET /room HTTP/1.2\r\nHost: h\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET /room HTTP/1.1\r\n\r\n",
                "GET /room HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n",
                "GET /room HTTP/1.0\r\nHost: h\r\nHost: i\r\n\r\n",
                "POST /room HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n{}",
                "POST /room HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: identity\r\n\r\n{}",
                "POST /room HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, gzip\r\n\r\n{}",
                "POST /room HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n",
                "POST /room HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
                "POST /room HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"
            })
    void refusesWhatIsNoHttp(String bytes) throws IOException {
        assertThat(edge.exchange(bytes)).containsPattern("^HTTP/1\\.[01] 400 ").endsWith("Bad Request\"}}");
    }

    @Test
    void takesRequestsOfTheOlderVersionWithoutHost() throws IOException {
        assertThat(edge.exchange("GET /room HTTP/1.0\r\n" + EdgeFixture.AUTHORIZATION + "\r\n"))
                .startsWith("HTTP/1.0 200 ");
    }

    @Test
    void closesConnectionsBeyondTheLimitUntilOneEnds() throws IOException {
        try (EdgeFixture small = new EdgeFixture(new OriginPolicy.Any(), 1_000, 5_000, 1);
                Socket first = small.connect()) {
            write(first, "GET /room HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(readUntil(first, "Missing token\"}")).startsWith("HTTP/1.1 401 ");
            try (Socket second = small.connect()) {
                assertThat(second.getInputStream().read()).isEqualTo(-1);
            }
            write(first, request("GET /room", "", ""));
            assertThat(readAll(first)).startsWith("HTTP/1.1 200 ");

            // The client sees the end of a connection before the server has counted it.
            String answer = "";
            long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
            while (answer.isEmpty() && System.nanoTime() - deadlineNanos < 0) {
                answer = small.exchange(request("GET /room", "", ""));
            }
            assertThat(answer).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void countsConnectionsThatBecameWebSocketsUntilTheyEnd() throws IOException {
        String key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        try (EdgeFixture small = new EdgeFixture(new OriginPolicy.Any(), 1_000, 5_000, 1)) {
            for (int i = 0; i < 3; i++) {
                try (Socket socket = small.connect()) {
                    write(socket, request("GET /socket/peer/websocket", UPGRADE + key, ""));
                    assertThat(readUntil(socket, "\r\n\r\n")).startsWith("HTTP/1.1 101 ");
                    // A close frame, so that the server has ended the connection before the next one comes.
                    socket.getOutputStream().write(new byte[] {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0});
                    readAll(socket);
                }
            }
        }
    }

    @Test
    void refusesUpgradesWithABodyOrOfAnOlderVersion() throws IOException {
        String path = "GET /socket/server/websocket";
        assertThat(edge.exchange(request(path, UPGRADE + "Content-Length: 2\r\n", "{}")))
                .startsWith("HTTP/1.1 400 ");
        assertThat(edge.exchange(path + " HTTP/1.0\r\nHost: localhost\r\n" + UPGRADE + "\r\n"))
                .startsWith("HTTP/1.0 400 ");
    }

    @Test
    void saysWhichPortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> new EdgeFixture(taken.getLocalPort()))
                    .hasMessageContaining("cannot listen on 127.0.0.1 port " + taken.getLocalPort());
        }
    }

    @Test
    void refusesBrokenChunks() throws IOException {
        String headers = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";

        assertThat(edge.exchange(request("POST /room", headers, "zz\r\n{}\r\n")))
                .doesNotContain("HTTP/1.1 5");
    }

    @Test
    void handsUpgradesToTheirSockets() throws IOException {
        assertThat(edge.exchange(request("GET //socket//server/websocket/?vsn=2", UPGRADE, "")))
                .endsWith("server");
        assertThat(edge.exchange(request("GET /socket/peer/websocket", UPGRADE, "")))
                .endsWith("peer");
    }

    @Test
    void refusesPlainRequestToSocketPath() throws IOException {
        assertThat(edge.exchange(request("GET /socket/peer/websocket", "", ""))).startsWith("HTTP/1.1 426 ");
        assertThat(edge.exchange(post("/socket/peer/websocket", "application/json", "{}")))
                .startsWith("HTTP/1.1 404 ");
    }

    @Test
    void refusesSocketsOfForeignPages() throws IOException {
        String path = "GET /socket/server/websocket";
        assertThat(edge.exchange(request(path, UPGRADE + "Origin: https://evil.example\r\n", "")))
                .startsWith("HTTP/1.1 403 ");
        assertThat(edge.exchange(request(path, UPGRADE + "Origin: https://media.example.com\r\n", "")))
                .endsWith("server");
    }

    @Test
    void answersFaultOfOursWithoutItsDetails() throws IOException {
        assertThat(edge.exchange(request("GET /room/broken", "", "")))
                .startsWith("HTTP/1.1 500 ")
                .endsWith("{\"errors\":{\"detail\":\"Internal Server Error\"}}");
        assertThat(edge.exchange(request("GET /room/other", "", ""))).startsWith("HTTP/1.1 404 ");
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
