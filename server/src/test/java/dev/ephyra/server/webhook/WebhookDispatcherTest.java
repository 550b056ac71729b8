package dev.ephyra.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.lane.AddressFilter;
import dev.ephyra.notify.lane.BreakerLimits;
import dev.ephyra.notify.lane.LaneLimits;
import dev.ephyra.notify.lane.RetrySchedule;
import dev.ephyra.server.webhook.Receiver.Reply;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookDispatcherTest {
    private static final WebhookOptions OPTIONS = new WebhookOptions(
            250,
            800,
            64 << 10,
            new AddressFilter(false),
            WebhookTls.DEFAULT,
            new LaneLimits(
                    4,
                    1 << 20,
                    16,
                    64,
                    32,
                    8,
                    8,
                    1_000_000,
                    2_400_000_000L,
                    new BreakerLimits(20, 10, 5, 20_000_000, 100_000_000)),
            new RetrySchedule(List.of(20L, 50L), 0.2),
            1_000);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final MemoryJournal journal = new MemoryJournal();
    private Resolver resolver = new SystemResolver();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void postsEveryNotificationOfARoomInOrderAsExactBytes() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(204))) {
            WebhookDispatcher dispatcher = start();
            push(dispatcher, journal.create("r", receiver.url("/hook?a=b")));
            for (int event = 0; event < 20; event++) {
                push(dispatcher, journal.event("r"));
            }
            push(dispatcher, journal.delete("r"));

            Receiver.Request first = receiver.next();
            assertThat(first.line()).isEqualTo("POST /hook?a=b HTTP/1.1");
            assertThat(first.headers()).containsIgnoringCase("content-type: application/x-protobuf\r\n");
            assertThat(first.headers()).containsIgnoringCase("host: 127.0.0.1:" + receiver.port());
            assertThat(first.body()).isEqualTo("r:1");
            assertThat(receiver.bodies(21)).isEqualTo(bodies("r", 2, 22));
            until(() -> dispatcher.statistics().delivered() == 22
                    && dispatcher.statistics().lanes().lanes() == 0);
            assertThat(dispatcher.oldestUndeliveredMicros(1_000)).isZero();
            assertThat(journal.keptFrom()).isEqualTo(23);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 404, 500})
    void repeatsAnythingBut2xxAndFollowsNoRedirect(int status) throws Exception {
        AtomicInteger answers = new AtomicInteger();
        try (Receiver elsewhere = new Receiver(request -> Receiver.status(200));
                Receiver receiver = new Receiver(request -> answers.incrementAndGet() <= 3
                        ? new Reply.Bytes("HTTP/1.1 " + status + " Text\r\nLocation: " + elsewhere.url("/")
                                + "\r\nContent-Length: 4\r\n\r\nbody")
                        : Receiver.status(200))) {
            WebhookDispatcher dispatcher = start();
            push(dispatcher, journal.create("r", receiver.url("/")));
            push(dispatcher, journal.event("r"));

            assertThat(receiver.bodies(5)).containsExactly("r:1", "r:1", "r:1", "r:1", "r:2");
            assertThat(elsewhere.isQuiet(20)).isTrue();
        }
    }

    @Test
    void aReceiverThatMisbehavesDelaysOnlyItsOwnRoomAndIsRetried() throws Exception {
        AtomicBoolean healed = new AtomicBoolean();
        try (Receiver receiver = new Receiver(request -> {
            String path = request.line().split(" ", -1)[1];
            return switch (healed.get() ? "/good" : path) {
                case "/reset" -> new Reply.Reset();
                case "/hang" -> new Reply.Hang();
                case "/drip" -> new Reply.Drip();
                case "/garbage" -> new Reply.Bytes("nonsense\r\n\r\n");
                case String good -> Receiver.status(200);
            };
        })) {
            WebhookDispatcher dispatcher = start();
            List<String> bad = List.of("reset", "hang", "drip", "garbage");
            for (String room : bad) {
                push(dispatcher, journal.create(room, receiver.url("/" + room)));
            }
            until(() -> dispatcher.statistics().failed() >= 4);
            push(dispatcher, journal.create("good", receiver.url("/good")));
            for (int event = 0; event < 50; event++) {
                push(dispatcher, journal.event("good"));
            }
            until(() -> dispatcher.statistics().delivered() == 51);
            assertThat(dispatcher.statistics().lanes().blocked()).isEqualTo(4);
            assertThat(dispatcher.statistics().lanes().neededFromOffset()).isEqualTo(1);

            healed.set(true);
            until(() -> dispatcher.statistics().delivered() == 55);
        }
    }

    @Test
    void aReceiverThatNeverAcceptsIsGivenUpInTime() throws Exception {
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int filler = 0; filler < 2; filler++) {
                fillers.add(new Socket(full.getInetAddress(), full.getLocalPort()));
            }
            WebhookDispatcher dispatcher = start();
            push(dispatcher, journal.create("r", "http://127.0.0.1:" + full.getLocalPort()));

            until(() -> dispatcher.statistics().failed() >= 2);
            assertThat(dispatcher.statistics().delivered()).isZero();
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void takesAnAnswerWhoseBodyNeverEndsAndStopsReadingIt() throws Exception {
        try (Receiver receiver = new Receiver(request -> new Reply.Endless())) {
            WebhookDispatcher dispatcher = start();
            push(dispatcher, journal.create("r", receiver.url("/")));
            push(dispatcher, journal.event("r"));

            assertThat(receiver.bodies(2)).containsExactly("r:1", "r:2");
            until(() -> dispatcher.statistics().delivered() == 2);
            assertThat(dispatcher.statistics().failed()).isZero();
        }
    }

    @Test
    void keepsAConnectionForTheNextRequest() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            postTwenty(receiver);
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nConnection: Close\r\n", "HTTP/1.0 200 OK\r\n"})
    void keepsNoConnectionThatTheReceiverWillClose(String answer) throws Exception {
        try (Receiver receiver = new Receiver(request -> new Reply.Bytes(answer + "Content-Length: 0\r\n\r\n"))) {
            postTwenty(receiver);
            assertThat(receiver.connections()).isEqualTo(20);
        }
    }

    private void postTwenty(Receiver receiver) throws Exception {
        WebhookDispatcher dispatcher = start();
        push(dispatcher, journal.create("r", receiver.url("/")));
        for (int event = 1; event < 20; event++) {
            push(dispatcher, journal.event("r"));
        }
        assertThat(receiver.bodies(20)).isEqualTo(bodies("r", 1, 20));
        until(() -> dispatcher.statistics().delivered() == 20);
        assertThat(dispatcher.statistics().failed()).isZero();
    }

    @Test
    void neverConnectsToAnAddressThatIsRefused() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            List<InetAddress> addresses = List.of(InetAddress.ofLiteral("169.254.169.254"));
            resolver = host -> CompletableFuture.completedFuture(addresses);
            WebhookDispatcher refusing = start();
            push(refusing, journal.create("r", "http://metadata.example:" + receiver.port() + "/"));
            until(() -> refusing.statistics().failed() >= 2);
            assertThat(receiver.isQuiet(20)).isTrue();
        }
    }

    @Test
    void triesTheNextAddressAndSendsTheNameThatWasGiven() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            List<InetAddress> addresses = List.of(
                    InetAddress.ofLiteral("169.254.1.1"),
                    InetAddress.ofLiteral("127.0.0.77"),
                    InetAddress.ofLiteral("127.0.0.1"));
            resolver = host -> CompletableFuture.completedFuture(addresses);
            WebhookDispatcher dispatcher = start();
            push(dispatcher, journal.create("r", "http://backend.example:" + receiver.port() + "/"));

            assertThat(receiver.next().headers())
                    .containsIgnoringCase("host: backend.example:" + receiver.port() + "\r\n");
            until(() -> dispatcher.statistics().delivered() == 1);
            assertThat(dispatcher.statistics().failed()).isZero();
        }
    }

    @Test
    void givesNoLaneToAUrlThatCanNeverBePostedTo() {
        WebhookDispatcher dispatcher = start();
        push(dispatcher, journal.create("r", "gopher://x"));

        until(() -> dispatcher.statistics().unusableUrls() == 1);
        assertThat(dispatcher.statistics().lanes().lanes()).isZero();
    }

    @Test
    void aRestartRepeatsAtMostWhatWasInFlightAndSkipsNothing() throws Exception {
        var received = new ConcurrentHashMap<String, List<Integer>>();
        try (Receiver receiver = new Receiver(request -> {
            String[] body = request.body().split(":", -1);
            received.computeIfAbsent(body[0], room -> new CopyOnWriteArrayList<>())
                    .add(Integer.parseInt(body[1]));
            return Receiver.status(200);
        })) {
            int starts = 4;
            for (int round = 0; round < starts; round++) {
                Vertx mine = Vertx.vertx();
                WebhookDispatcher dispatcher = start(mine);
                for (int room = 0; room < 10; room++) {
                    String name = "r" + room;
                    push(dispatcher, round == 0 ? journal.create(name, receiver.url("/")) : journal.event(name));
                    for (int event = 0; event < 30; event++) {
                        push(dispatcher, journal.event(name));
                    }
                }
                int enough = round * 310 + 100;
                until(() -> received.values().stream().mapToInt(List::size).sum() >= enough);
                mine.close().await();
            }
            WebhookDispatcher last = start();
            for (int room = 0; room < 10; room++) {
                push(last, journal.delete("r" + room));
            }
            until(() ->
                    last.statistics().lanes().lanes() == 0 && last.statistics().delivered() > 0);

            assertThat(received).hasSize(10);
            assertThat(received.values()).allSatisfy(seqs -> {
                assertThat(seqs).isSorted();
                assertThat(seqs.stream().distinct().toList())
                        .isEqualTo(IntStream.rangeClosed(1, 31 * starts + 1)
                                .boxed()
                                .toList());
                assertThat(seqs.size() - (31 * starts + 1)).isLessThanOrEqualTo(starts);
            });
        }
    }

    @Test
    void findsRoomsThatWereCreatedBeforeTheirLaneWasKept() throws Exception {
        journal.create("r", "http://127.0.0.1:1/");
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            for (int room = 0; room < 600; room++) {
                journal.create("s" + room, receiver.url("/"));
            }
            WebhookDispatcher dispatcher = start();

            until(() -> dispatcher.statistics().delivered() == 600);
            assertThat(dispatcher.statistics().lanes().lanes()).isEqualTo(601);
        }
    }

    @Test
    void readsForItselfWhatWasNotPushed() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            WebhookDispatcher dispatcher = start();
            JournalRecord unpushed = journal.create("r", receiver.url("/"));
            push(dispatcher, journal.event("r"));

            assertThat(unpushed.offset()).isEqualTo(1);
            assertThat(receiver.bodies(2)).containsExactly("r:1", "r:2");
        }
    }

    @Test
    void drainsWhatCanBeDeliveredAndDoesNotWaitForTheRest() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            WebhookDispatcher dispatcher = start();
            push(dispatcher, journal.create("r", receiver.url("/")));
            for (int event = 0; event < 100; event++) {
                push(dispatcher, journal.event("r"));
            }

            dispatcher.drain(TimeUnit.SECONDS.toNanos(10)).await(10, TimeUnit.SECONDS);

            assertThat(receiver.bodies(101)).isEqualTo(bodies("r", 1, 101));
        }
    }

    @Test
    void refusesADatabaseOfANewerVersion() throws SQLException {
        try (Connection newer = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ephyra.db"));
                Statement statement = newer.createStatement()) {
            statement.execute("CREATE TABLE schema_version(id INTEGER PRIMARY KEY, version INTEGER)");
            statement.execute("INSERT INTO schema_version VALUES(1, 99)");
        }
        WebhookDispatcher dispatcher = deploy(vertx);

        assertThatThrownBy(() -> dispatcher.loaded().await(10, TimeUnit.SECONDS))
                .hasMessageContaining("written by a newer version");
        assertThat(dispatcher.health()).isPresent();
    }

    private WebhookDispatcher start() {
        return start(vertx);
    }

    private WebhookDispatcher start(Vertx on) {
        WebhookDispatcher dispatcher = deploy(on);
        dispatcher.loaded().await();
        return dispatcher;
    }

    private WebhookDispatcher deploy(Vertx on) {
        var dispatcher = new WebhookDispatcher(
                on,
                new WebhookDispatcher.Parts(
                        journal,
                        folder.resolve("ephyra.db"),
                        resolver,
                        OPTIONS,
                        Optional.empty(),
                        Keys.box(),
                        List.of(),
                        EndpointEvents.NONE));
        on.deployVerticle(dispatcher).await();
        return dispatcher;
    }

    private static void push(WebhookDispatcher dispatcher, JournalRecord event) {
        dispatcher.onRecords(List.of(event));
    }

    private static List<String> bodies(String room, int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(seq -> room + ":" + seq).toList();
    }

    private static void until(BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean() && System.nanoTime() < deadlineNanos) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(condition.getAsBoolean()).as("within 10 s").isTrue();
    }
}
