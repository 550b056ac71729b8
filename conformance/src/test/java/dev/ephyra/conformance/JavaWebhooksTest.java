package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ephyra.sdk.notification.Notification;
import dev.ephyra.sdk.webhook.InvalidSignatureException;
import dev.ephyra.sdk.webhook.ReceivedWebhook;
import dev.ephyra.sdk.webhook.WebhookDeduplicator;
import dev.ephyra.sdk.webhook.WebhookHeaders;
import dev.ephyra.sdk.webhook.WebhookVerifier;
import dev.ephyra.sdk.webhook.Webhooks;
import dev.ephyra.testkit.OperatorClient;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks of a running server, received by the JDK's HTTP server and the Java SDK, in every format, over lost answers. */
@Timeout(120)
class JavaWebhooksTest {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final List<String> FORMATS = List.of(
            "\"format\":\"protobuf\"",
            "\"format\":\"protobuf\",\"meta\":true,\"batching\":{\"maxEvents\":5}",
            "\"format\":\"json\"",
            "\"format\":\"fishjam-json\"");

    private HttpServer http;

    @TempDir
    Path home;

    @BeforeEach
    void listen() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.start();
    }

    @AfterEach
    void close() {
        http.stop(0);
    }

    @Test
    void verifiesDecodesAndHandlesOnceInEveryFormat() throws Exception {
        List<Receiver> receivers = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest()) {
            OperatorClient operator = new OperatorClient(rest);
            for (String format : FORMATS) {
                String path = "/hook" + receivers.size();
                OperatorClient.Created endpoint = operator.endpoint(
                        "http://127.0.0.1:" + http.getAddress().getPort() + path, format);
                Receiver receiver = new Receiver(endpoint.secret());
                http.createContext(path, receiver::answer);
                receivers.add(receiver);
            }
            for (String room : List.of("a", "b")) {
                rest.createRoom("{\"roomId\":\"" + room + "\"}");
                rest.addPeer(room);
                rest.delete("/room/" + room);
            }
            for (Receiver receiver : receivers) {
                receiver.handled.await("all eight", SOON, all -> all.size() >= 8);
            }
        }
        for (Receiver receiver : receivers) {
            receiver.handled.assertComplete();
            assertThat(receiver.handled.all()).hasSize(8);
            assertThat(receiver.handled.all().stream()
                            .filter(told -> told.roomId().orElseThrow().equals("a"))
                            .map(told -> told.content().getClass().getSimpleName()))
                    .containsExactly("RoomCreated", "PeerAdded", "PeerDeleted", "RoomDeleted");
            assertThat(receiver.lost).hasValueLessThan(0);
        }
    }

    @Test
    void refusesWhatAnotherSecretSigned() throws Exception {
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest()) {
            OperatorClient operator = new OperatorClient(rest);
            Receiver receiver = new Receiver("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
            http.createContext("/hook", receiver::answer);
            OperatorClient.Created endpoint =
                    operator.endpoint("http://127.0.0.1:" + http.getAddress().getPort() + "/hook");
            rest.createRoom("{\"roomId\":\"a\"}");
            server.await(
                    "the refusal is seen",
                    SOON,
                    () -> operator.attempts(endpoint.id()).stream()
                            .anyMatch(attempt -> attempt.toString().contains("401")));
            assertThat(receiver.handled.all()).isEmpty();
        }
    }

    /** Handles each event once; the answer to every request is lost once, as if the receiver had died behind its handler. */
    private static final class Receiver {
        final HandledEvents handled = new HandledEvents();
        final AtomicInteger lost = new AtomicInteger(1);
        private final Webhooks webhooks;
        private final WebhookDeduplicator seen = WebhookDeduplicator.inMemory(1_000);

        Receiver(String secret) {
            webhooks = Webhooks.verifiedBy(WebhookVerifier.of(secret).standardOnly());
        }

        void answer(HttpExchange exchange) throws IOException {
            byte[] body = exchange.getRequestBody().readAllBytes();
            int status;
            try {
                ReceivedWebhook webhook = webhooks.receive(body, WebhookHeaders.of(exchange.getRequestHeaders()));
                status = handle(webhook);
            } catch (InvalidSignatureException forged) {
                status = 401;
            }
            if (status == 200 && lost.getAndDecrement() > 0) {
                status = 500;
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        }

        private int handle(ReceivedWebhook webhook) {
            try {
                return seen.handle(webhook, this::keep).status();
            } catch (Exception failed) {
                return 500;
            }
        }

        private void keep(Notification notification) {
            handled.add(notification);
        }
    }
}
