package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.ServerSocketClient;
import dev.ephyra.testkit.SocketEnd;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.EventType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program that knows nothing of streams, with a consumer's token: it misses nothing over reconnects. */
@Timeout(120)
class DurableConsumerTest {
    private static final long SEED = 11_072_026;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String TOKEN = "token-of-billing";

    @TempDir
    Path home;

    @Test
    void missesNothingHoweverOftenItIsCutOff() throws IOException {
        Random random = new Random(SEED);
        List<Notification> told = new ArrayList<>();
        List<Notification> happened = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(options());
                RestClient rest = server.rest()) {
            consumer(server).close();
            for (int cut = 0; cut < 40; cut++) {
                String room = "room" + cut;
                assertThat(rest.createRoom("{\"roomId\":\"" + room + "\"}").isSuccess())
                        .isTrue();
                happened.add(Notification.roomCreated(room));
                try (ServerSocketClient client = consumer(server)) {
                    int enough = random.nextInt(4);
                    if (enough > 0) {
                        client.awaitNotification(Notification.roomCreated(room), SOON);
                    }
                    told.addAll(client.notifications());
                }
            }
            try (ServerSocketClient client = consumer(server)) {
                rest.createRoom("{\"roomId\":\"last\"}");
                happened.add(Notification.roomCreated("last"));
                client.awaitNotification(Notification.roomCreated("last"), SOON);
                told.addAll(client.notifications());
            }
            // What the server had no pong for comes again; nothing else does.
            assertThat(told.stream().distinct()).as("seed " + SEED).isEqualTo(happened);
        }
    }

    @Test
    void hearsOfTheRoomsThatEndedWithTheRestartItWasConfiguredWith() throws IOException {
        try (ServerProcess before = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = before.rest()) {
            rest.createRoom("{\"roomId\":\"open\"}");
            before.kill();
        }
        try (ServerProcess server = ServerProcess.start(options());
                ServerSocketClient client = consumer(server)) {
            client.awaitNotification(Notification.roomCrashed("open"), SOON);

            assertThat(client.notifications()).containsExactly(Notification.roomCrashed("open"));
        }
    }

    @Test
    void getsFishjamsMessagesAndNothingElse() throws IOException {
        try (ServerProcess server = ServerProcess.start(options());
                RestClient rest = server.rest();
                ServerSocketClient client = consumer(server)) {
            client.subscribe(EventType.EVENT_TYPE_METRICS);
            rest.createRoom("{\"roomId\":\"r\",\"metadata\":{\"a\":1}}");
            client.awaitNotification(Notification.roomCreated("r"), SOON);

            assertThat(client.messages()).noneMatch(ServerMessage::hasMeta).allSatisfy(message -> {
                assertThat(message.getSubscribeResponse().getCursor()).isEmpty();
                assertThat(message.getSubscribeResponse().getOldestCursor()).isEmpty();
            });
        }
    }

    @Test
    void theTokenOpensTheSocketAndNothingElseAndTheLatestConnectionCounts() throws IOException {
        try (ServerProcess server = ServerProcess.start(options());
                RestClient operator = new RestClient("http://" + server.address(), TOKEN);
                ServerSocketClient older = consumer(server);
                ServerSocketClient newer = consumer(server)) {
            assertThat(operator.get("/room").status()).isEqualTo(401);
            assertThat(older.socket().awaitEnd(SOON))
                    .isEqualTo(new SocketEnd(4010, "replaced by another connection of consumer billing"));
            try (RestClient rest = server.rest()) {
                rest.createRoom("{\"roomId\":\"r\"}");
            }
            newer.awaitNotification(Notification.roomCreated("r"), SOON);
            assertThat(server.log()).doesNotContain(TOKEN);
        }
    }

    private ServerOptions options() {
        return ServerOptions.in(home).with("EPHYRA_CONSUMERS", "audit:other-token,billing:" + TOKEN);
    }

    private static ServerSocketClient consumer(ServerProcess server) throws IOException {
        ServerSocketClient client = ServerSocketClient.connect(server.port());
        client.authenticate(TOKEN);
        client.subscribe(EventType.EVENT_TYPE_SERVER_NOTIFICATION);
        return client;
    }
}
