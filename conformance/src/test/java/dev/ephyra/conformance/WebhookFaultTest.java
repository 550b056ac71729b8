package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.DeafListener;
import dev.ephyra.testkit.Deliveries;
import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.SinkBehaviour;
import dev.ephyra.testkit.WebhookSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receivers that fail in every way, each with its own room, all at once; and one that is well. */
class WebhookFaultTest {
    // An attempt against a receiver that hangs may take 15 s, its next one waits seconds; the machine is shared.
    private static final Duration HEALED = Duration.ofSeconds(60);
    private static final Duration AT_ONCE = Duration.ofSeconds(3);

    @TempDir
    Path home;

    @Test
    void aSickReceiverDelaysNobodyAndGetsEverythingInOrderWhenItHeals() throws IOException {
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                WebhookSink sink = new WebhookSink();
                DeafListener deaf = new DeafListener();
                RestClient rest = server.rest()) {
            Map<String, SinkBehaviour> faults = faults(sink);
            faults.forEach((name, fault) -> sink.behave("/" + name, fault));
            for (String name : faults.keySet()) {
                liveAndDie(rest, name, sink.url("/" + name));
            }
            liveAndDie(rest, "deaf", deaf.url("/deaf"));

            liveAndDie(rest, "healthy", sink.url("/healthy"));
            sink.awaitAccepted(Notification.roomDeleted("healthy"), AT_ONCE);
            for (String name : faults.keySet()) {
                sink.await(
                        name + " tried",
                        AT_ONCE,
                        posts -> posts.stream().anyMatch(post -> post.path().equals("/" + name)));
            }

            faults.keySet().forEach(name -> sink.behave("/" + name, SinkBehaviour.ACCEPT));
            for (String name : faults.keySet()) {
                sink.awaitAccepted(Notification.roomDeleted(name), HEALED);
                Deliveries told = Deliveries.of(sink.posts("/" + name));
                assertThat(told.violations()).as(name).isEmpty();
                assertThat(told.byRoom().get(name)).as(name).containsExactlyElementsOf(life(told, name));
            }
            assertThat(sink.posts("/elsewhere"))
                    .as("a redirect is never followed")
                    .isEmpty();
            assertThat(rest.createRoom("{}").status()).isEqualTo(201);
        }
    }

    @Test
    void aReceiverThatResetsAfterReadingGetsTheSameBytesAgain() throws IOException {
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                WebhookSink sink = new WebhookSink();
                RestClient rest = server.rest()) {
            sink.behave("/hook", new SinkBehaviour.Reset());
            rest.createRoom(body("again", sink.url("/hook")));
            sink.await("a second attempt", Duration.ofSeconds(10), posts -> posts.size() >= 2);

            sink.behave("/hook", SinkBehaviour.ACCEPT);
            sink.awaitAccepted(Notification.roomCreated("again"), Duration.ofSeconds(20));

            assertThat(sink.posts("/hook")).allSatisfy(post -> {
                assertThat(post.body()).isEqualTo(sink.posts("/hook").getFirst().body());
                assertThat(post.headers().get("content-type")).isEqualTo("application/x-protobuf");
                assertThat(post.headers()).doesNotContainKey("content-encoding");
            });
        }
    }

    private static Map<String, SinkBehaviour> faults(WebhookSink sink) {
        Map<String, SinkBehaviour> faults = new LinkedHashMap<>();
        faults.put("missing", SinkBehaviour.status(404));
        faults.put("failing", SinkBehaviour.status(500));
        faults.put("moved", new SinkBehaviour.Answer(301, sink.url("/elsewhere"), Duration.ZERO));
        faults.put("slow", new SinkBehaviour.Answer(200, "", Duration.ofSeconds(1)));
        faults.put("resetting", new SinkBehaviour.Reset());
        faults.put("hanging", new SinkBehaviour.Hang());
        faults.put("dripping", new SinkBehaviour.Drip(Duration.ofMillis(500)));
        return faults;
    }

    private static void liveAndDie(RestClient rest, String room, String url) {
        assertThat(rest.createRoom(body(room, url)).status()).as(room).isEqualTo(201);
        assertThat(rest.addPeer(room).status()).as(room).isEqualTo(201);
        assertThat(rest.delete("/room/" + room).status()).as(room).isEqualTo(204);
    }

    private static String body(String room, String url) {
        return "{\"roomId\":\"" + room + "\",\"webhookUrl\":\"" + url + "\"}";
    }

    /** The one right order, with the peer's id as it was told first. */
    private static List<Notification> life(Deliveries told, String room) {
        String peer = told.byRoom().getOrDefault(room, List.of()).get(1).subject();
        return List.of(
                Notification.roomCreated(room),
                Notification.peerAdded(room, peer),
                Notification.peerDeleted(room, peer),
                Notification.roomDeleted(room));
    }
}
