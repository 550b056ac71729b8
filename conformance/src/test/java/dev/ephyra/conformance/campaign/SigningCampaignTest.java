package dev.ephyra.conformance.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.ephyra.conformance.Program;
import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.OperatorClient;
import dev.ephyra.testkit.PeerSocketClient;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.WebhookPost;
import dev.ephyra.testkit.WebhookSink;
import dev.ephyra.wire.ServerMessage;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;

/** Signatures while secrets change, and metadata that wants to be more than metadata. */
class SigningCampaignTest {
    private static final int WORKERS = 4;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> KINDS = ServerMessage.getDescriptor().getFields().stream()
            .map(FieldDescriptor::getJsonName)
            .collect(Collectors.toUnmodifiableSet());

    @TempDir
    Path home;

    /** When a secret changed, in seconds: between the two the receiver's clock does not say which one it is. */
    private record Rotation(String old, String next, long askedSeconds, long begunSeconds, long flips, long ends) {}

    @CampaignRow(value = 36, fault = "secrets are rotated under load")
    void rotationUnderLoad(RowRecord row) throws Exception {
        int overlap = CampaignScale.count(60, 12);
        ConcurrentLinkedQueue<WebhookPost> posts = new ConcurrentLinkedQueue<>();
        ObjectNode vectors = JSON.createObjectNode();
        ArrayNode list = vectors.putArray("vectors");
        try (FaultCampaign campaign = FaultCampaign.withoutWebhooks(ServerOptions.in(home))) {
            OperatorClient operator = new OperatorClient(campaign.rest);
            OperatorClient.Created endpoint = operator.endpoint(campaign.sink.url("/all"));
            campaign.alsoTo(posts::add);
            campaign.load.pausing(Duration.ofMillis(5)).start("rot", WORKERS, row.seed());
            String current = endpoint.secret();
            List<Rotation> rotations = new ArrayList<>();
            for (int round = 0; round < CampaignScale.count(5, 2); round++) {
                campaign.awaitEvents(100);
                Rotation rotation = rotate(operator, endpoint.id(), current, overlap);
                Pause.of(Duration.ofSeconds(overlap + 3L));
                vectors(posts, rotation, list);
                rotations.add(rotation);
                current = rotation.next();
                row.runs(1);
            }
            campaign.load.stop();
            row.recovered(campaign.awaitTold());
            vectors(posts, rotations.getLast(), list);
            campaign.judge(row);
        }
        Path file = home.resolve("vectors.json");
        JSON.writeValue(file.toFile(), vectors);
        row.measured("posts checked", Integer.toString(list.size()));
        Program python = Program.python(
                "cloud", Map.of(), Duration.ofMinutes(3), "src/test/python/signatures.py", file.toString());
        row.measured("answers in Python", answers(python));
        Program node = Program.run(
                List.of("node", "src/test/js/signatures.mjs", file.toString()),
                Map.of("PACKAGES", Path.of("target", "node").toAbsolutePath().toString()),
                Duration.ofMinutes(3));
        row.measured("answers in Node", answers(node));
        row.note("every post, with verify_webhook_signature of the official Python SDK and the libraries of Standard"
                + " Webhooks, unmodified; the official JavaScript SDK on its registry has no verifier, so its rule stands"
                + " in; overlap " + overlap + " s, the flip after half of it");
    }

    private static void vectors(ConcurrentLinkedQueue<WebhookPost> posts, Rotation rotation, ArrayNode list) {
        for (WebhookPost post = posts.poll(); post != null; post = posts.poll()) {
            vector(new SignedPost(post), rotation, list);
        }
    }

    private static String answers(Program verifiers) {
        assertThat(verifiers.exitCode()).as(verifiers.output()).isZero();
        return verifiers.output().strip().replace("\n", ", ");
    }

    private static Rotation rotate(OperatorClient operator, String id, String old, int overlap) {
        long asked = Instant.now().getEpochSecond();
        JsonNode changed = operator.answer(
                "POST",
                "/endpoints/" + id + "/rotate",
                "{\"overlapSeconds\":" + overlap + ",\"flipAfterSeconds\":" + overlap / 2 + "}");
        long begun = Instant.now().getEpochSecond();
        JsonNode times = changed.path("rotation");
        return new Rotation(
                old,
                changed.path("secret").asText(),
                asked,
                begun,
                Instant.parse(times.path("legacyFlipsAt").asText()).getEpochSecond(),
                Instant.parse(times.path("overlapEndsAt").asText()).getEpochSecond());
    }

    /**
     * What receivers with the old and with the new secret must say. In a second in which something changes the post itself says
     * on which side of the change it is; either way one of the two secrets must do, for each header.
     */
    private static void vector(SignedPost post, Rotation rotation, ArrayNode list) {
        long at = Long.parseLong(post.header("webhook-timestamp"));
        boolean beginning = at >= rotation.askedSeconds() && at <= rotation.begunSeconds();
        boolean begun = beginning ? post.isStandardSignedBy(rotation.next()) : at > rotation.begunSeconds();
        boolean flipped = at == rotation.flips() ? post.isLegacySignedBy(rotation.next()) : at > rotation.flips();
        boolean ended = at == rotation.ends() ? !post.isStandardSignedBy(rotation.old()) : at > rotation.ends();
        ObjectNode vector = list.addObject();
        vector.put("name", post.post().notification().toString()).put("timestamp", at);
        vector.put("body", HexFormat.of().formatHex(post.post().body()));
        ObjectNode headers = vector.putObject("headers");
        for (String name : List.of("x-fishjam-signature-256", "webhook-id", "webhook-timestamp", "webhook-signature")) {
            headers.put(name, post.header(name));
        }
        ArrayNode accept = vector.putArray("accept");
        accept.addObject().put("secret", rotation.old()).put("legacy", !flipped).put("standard", !ended);
        accept.addObject().put("secret", rotation.next()).put("legacy", flipped).put("standard", begun);
    }

    /** Values that are JSON, each trying to be something else than metadata. */
    private static List<String> evil() {
        return List.of(
                "{\"eventId\":\"forged\",\"roomId\":\"forged\",\"notification\":\"forged\",\"meta\":{\"eventId\":\"forged\"}}",
                "{\"x-fishjam-event-id\":\"forged\",\"webhook-id\":\"forged\"}",
                "\"a\\r\\nx-fishjam-event-id: forged\\r\\n\\r\\n\"",
                "\"1.2.forged.\\n.\"",
                "\"\\u2028\\u0000\\ud83d\\ude00\"",
                "\"\\ud800\"",
                "{\"__proto__\":{\"roomId\":\"forged\"},\"\":\"\"}");
    }

    @CampaignRow(value = 44, fault = "metadata with envelope names, line ends, 1 MiB, invalid UTF-8")
    void metadataStaysMetadata(RowRecord row) throws Exception {
        Map<String, String> secrets = new LinkedHashMap<>();
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                WebhookSink sink = new WebhookSink();
                RestClient rest = server.rest()) {
            OperatorClient operator = new OperatorClient(rest);
            for (String format : List.of("protobuf", "json", "fishjam-json")) {
                secrets.put(
                        "/" + format,
                        operator.endpoint(
                                        sink.url("/" + format),
                                        "\"format\":\"%s\",\"roomIdPrefix\":\"evil\"".formatted(format))
                                .secret());
            }
            int rooms = 0;
            for (String metadata : evil()) {
                rooms += evilRoom(server, rest, "evil" + rooms, metadata) ? 1 : 0;
                row.runs(1);
            }
            int wanted = rooms;
            sink.await(
                    "all ends",
                    SOON,
                    posts -> posts.stream()
                                    .filter(post -> post.headers().containsKey("x-fishjam-reason"))
                                    .map(post -> post.path() + post.headers().get("x-fishjam-room-epoch"))
                                    .distinct()
                                    .count()
                            >= 3L * wanted);
            for (WebhookPost post : sink.posts()) {
                check(new SignedPost(post), Objects.requireNonNull(secrets.get(post.path())), operator);
                row.events(1);
            }
            assertThat(rooms).isPositive();
            refusesWhatIsTooMuch(server, rest);
            assertThat(server.log()).doesNotContain("\tat ");
        }
    }

    /** False where the server refuses to take it. */
    private static boolean evilRoom(ServerProcess server, RestClient rest, String room, String metadata)
            throws IOException {
        var created = rest.createRoom("{\"roomId\":\"" + room + "\",\"metadata\":{\"m\":" + metadata + "}}");
        assertThat(created.status()).as(metadata + created.body()).isIn(201, 400);
        if (!created.isSuccess()) {
            return false;
        }
        String token = rest.addPeer(room).data().path("token").asText();
        try (PeerSocketClient peer = PeerSocketClient.authenticated(server.port(), token)) {
            peer.sendMediaEvent("{\"type\":\"connect\",\"data\":{\"metadata\":" + metadata + "}}");
            peer.sendMediaEvent("{\"type\":\"updateEndpointMetadata\",\"data\":{\"metadata\":[" + metadata + "]}}");
            awaitMessages(peer, 2);
        }
        assertThat(rest.delete("/room/" + room).status()).isEqualTo(204);
        return true;
    }

    private static void awaitMessages(PeerSocketClient peer, int count) {
        long deadlineNanos = System.nanoTime() + SOON.toNanos();
        while (peer.messages().size() < count && System.nanoTime() < deadlineNanos) {
            Pause.of(Duration.ofMillis(5));
        }
    }

    private static void check(SignedPost post, String secret, OperatorClient operator) throws IOException {
        assertThat(post.isSignedBy(secret)).as(post.post().headers().toString()).isTrue();
        String id = post.header("webhook-id");
        JsonNode event = operator.answer("GET", "/events/" + id, "");
        assertThat(event.path("room").asText()).startsWith("evil");
        if (post.post().path().equals("/protobuf")) {
            assertThat(Notification.of(post.post().message()).orElseThrow().roomId())
                    .isEqualTo(event.path("room").asText());
            return;
        }
        JsonNode body = JSON.readTree(post.post().body());
        assertThat(body.path("meta").path("eventId").asText()).isEqualTo(id);
        List<String> names = new ArrayList<>();
        body.fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .as("the members of the body")
                .contains("meta")
                .hasSizeBetween(2, 3)
                .allMatch(name -> name.equals("meta") || name.startsWith("notification") || KINDS.contains(name));
        assertThat(new String(post.post().body(), StandardCharsets.UTF_8)).doesNotContain("\n");
    }

    /** Answered with a refusal, never with a stack trace and never taken. */
    private static void refusesWhatIsTooMuch(ServerProcess server, RestClient rest) throws IOException {
        String mebibyte = "x".repeat(1 << 20);
        assertThat(rest.createRoom("{\"roomId\":\"evil-large\",\"metadata\":{\"m\":\"" + mebibyte + "\"}}")
                        .status())
                .isIn(400, 413);
        byte[] invalid = "{\"roomId\":\"evil-utf8\",\"metadata\":{\"m\":\"\u00ff\u00fe\"}}"
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(rest.send(rest.bare("/room")
                                .header("Authorization", "Bearer " + ServerProcess.TOKEN)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofByteArray(invalid))
                                .build())
                        .status())
                .isEqualTo(400);
        rest.createRoom("{\"roomId\":\"plain\"}");
        String token = rest.addPeer("plain").data().path("token").asText();
        try (PeerSocketClient peer = PeerSocketClient.authenticated(server.port(), token)) {
            peer.sendMediaEvent("{\"type\":\"connect\",\"data\":{\"metadata\":\"" + mebibyte + "\"}}");
            assertThat(peer.socket().awaitEnd(SOON).code()).isIn(1009, 1008, 1011);
        }
        String again = rest.addPeer("plain").data().path("token").asText();
        try (PeerSocketClient peer = PeerSocketClient.authenticated(server.port(), again)) {
            // PeerMessage.media_event (3) with data (1) of two bytes that are no UTF-8.
            peer.socket().sendBinary(new byte[] {0x1a, 4, 0x0a, 2, (byte) 0xff, (byte) 0xfe});
            // Ignored as a message that says nothing: what comes next is answered.
            peer.sendMediaEvent("{\"type\":\"connect\",\"data\":{\"metadata\":{}}}");
            awaitMessages(peer, 2);
            assertThat(peer.messages()).hasSizeGreaterThanOrEqualTo(2);
        }
    }
}
