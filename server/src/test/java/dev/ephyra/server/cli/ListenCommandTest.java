package dev.ephyra.server.cli;

import static dev.ephyra.server.cli.FakeServer.connected;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.notify.signature.SignatureCheck;
import dev.ephyra.notify.signature.WebhookSecret;
import dev.ephyra.server.cli.client.ReceivedEvent;
import dev.ephyra.server.cli.listen.Forwarder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ListenCommandTest {
    private final FakeServer server = new FakeServer();
    private final List<Post> posts = Collections.synchronizedList(new ArrayList<>());
    private final ArrayDeque<Integer> answers = new ArrayDeque<>();
    private HttpServer receiver;

    @TempDir
    Path home;

    private record Post(Map<String, String> headers, byte[] body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    ListenCommandTest() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void receive() {
        receiver.createContext("/hook", exchange -> {
            Map<String, String> headers = new TreeMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            posts.add(new Post(headers, exchange.getRequestBody().readAllBytes()));
            int status = answers.isEmpty() ? 200 : answers.removeFirst();
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void close() {
        receiver.stop(0);
        server.close();
    }

    @Test
    void forwardsTheFrozenBytesInOrderSignedAsAWebhookIs() {
        server.notifies(connected("blue", "ann"));
        server.notifies(connected("blue", "bob"));

        CommandRun run = listen("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "--limit", "2");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .hasSize(2)
                .first()
                .asString()
                .matches("..:..:..\\.... peerConnected +room=blue #1 peer=ann → 200 \\(\\d+ ms\\)");
        Post first = posts.getFirst();
        assertThat(first.body()).isEqualTo(connected("blue", "ann").toByteArray());
        assertThat(first.headers())
                .containsEntry("content-type", "application/x-protobuf")
                .containsEntry("webhook-id", first.header("x-fishjam-event-id"))
                .containsEntry("x-fishjam-room-seq", "1")
                .containsEntry("x-fishjam-prev-seq", "0")
                .containsEntry("x-fishjam-attempt", "1")
                .containsEntry("x-fishjam-cursor", FakeServer.cursor(1))
                .containsEntry("x-fishjam-occurred-at", "1970-01-01T00:00:01.000000Z")
                .doesNotContainKeys("x-fishjam-test", "x-fishjam-replay", "x-fishjam-reason");
        WebhookSecret secret = secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        assertThat(SignatureCheck.legacy(secret, first.header("x-fishjam-signature-256"), first.body()))
                .isTrue();
        assertThat(SignatureCheck.standard(
                        secret,
                        first.header("webhook-id"),
                        first.header("webhook-timestamp"),
                        first.header("webhook-signature"),
                        first.body()))
                .isTrue();
    }

    @Test
    void triesAgainWhatIsRefusedBeforeItGoesOn() {
        server.notifies(connected("blue", "ann"));
        server.notifies(connected("blue", "bob"));
        answers.add(503);

        CommandRun run = listen("secret", "--limit", "2");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("→ 503", "trying again");
        assertThat(posts).extracting(post -> post.header("x-fishjam-attempt")).containsExactly("1", "2", "1");
        assertThat(posts).extracting(post -> post.header("x-fishjam-room-seq")).containsExactly("1", "1", "2");
    }

    @Test
    void tellsTheNumberBeforeAcrossConnections() throws Exception {
        Forwarder forwarder = new Forwarder(hook(), BodyFormat.JSON, secret("s"), List.of());

        forward(forwarder, 1, 0);
        // A new connection, which has told of nothing yet.
        forward(forwarder, 3, 0);
        forwarder.lost();
        forward(forwarder, 7, 0);
        forward(forwarder, 9, 7);

        assertThat(posts).extracting(post -> post.header("x-fishjam-prev-seq")).containsExactly("0", "1", "3", "7");
        assertThat(posts)
                .extracting(post -> post.header("x-fishjam-gap"))
                .containsExactly("", "", "seq=4-6;reason=expired", "");
        assertThat(new String(posts.get(1).body(), StandardCharsets.UTF_8)).contains("\"prevSeq\":\"1\"");
    }

    private void forward(Forwarder forwarder, long seq, long prevSeq) throws Exception {
        ReceivedEvent event = ReceivedEvent.of(FakeServer.frame(connected("blue", "ann"), seq));
        assertThat(forwarder.forward(event.after(prevSeq), (_, _, _) -> {})).isTrue();
    }

    @Test
    void announcesWhatDamageTook() {
        server.notifies(connected("blue", "ann"));
        server.loses();
        server.notifies(connected("blue", "bob"));

        CommandRun run = listen("secret", "--limit", "2");

        assertThat(run.err()).contains("MISSING: ");
        assertThat(posts)
                .extracting(post -> post.header("x-fishjam-gap"))
                .containsExactly("", "seq=2-2;reason=expired");
    }

    @Test
    void givesUpAfterItsLastPauseAndSaysSo() throws Exception {
        answers.addAll(List.of(500, 302, 404));
        Forwarder forwarder =
                new Forwarder(hook(), BodyFormat.PROTOBUF, secret("s"), List.of(Duration.ZERO, Duration.ZERO));
        List<String> watched = new ArrayList<>();

        boolean taken = forwarder.forward(
                ReceivedEvent.of(FakeServer.frame(connected("blue", "ann"), 1)),
                (_, attempt, last) -> watched.add(attempt.status() + (last ? " last" : "")));

        assertThat(taken).isFalse();
        assertThat(watched).containsExactly("500", "302", "404 last");
        assertThat(posts).hasSize(3);
    }

    @Test
    void sendsJsonWhereAskedTo() {
        server.notifies(connected("blue", "ann"));

        listen("secret", "--limit", "1", "--format", "json");

        assertThat(posts.getFirst().headers()).containsEntry("content-type", "application/json");
        assertThat(new String(posts.getFirst().body(), StandardCharsets.UTF_8))
                .contains("\"peerConnected\":{\"roomId\":\"blue\",\"peerId\":\"ann\"}", "\"meta\":{\"eventId\"");
    }

    @Test
    void keepsOneSecretForTheUserThatOnlyHeCanRead() throws IOException {
        Map<String, String> environment = Map.of("HOME", home.toString());

        CommandRun first = CommandRun.of(environment, new CommandRun.Nobody(), "listen", "--print-secret");
        CommandRun second = CommandRun.of(environment, new CommandRun.Nobody(), "listen", "--print-secret");

        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).matches("whsec_[A-Za-z0-9+/]{43}=\n").isEqualTo(second.out());
        Path file = home.resolve(".config/ephyra/listen_secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(home.resolve(".config/ephyra").toFile().list()).containsExactly("listen_secret");
    }

    @Test
    void refusesWhatItCannotForwardTo() {
        assertThat(CommandRun.of(server, "listen").exitCode()).isEqualTo(2);
        assertThat(listenTo("localhost:3000", "secret").exitCode()).isEqualTo(2);
        assertThat(listenTo("http://localhost:1/", "whsec_short").err()).contains("EPHYRA_WEBHOOK_SECRET");
        assertThat(CommandRun.of(server, "listen", "--forward-to", "http://a/", "--format", "xml")
                        .err())
                .contains("protobuf and json");
    }

    private CommandRun listen(String secret, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--after", FakeServer.cursor(0)));
        arguments.addAll(List.of(more));
        return listenTo(hook(), secret, arguments.toArray(String[]::new));
    }

    private String hook() {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
    }

    private CommandRun listenTo(String url, String secret, String... more) {
        List<String> arguments = new ArrayList<>(List.of("listen", "--forward-to", url));
        arguments.addAll(List.of(more));
        Map<String, String> environment = Map.of(
                "EPHYRA_URL", server.url(), "FJ_SERVER_API_TOKEN", FakeServer.TOKEN, "EPHYRA_WEBHOOK_SECRET", secret);
        return CommandRun.of(environment, new CommandRun.Nobody(), arguments.toArray(String[]::new));
    }

    private static WebhookSecret secret(String text) {
        return switch (WebhookSecret.parse(text)) {
            case WebhookSecret.Parsed.Accepted(WebhookSecret secret) -> secret;
            case WebhookSecret.Parsed.Rejected(String why) -> throw new AssertionError(why);
        };
    }
}
