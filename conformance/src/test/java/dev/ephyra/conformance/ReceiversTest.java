package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.body.ProtoJson;
import dev.ephyra.notify.signature.SignatureHeaders;
import dev.ephyra.notify.signature.Signer;
import dev.ephyra.notify.signature.SigningKeys;
import dev.ephyra.notify.signature.WebhookSecret;
import dev.ephyra.testkit.OperatorClient;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.EventMeta;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The receivers that the documentation shows, unmodified, behind an endpoint of a real server. */
@Timeout(120)
class ReceiversTest {
    private static final Path RECEIVERS =
            Path.of("..", "examples", "receivers").toAbsolutePath().normalize();
    private static final String SECRET = "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk";
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(strings = {"python3 receiver.py", "node receiver.mjs", "java Receiver.java"})
    void handlesEverythingInOrderKnowsARepetitionAndRefusesAForgery(String command)
            throws IOException, InterruptedException {
        Path out = home.resolve("receiver.log");
        Process receiver = start(command, out);
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest()) {
            server.await("listening", SOON, () -> read(out).startsWith("listening "));
            OperatorClient operator = new OperatorClient(rest);
            try (ForgetfulProxy proxy = new ForgetfulProxy(port(out))) {
                operator.endpoint(proxy.url("/hook"), "\"secret\":\"" + SECRET + "\"", "\"roomIdPrefix\":\"mine\"");
                String forger = operator.endpoint(proxy.url("/hook"), "\"roomIdPrefix\":\"forged\"")
                        .id();

                live(rest, "mine-1");
                server.await("handled", SOON, () -> count(out, "handled ") == 4);
                assertThat(numbers(out)).containsExactly("1", "2", "3", "4");

                proxy.forgetOneAnswer();
                live(rest, "mine-2");
                server.await("handled", SOON, () -> count(out, "handled ") == 8);
                assertThat(numbers(out)).containsExactly("1", "2", "3", "4", "1", "2", "3", "4");
                // It may have been the last answer of the first room, whose event then comes again after a second.
                server.await("repeated", SOON, () -> count(out, "duplicate ") == 1);
                assertThat(count(out, "gap ")).isZero();

                live(rest, "forged");
                server.await("refused", SOON, () -> !operator.attempts(forger).isEmpty());
                assertThat(operator.attempts(forger))
                        .allMatch(attempt -> attempt.path("status").asInt() == 401);
                assertThat(count(out, "handled ")).isEqualTo(8);
            }
        } finally {
            receiver.destroyForcibly();
            assertThat(receiver.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** What a server sends that is killed behind an answer: the same events in other batches, and dead letters late. */
    @ParameterizedTest
    @ValueSource(strings = {"python3 receiver.py", "node receiver.mjs", "java Receiver.java"})
    void handlesNoMemberOfABatchTwiceAndTakesWhatComesOutOfTurn(String command)
            throws IOException, InterruptedException {
        Path out = home.resolve("receiver.log");
        Process receiver = start(command, out);
        try (HttpClient http = HttpClient.newHttpClient()) {
            awaitListening(out);
            // Java brings no JSON.
            Lane lane = new Lane(http, port(out), command.startsWith("java"));
            lane.post(1, 1, 0, Map.of());
            Map<String, String> gap = Map.of("x-fishjam-gap", "seq=2-4;reason=dead_letter");
            lane.post(5, 9, 1, gap);
            lane.post(5, 7, 1, gap);
            lane.post(8, 8, 7, Map.of());
            lane.post(9, 12, 8, Map.of());
            lane.post(3, 3, 1, Map.of("x-fishjam-replay", "true"));
            lane.post(13, 13, 12, Map.of());
            lane.post(15, 16, 14, Map.of());

            assertThat(numbers(out)).containsExactly("1", "5,6,7,8,9", "10,11,12", "3", "13", "15,16");
            assertThat(count(out, "duplicate ")).isEqualTo(2);
            assertThat(count(out, "gap 1 1 seq=2-4")).isOne();
            assertThat(count(out, "gap 13 14 ")).isOne();
            assertThat(count(out, "gap ")).isEqualTo(2);
        } finally {
            receiver.destroyForcibly();
            assertThat(receiver.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** One room at one endpoint with batches. */
    private record Lane(HttpClient http, int port, boolean protobuf) {
        private static final UUID EPOCH = new UUID(3, 4);

        void post(long first, long last, long before, Map<String, String> more)
                throws IOException, InterruptedException {
            byte[] body = body(first, last);
            // Of a batch it is made of the members, so that others have another one.
            String id = first == last ? eventId(first) : new UUID(first, last).toString();
            long seconds = Instant.now().getEpochSecond();
            Signer signer =
                    new Signer(SigningKeys.of(((WebhookSecret.Parsed.Accepted) WebhookSecret.parse(SECRET)).secret()));
            SignatureHeaders signed = signer.sign(id, seconds, body, TimeUnit.SECONDS.toMicros(seconds));
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/hook"))
                    .header("webhook-id", id)
                    .header("webhook-timestamp", Long.toString(seconds))
                    .header("webhook-signature", signed.standard())
                    .header("x-fishjam-room-epoch", EPOCH.toString())
                    .header("x-fishjam-room-seq", first == last ? Long.toString(first) : first + "-" + last)
                    .header("x-fishjam-prev-seq", Long.toString(before))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body));
            if (first == last) {
                request.header("x-fishjam-event-id", id);
            }
            more.forEach(request::header);
            assertThat(http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(204);
        }

        private byte[] body(long first, long last) {
            ServerMessage.NotificationBatch.Builder batch = ServerMessage.NotificationBatch.newBuilder();
            for (long seq = first; seq <= last; seq++) {
                batch.addNotifications(ServerMessage.newBuilder()
                        .setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId("room"))
                        .setMeta(EventMeta.newBuilder()
                                .setEventId(eventId(seq))
                                .setRoomSeq(seq)
                                .setRoomEpoch(EPOCH.toString())));
            }
            ServerMessage message = first == last
                    ? batch.getNotifications(0)
                    : ServerMessage.newBuilder().setNotificationBatch(batch).build();
            return protobuf ? message.toByteArray() : ProtoJson.bytes(message);
        }

        private static String eventId(long seq) {
            return new UUID(7, seq).toString();
        }
    }

    private static void awaitListening(Path out) throws IOException, InterruptedException {
        long deadlineNanos = System.nanoTime() + SOON.toNanos();
        while (!read(out).startsWith("listening ")) {
            assertThat(System.nanoTime()).as("listening").isLessThan(deadlineNanos);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static int port(Path out) {
        return Integer.parseInt(read(out).lines().findFirst().orElseThrow().split(" ", -1)[1]);
    }

    private static Process start(String command, Path out) throws IOException {
        String[] words = command.split(" ", -1);
        String program = words[0].equals("java")
                ? Path.of(System.getProperty("java.home"), "bin", "java").toString()
                : words[0];
        ProcessBuilder builder = new ProcessBuilder(
                        List.of(program, RECEIVERS.resolve(words[1]).toString(), "0"))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("WEBHOOK_SECRET", SECRET);
        return builder.start();
    }

    /** Four events. */
    private static void live(RestClient rest, String room) {
        assertThat(rest.createRoom("{\"roomId\":\"" + room + "\"}").isSuccess()).isTrue();
        String peer = rest.addPeer(room).data().at("/peer/id").asText();
        assertThat(rest.delete("/room/" + room + "/peer/" + peer).isSuccess()).isTrue();
        assertThat(rest.delete("/room/" + room).isSuccess()).isTrue();
    }

    private static String read(Path out) {
        try {
            return Files.readString(out);
        } catch (IOException unreadable) {
            throw new AssertionError("the receiver's output", unreadable);
        }
    }

    private static long count(Path out, String beginning) {
        return read(out).lines().filter(line -> line.startsWith(beginning)).count();
    }

    /** The numbers in the rooms of what was handled, in order. */
    private static List<String> numbers(Path out) {
        return read(out)
                .lines()
                .filter(line -> line.startsWith("handled "))
                .map(line -> line.split(" ", -1)[2])
                .toList();
    }
}
