package dev.ephyra.conformance.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.ephyra.conformance.ForgetfulProxy;
import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.OperatorClient;
import dev.ephyra.testkit.RestAnswer;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.SinkBehaviour;
import dev.ephyra.testkit.WebhookPost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.io.TempDir;

/** Names, addresses and certificates of receivers that are not what they should be. */
class NetworkCampaignTest {
    // The JDK remembers an address for 30 s and a name that does not exist for 10 s; we do for 10 s.
    private static final Duration RESOLVED = Duration.ofSeconds(75);
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path home;

    @CampaignRow(value = 10, fault = "the receiver's name does not exist, moves, and takes for ever")
    void names(RowRecord row) throws Exception {
        HostsFile hosts = new HostsFile(home);
        try (FaultCampaign campaign = FaultCampaign.withoutWebhooks(hosts.readBy(ServerOptions.in(home)))) {
            int port = URI.create(campaign.sink.url("/")).getPort();
            OperatorClient operator = new OperatorClient(campaign.rest);
            String id =
                    operator.endpoint("http://receiver.test:" + port + "/hook").id();
            openRoom(campaign, "nowhere");
            campaign.await("tried", SOON, () -> failures(operator, id).contains("cannot resolve receiver.test"));
            row.runs(1);

            hosts.says("127.0.0.1 receiver.test");
            row.recovered(campaign.await("told", RESOLVED, () -> campaign.model.isTold(campaign.ledger.byRoom())));
            row.runs(1);

            // The other address has a listener of its own that passes on; pooled connections are to the first one.
            try (ForgetfulProxy other = new ForgetfulProxy(InetAddress.ofLiteral("127.0.0.2"), port, port)) {
                hosts.says("127.0.0.2 receiver.test");
                campaign.load.pausing(Duration.ofMillis(20)).start("moved", 2, row.seed());
                row.recovered(campaign.await("the new address", RESOLVED, () -> other.connections() > 0));
                campaign.load.stop();
                campaign.awaitTold();
                row.runs(1);
            }
            hosts.hangs();
            String unknown =
                    operator.endpoint("http://unknown.test:" + port + "/hook").id();
            campaign.load.pausing(Duration.ofMillis(20)).start("hangs", 2, row.seed() + 1);
            campaign.await(
                    "lookups end",
                    RESOLVED,
                    () -> failures(operator, unknown).toLowerCase(Locale.ROOT).contains("unknown.test: timeout"));
            campaign.load.stop();
            // The receiver is where it was found last.
            row.recovered(campaign.await("told", RESOLVED, () -> campaign.model.isTold(campaign.ledger.byRoom())));
            assertThat(campaign.rest.get("/health").status()).isEqualTo(200);
            operator.answer("DELETE", "/endpoints/" + unknown, "");
            hosts.answersAgain("127.0.0.1 receiver.test");
            openRoom(campaign, "found");
            row.recovered(campaign.await("told", RESOLVED, () -> campaign.model.isTold(campaign.ledger.byRoom())));
            row.runs(1);
            row.note("through the hosts file of the JVM, whose own cache of 30 s is part of the recovery");
            campaign.judge(row);
        }
    }

    private static String failures(OperatorClient operator, String id) {
        StringBuilder all = new StringBuilder();
        operator.attempts(id)
                .forEach(attempt -> all.append(attempt.path("failure").asText()).append('\n'));
        return all.toString();
    }

    private static void openRoom(FaultCampaign campaign, String room) {
        assertThat(campaign.rest.createRoom("{\"roomId\":\"" + room + "\"}").isSuccess())
                .isTrue();
        campaign.model.happened(Notification.roomCreated(room));
    }

    @CampaignRow(value = 11, fault = "addresses that are never connected to, in every spelling")
    void forbiddenAddresses(RowRecord row) throws Exception {
        HostsFile hosts = new HostsFile(home);
        hosts.says("127.0.0.1 localhost inner.test", "169.254.169.254 metadata.test", "::1 six.test");
        ServerOptions options = hosts.readBy(ServerOptions.in(home)).with("EPHYRA_WEBHOOK_NETWORKS", "public");
        try (FaultCampaign campaign = FaultCampaign.withoutWebhooks(options);
                ForgetfulProxy trap = new ForgetfulProxy(InetAddress.ofLiteral("::"), 0, 1)) {
            OperatorClient operator = new OperatorClient(campaign.rest);
            Map<String, String> taken = new LinkedHashMap<>();
            int refused = 0;
            for (String host : List.of(
                    "127.0.0.1",
                    "127.1",
                    "2130706433",
                    "0x7f000001",
                    "0x7f.1",
                    "017700000001",
                    "0",
                    "0.0.0.0",
                    "[::1]",
                    "[::]",
                    "[::ffff:127.0.0.1]",
                    "[::ffff:7f00:1]",
                    "[64:ff9b::7f00:1]",
                    "[2002:7f00:1::]",
                    "localhost",
                    "inner.test",
                    "six.test",
                    "metadata.test",
                    "169.254.169.254",
                    "2852039166",
                    "[::ffff:169.254.169.254]",
                    "[fe80::1]",
                    "[fd00:ec2::254]",
                    "100.100.100.200",
                    "192.0.0.192")) {
                RestAnswer answer = operator.call(
                        "POST", "/endpoints", "{\"url\":\"http://" + host + ":" + trap.port() + "/hook\"}");
                if (answer.isSuccess()) {
                    taken.put(host, answer.json().path("id").asText());
                } else {
                    assertThat(answer.status()).as(host).isEqualTo(400);
                    refused++;
                }
                row.runs(1);
            }
            openRoom(campaign, "secret");
            for (Map.Entry<String, String> endpoint : taken.entrySet()) {
                campaign.await(
                        endpoint.getKey() + " tried",
                        SOON,
                        () -> !operator.attempts(endpoint.getValue()).isEmpty());
                JsonNode attempt = operator.attempts(endpoint.getValue()).getLast();
                assertThat(attempt.path("status").asInt()).as(endpoint.getKey()).isZero();
                row.events(1);
            }
            assertThat(trap.connections())
                    .as("connections to the forbidden listener")
                    .isZero();
            row.measured("spellings refused at once", Integer.toString(refused));
            row.measured("refused at each attempt", Integer.toString(taken.size()));
            row.note("with EPHYRA_WEBHOOK_NETWORKS=public and a listener on all addresses of the machine, which saw no "
                    + "connection; packets are not captured");
        }
    }

    @CampaignRow(value = 11, fault = "a name that is rebound to link-local, and a redirect there")
    void rebinding(RowRecord row) throws Exception {
        HostsFile hosts = new HostsFile(home);
        hosts.says("127.0.0.1 receiver.test");
        try (FaultCampaign campaign = FaultCampaign.withoutWebhooks(hosts.readBy(ServerOptions.in(home)))) {
            int port = URI.create(campaign.sink.url("/")).getPort();
            OperatorClient operator = new OperatorClient(campaign.rest);
            String id =
                    operator.endpoint("http://receiver.test:" + port + "/hook").id();
            openRoom(campaign, "first");
            campaign.awaitTold();
            hosts.says("169.254.169.254 receiver.test");
            campaign.load.pausing(Duration.ofMillis(50)).start("r", 2, row.seed());
            campaign.await("refused", RESOLVED, () -> failures(operator, id).contains("link-local"));
            row.runs(1);
            campaign.sink.behaveOtherwise(
                    new SinkBehaviour.Answer(302, "http://169.254.169.254/latest/meta-data", Duration.ZERO));
            hosts.says("127.0.0.1 receiver.test");
            campaign.await("redirected", RESOLVED, () -> failures(operator, id).contains("302"));
            row.runs(1);
            campaign.sink.behaveOtherwise(SinkBehaviour.ACCEPT);
            campaign.load.stop();
            row.recovered(campaign.await("told", RESOLVED, () -> campaign.model.isTold(campaign.ledger.byRoom())));
            campaign.judge(row);
        }
    }

    @CampaignRow(
            value = 12,
            fault = "certificate expired, of another host, of an unknown authority; handshake that hangs")
    void certificates(RowRecord row) throws Exception {
        Certificates known = new Certificates(home, "known");
        Certificates unknown = new Certificates(home, "unknown");
        Map<String, SSLContext> faults = new LinkedHashMap<>();
        faults.put("expired", known.server("old", "localhost", 20, 10));
        faults.put("of another host", known.server("other", "elsewhere.test", 1, 10));
        faults.put("of an unknown authority", unknown.server("strange", "localhost", 1, 10));
        SSLContext right = known.server("right", "localhost", 1, 10);
        ServerOptions options = ServerOptions.in(home)
                .with("EPHYRA_WEBHOOK_CA_FILE", known.pem().toString());
        try (FaultCampaign campaign = FaultCampaign.withoutWebhooks(options)) {
            OperatorClient operator = new OperatorClient(campaign.rest);
            campaign.sink.behaveOtherwise(new SinkBehaviour.Hang());
            int n = 0;
            for (Map.Entry<String, SSLContext> fault : faults.entrySet()) {
                String room = "tls" + n++;
                HttpsServer bad = receiver(fault.getValue(), 0, campaign);
                int port = bad.getAddress().getPort();
                String id = operator.endpoint(
                                "https://localhost:" + port + "/" + room, "\"roomIdPrefix\":\"" + room + "\"")
                        .id();
                openRoom(campaign, room);
                campaign.await(fault.getKey(), SOON, () -> operator.attempts(id).size() >= 2);
                row.measured(
                        fault.getKey(), operator.status(id).path("lastFailure").asText());
                assertThat(campaign.ledger.byRoom()).doesNotContainKey(room);
                assertThat(operator.status(id).path("state").asText()).isNotEqualTo("healthy");
                bad.stop(0);
                HttpsServer good = receiver(right, port, campaign);
                row.recovered(campaign.await(
                        "told", SOON, () -> campaign.ledger.byRoom().containsKey(room)));
                good.stop(0);
                row.runs(1);
            }
            // The plain sink takes the connection and waits for a request in clear.
            String id = operator.endpoint(
                            campaign.sink.url("/hang").replace("http://127.0.0.1", "https://localhost"),
                            "\"roomIdPrefix\":\"mute\"")
                    .id();
            campaign.rest.createRoom("{\"roomId\":\"mute\"}");
            campaign.await(
                    "a handshake that ends", SOON, () -> !operator.attempts(id).isEmpty());
            long millis = operator.attempts(id).getLast().path("millis").asLong();
            assertThat(millis).as("deadline of the handshake").isLessThan(7_000);
            row.measured("a handshake that hangs ends after", millis + " ms");
            row.runs(1);
            campaign.judge(row);
        }
    }

    /** Accepts everything, and shows it to the ledger. */
    private static HttpsServer receiver(SSLContext side, int port, FaultCampaign campaign) throws IOException {
        HttpsServer receiver = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        receiver.setHttpsConfigurator(new HttpsConfigurator(side));
        receiver.createContext("/", exchange -> take(exchange, campaign));
        receiver.start();
        return receiver;
    }

    private static void take(HttpExchange exchange, FaultCampaign campaign) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        campaign.ledger.accept(new WebhookPost(exchange.getRequestURI().getPath(), headers, body, true));
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }
}
