package dev.ephyra.server.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.Batching;
import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.endpoint.Deliveries.Outcome;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.endpoint.EndpointStatus;
import dev.ephyra.notify.endpoint.Endpoints;
import dev.ephyra.notify.endpoint.Endpoints.Change;
import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.notify.lane.AddressFilter;
import dev.ephyra.notify.lane.BreakerLimits;
import dev.ephyra.notify.lane.LaneLimits;
import dev.ephyra.notify.lane.RetrySchedule;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.notify.signature.SignatureHeaders;
import dev.ephyra.notify.signature.Signer;
import dev.ephyra.notify.signature.SigningKeys;
import dev.ephyra.notify.signature.WebhookSecret;
import dev.ephyra.server.config.ConfiguredEndpoint;
import dev.ephyra.server.store.DeadLetterRow;
import dev.ephyra.server.store.SqliteStore;
import dev.ephyra.server.store.StoreChange;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointsTest {
    private static final WebhookOptions OPTIONS = new WebhookOptions(
            1_000,
            5_000,
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
                    15_000_000_000L,
                    new BreakerLimits(20, 10, 5, 20_000_000, 100_000_000)),
            new RetrySchedule(List.of(20L, 50L), 0.2),
            1_000);
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir
    Path folder;

    private Vertx vertx = Vertx.vertx();
    private final MemoryJournal journal = new MemoryJournal();
    private List<ConfiguredEndpoint> configured = List.of();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void postsTheEventsOfARoomToARegisteredEndpointSigned() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            WebhookDispatcher dispatcher = start();
            String id = create(dispatcher, endpoint(receiver.url("/hook"), EventFilter.ALL));
            push(dispatcher, journal.createWithoutUrl("r"));
            push(dispatcher, journal.event("r"));

            Receiver.Request first = receiver.next();
            assertThat(id).startsWith("ep_").hasSize(19);
            assertThat(first.body()).isEqualTo("r:1");
            assertThat(header(first, "x-key")).isEqualTo("mine");
            assertThat(header(first, "user-agent")).startsWith("Ephyra/");
            assertThat(header(first, "x-fishjam-room-seq")).isEqualTo("1");
            assertThat(header(first, "x-fishjam-attempt")).isEqualTo("1");
            assertThat(header(first, "x-fishjam-event-id")).isEqualTo(header(first, "webhook-id"));
            assertThat(header(first, "x-fishjam-prev-seq")).isEqualTo("0");
            assertThat(header(first, "x-fishjam-first-attempt-at")).endsWith("Z");
            assertThat(first.headers().toLowerCase(Locale.ROOT)).doesNotContain("x-fishjam-replay", "x-fishjam-gap");
            assertSigned(first, SECRET);
            assertThat(receiver.next().body()).isEqualTo("r:2");
        }
    }

    @Test
    void anEndpointRegisteredLaterGetsOpenRoomsFromThenOn() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            WebhookDispatcher dispatcher = start();
            push(dispatcher, journal.createWithoutUrl("old"));
            push(dispatcher, journal.event("old"));
            create(dispatcher, endpoint(receiver.url("/"), EventFilter.ALL));
            push(dispatcher, journal.event("old"));

            assertThat(receiver.next().body()).isEqualTo("old:3");
        }
    }

    @Test
    void aRoomsUrlAndTwoEndpointsEachGetEverythingInOrder() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            WebhookDispatcher dispatcher = start();
            create(dispatcher, endpoint(receiver.url("/one"), EventFilter.ALL));
            create(dispatcher, endpoint(receiver.url("/two"), EventFilter.ALL));
            push(dispatcher, journal.create("r", receiver.url("/room")));
            push(dispatcher, journal.event("r"));
            push(dispatcher, journal.delete("r"));

            Map<String, List<String>> bodies = new HashMap<>();
            for (int request = 0; request < 9; request++) {
                Receiver.Request next = receiver.next();
                bodies.computeIfAbsent(next.line(), _ -> new ArrayList<>()).add(next.body());
            }
            assertThat(bodies).hasSize(3);
            assertThat(bodies.values()).allSatisfy(each -> assertThat(each).containsExactly("r:1", "r:2", "r:3"));
            until(() -> dispatcher.statistics().lanes().lanes() == 0);
        }
    }

    @Test
    void aPausedEndpointStaysPausedOverARestartAndThenGetsEverything() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            WebhookDispatcher before = start();
            String id = create(before, endpoint(receiver.url("/"), EventFilter.ALL));
            assertThat(get(before.endpoints().pause(id))).isInstanceOf(Change.Done.class);
            push(before, journal.createWithoutUrl("r"));
            push(before, journal.event("r"));
            assertThat(receiver.isQuiet(50)).isTrue();
            vertx.close().await();
            vertx = Vertx.vertx();

            WebhookDispatcher after = start();

            assertThat(get(after.endpoints().show(id)).orElseThrow().state()).isEqualTo(EndpointState.PAUSED);
            assertThat(receiver.isQuiet(50)).isTrue();
            assertThat(get(after.endpoints().resume(id))).isInstanceOf(Change.Done.class);
            assertThat(receiver.bodies(2)).containsExactly("r:1", "r:2");
        }
    }

    @Test
    void requeuesDeadLettersAndForgetsThoseThatAreTaken() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            WebhookDispatcher before = start();
            String id = create(before, endpoint(receiver.url("/"), EventFilter.ALL));
            vertx.close().await();
            bury(id, 3);
            vertx = Vertx.vertx();
            WebhookDispatcher after = start();
            Deliveries deliveries = after.deliveries();
            assertThat(get(after.endpoints().show(id)).orElseThrow().deadLetters())
                    .isEqualTo(3);
            List<Deliveries.DeadLetter> letters = get(deliveries.deadLetters(Optional.of(id), 0, 10));

            assertThat(get(deliveries.requeue(letters.get(1).id()))).isInstanceOf(Outcome.Posted.class);
            assertThat(header(receiver.next(), "x-fishjam-replay")).isEqualTo("true");
            assertThat(get(deliveries.requeueAll(id))).isInstanceOf(Outcome.Done.class);
            assertThat(receiver.bodies(2)).hasSize(2);

            until(() -> after.endpoints()
                            .show(id)
                            .toCompletableFuture()
                            .join()
                            .orElseThrow()
                            .deadLetters()
                    == 0);
            assertThat(get(deliveries.deadLetters(Optional.empty(), 0, 10))).isEmpty();
            assertThat(get(deliveries.requeue(99))).isInstanceOf(Outcome.Unknown.class);
            assertThat(get(deliveries.purge(Optional.empty(), Optional.of(id)))).isEqualTo(new Outcome.Done("0"));
        }
    }

    private void bury(String endpointId, int letters) throws Exception {
        try (SqliteStore store = SqliteStore.open(folder.resolve("ephyra.db"))) {
            for (int letter = 0; letter < letters; letter++) {
                JournalRecord event = journal.event("dead");
                store.apply(List.of(new StoreChange.DeadLettered(new DeadLetterRow(
                        new Deliveries.DeadLetter(
                                0,
                                endpointId,
                                event.eventId(),
                                event.room(),
                                event.roomEpoch(),
                                event.roomSeq(),
                                1,
                                "peerAdded",
                                "poison",
                                20,
                                "HTTP 500",
                                1_000_000L * 4_000_000_000L),
                        event))));
            }
        }
    }

    @Test
    void keepsToTheRoomsThatTheFilterWants() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            WebhookDispatcher dispatcher = start();
            create(dispatcher, endpoint(receiver.url("/"), new EventFilter(Set.of(), Set.of(), "a-", Map.of())));
            push(dispatcher, journal.createWithoutUrl("b-1"));
            push(dispatcher, journal.createWithoutUrl("a-1"));

            assertThat(receiver.next().body()).isEqualTo("a-1:1");
            assertThat(receiver.isQuiet(30)).isTrue();
        }
    }

    @Test
    void survivesARestartWithItsSecret() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            WebhookDispatcher before = start();
            String id = create(before, endpoint(receiver.url("/"), EventFilter.ALL));
            vertx.close().await();
            vertx = Vertx.vertx();
            WebhookDispatcher after = start();

            assertThat(get(after.endpoints().secret(id))).contains(SECRET);
            push(after, journal.createWithoutUrl("r"));
            assertSigned(receiver.next(), SECRET);
        }
    }

    @Test
    void rotatesASecretWithBothSigningForAWhile() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            WebhookDispatcher dispatcher = start();
            String id = create(dispatcher, endpoint(receiver.url("/"), EventFilter.ALL));
            Change changed = get(dispatcher.endpoints().rotate(id, "", 60, 30));
            String fresh = ((Change.Done) changed).secret();
            push(dispatcher, journal.createWithoutUrl("r"));

            Receiver.Request request = receiver.next();
            assertThat(header(request, SignatureHeaders.STANDARD).split(" ", -1))
                    .hasSize(2);
            assertThat(header(request, SignatureHeaders.LEGACY))
                    .isEqualTo(sign(request, SECRET).legacy());
            assertThat(header(request, SignatureHeaders.STANDARD))
                    .contains(sign(request, fresh).standard());
            EndpointStatus status = get(dispatcher.endpoints().show(id)).orElseThrow();
            assertThat(status.rotation()).isPresent();
        }
    }

    @Test
    void refusesWhatCannotBeAndSaysWhatCould() throws Exception {
        WebhookDispatcher dispatcher = start();
        Endpoints endpoints = dispatcher.endpoints();

        assertThat(get(endpoints.create(endpoint("gopher://x", EventFilter.ALL), "")))
                .isInstanceOfSatisfying(
                        Change.Refused.class,
                        refused -> assertThat(refused.why()).startsWith("url: "));
        assertThat(get(endpoints.create(endpoint("http://x/", EventFilter.ALL), "whsec_short")))
                .isInstanceOfSatisfying(
                        Change.Refused.class,
                        refused -> assertThat(refused.why()).startsWith("secret: "));
        assertThat(get(endpoints.pause("ep_none"))).isInstanceOf(Change.Unknown.class);
        assertThat(get(endpoints.delete("ep_none"))).isInstanceOf(Change.Unknown.class);
        assertThat(get(endpoints.list())).isEmpty();
        assertThat(get(dispatcher.deliveries().test("ep_none"))).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void endpointsOfTheFileTakeThePlaceOfThoseOfTheLastStart() throws Exception {
        configured = List.of(ofFile("a"), ofFile("b"));
        WebhookDispatcher before = start();
        assertThat(get(before.endpoints().list()))
                .extracting(status -> status.endpoint().id())
                .containsExactly("ep_file_a", "ep_file_b");
        assertThat(get(before.endpoints().delete("ep_file_a"))).isInstanceOf(Change.Refused.class);
        String secret = get(before.endpoints().secret("ep_file_b")).orElseThrow();
        vertx.close().await();
        vertx = Vertx.vertx();
        configured = List.of(ofFile("b"));

        WebhookDispatcher after = start();

        assertThat(get(after.endpoints().secret("ep_file_b"))).contains(secret);
        assertThat(get(after.endpoints().delete("ep_file_a"))).isInstanceOf(Change.Done.class);
        assertThat(get(after.endpoints().list()))
                .extracting(status -> status.endpoint().id())
                .containsExactly("ep_file_b");
    }

    @Test
    void postsAMarkedTestEventAndShowsTheAnswer() throws Exception {
        try (Receiver receiver = new Receiver(
                request -> new Receiver.Reply.Bytes("HTTP/1.1 401 No\r\nContent-Length: 16\r\n\r\nsecret: abcdefgh"))) {
            WebhookDispatcher dispatcher = start();
            String id = create(dispatcher, endpoint(receiver.url("/"), EventFilter.ALL));

            Outcome outcome = get(dispatcher.deliveries().test(id));

            assertThat(outcome).isInstanceOfSatisfying(Outcome.Posted.class, posted -> {
                assertThat(posted.attempt().status()).isEqualTo(401);
                assertThat(posted.attempt().failure()).isEqualTo("HTTP 401 No");
                // The receiver's address is a private one.
                assertThat(posted.attempt().answer()).doesNotContain("abcdefgh");
            });
            assertThat(header(receiver.next(), "x-fishjam-test")).isEqualTo("true");
            assertThat(get(dispatcher.deliveries().attempts(id, true, 10))).hasSize(1);
        }
    }

    @Test
    void redeliversOneEventMarkedAsAReplay() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            WebhookDispatcher dispatcher = start();
            String id = create(dispatcher, endpoint(receiver.url("/"), EventFilter.ALL));
            JournalRecord created = journal.createWithoutUrl("r");
            push(dispatcher, created);
            Receiver.Request first = receiver.next();

            assertThat(get(dispatcher.deliveries().redeliver(created.eventId(), id)))
                    .isInstanceOf(Outcome.Posted.class);

            Receiver.Request again = receiver.next();
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(header(again, "webhook-id")).isEqualTo(header(first, "webhook-id"));
            assertThat(header(again, "x-fishjam-replay")).isEqualTo("true");
            until(() -> states(dispatcher, created).equals(List.of(Deliveries.State.DELIVERED)));
            assertThat(get(dispatcher.deliveries().deliveries(created.eventId()))
                            .getFirst()
                            .attempts())
                    .hasSize(2)
                    .allSatisfy(attempt -> assertThat(attempt.status()).isEqualTo(200));
            assertThat(get(dispatcher.deliveries().deliveries(new UUID(0, 99)))).isEmpty();
            assertThat(get(dispatcher.deliveries().redeliver(new UUID(0, 99), id)))
                    .isInstanceOf(Outcome.Unknown.class);
        }
    }

    @Test
    void replaysARangeInOrderBesideTheLiveTraffic() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            WebhookDispatcher dispatcher = start();
            push(dispatcher, journal.createWithoutUrl("r"));
            for (int event = 0; event < 9; event++) {
                push(dispatcher, journal.event("r"));
            }
            until(() -> journal.keptFrom() == 11);
            EventFilter peersOnly = new EventFilter(Set.of(EventType.PEER_ADDED), Set.of(), "", Map.of());
            String id = create(dispatcher, endpoint(receiver.url("/"), peersOnly));
            Outcome begun = get(dispatcher.deliveries().replay(new Deliveries.Replay(id, "r", 1, 8, false, 1_000)));

            assertThat(begun).isInstanceOf(Outcome.Done.class);
            assertThat(receiver.bodies(7)).containsExactly("r:2", "r:3", "r:4", "r:5", "r:6", "r:7", "r:8");
            until(() -> replay(dispatcher).state().equals("finished"));
            assertThat(replay(dispatcher).sent()).isEqualTo(7);
            assertThat(get(dispatcher.deliveries().cancelReplay("rp_none"))).isInstanceOf(Outcome.Unknown.class);
        }
    }

    @Test
    void keepsWhereConsumersAre() throws Exception {
        WebhookDispatcher before = start();
        before.consumers().save("billing", 3);
        before.consumers().save("billing", 7);
        before.consumers().save("gone", 7);
        before.consumers().forget("gone");
        vertx.close().await();
        vertx = Vertx.vertx();

        WebhookDispatcher after = start();

        assertThat(after.consumers().load("billing")).hasValue(7);
        assertThat(after.consumers().load("other")).isEmpty();
        assertThat(after.consumers().names()).containsExactly("billing");
    }

    private static List<Deliveries.State> states(WebhookDispatcher dispatcher, JournalRecord event) {
        return dispatcher.deliveries().deliveries(event.eventId()).toCompletableFuture().join().stream()
                .map(Deliveries.Delivery::state)
                .toList();
    }

    private static Deliveries.ReplayStatus replay(WebhookDispatcher dispatcher) {
        return dispatcher.deliveries().replays().toCompletableFuture().join().getFirst();
    }

    private static void assertSigned(Receiver.Request request, String secret) {
        SignatureHeaders expected = sign(request, secret);
        assertThat(header(request, SignatureHeaders.LEGACY)).isEqualTo(expected.legacy());
        assertThat(header(request, SignatureHeaders.STANDARD)).isEqualTo(expected.standard());
    }

    private static SignatureHeaders sign(Receiver.Request request, String secret) {
        var parsed = (WebhookSecret.Parsed.Accepted) WebhookSecret.parse(secret);
        return Signer.sign(
                SigningKeys.of(parsed.secret()),
                header(request, "webhook-id"),
                Long.parseLong(header(request, "webhook-timestamp")),
                request.body().getBytes(ISO_8859_1),
                0);
    }

    private static String header(Receiver.Request request, String name) {
        Matcher found = Pattern.compile("(?im)^" + name + ": ([^\\r]*)").matcher(request.headers());
        assertThat(found.find()).as(name + " in " + request.headers()).isTrue();
        return found.group(1);
    }

    private static ConfiguredEndpoint ofFile(String name) {
        Endpoint like = endpoint("http://127.0.0.1:1/", EventFilter.ALL);
        Endpoint named = new Endpoint(
                "ep_file_" + name,
                like.url(),
                like.filter(),
                like.format(),
                like.meta(),
                like.headers(),
                like.batching(),
                like.deadLetters(),
                like.maxAgeMillis(),
                like.totalTimeoutMillis());
        return new ConfiguredEndpoint(named, Optional.empty());
    }

    private static Endpoint endpoint(String url, EventFilter filter) {
        return new Endpoint(
                "",
                url,
                filter,
                BodyFormat.PROTOBUF,
                false,
                Map.of("x-key", "mine"),
                Batching.NONE,
                Endpoint.PoisonPolicy.DEAD_LETTER,
                Endpoint.DEFAULT_MAX_AGE_MILLIS,
                Endpoint.DEFAULT_TIMEOUT_MILLIS);
    }

    private static String create(WebhookDispatcher dispatcher, Endpoint endpoint) throws Exception {
        Change change = get(dispatcher.endpoints().create(endpoint, SECRET));
        assertThat(change).isInstanceOf(Change.Done.class);
        return ((Change.Done) change).status().endpoint().id();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private WebhookDispatcher start() {
        var dispatcher = new WebhookDispatcher(
                vertx,
                new WebhookDispatcher.Parts(
                        journal,
                        folder.resolve("ephyra.db"),
                        new SystemResolver(),
                        OPTIONS,
                        Optional.empty(),
                        Keys.box(),
                        configured,
                        EndpointEvents.NONE));
        vertx.deployVerticle(dispatcher).await();
        dispatcher.loaded().await();
        return dispatcher;
    }

    private static void push(WebhookDispatcher dispatcher, JournalRecord event) {
        dispatcher.onRecords(List.of(event));
    }

    private static void until(BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean() && System.nanoTime() < deadlineNanos) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(condition.getAsBoolean()).as("within 10 s").isTrue();
    }
}
