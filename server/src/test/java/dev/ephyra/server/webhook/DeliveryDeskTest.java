package dev.ephyra.server.webhook;

import static dev.ephyra.server.webhook.TestDispatcher.get;
import static dev.ephyra.server.webhook.TestDispatcher.push;
import static dev.ephyra.server.webhook.TestDispatcher.registered;
import static dev.ephyra.server.webhook.TestDispatcher.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.endpoint.Deliveries.Outcome;
import dev.ephyra.notify.endpoint.Deliveries.State;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.endpoint.Endpoints.Change;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryDeskTest {
    @TempDir
    Path folder;

    private TestDispatcher with;

    @BeforeEach
    void begin() {
        with = new TestDispatcher(folder, 1_000);
    }

    @AfterEach
    void end() {
        with.close();
    }

    @Test
    void requeuesWhatTheUrlOfRoomsThatAreOverDidNotTake() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            with.start();
            with.stop();
            String url = receiver.url("/hook");
            with.bury(url, 3);
            WebhookDispatcher dispatcher = with.start();
            Deliveries deliveries = dispatcher.deliveries();

            assertThat(get(deliveries.requeueAll(url))).isInstanceOf(Outcome.Done.class);

            assertThat(receiver.bodies(3)).containsExactly("dead:1", "dead:2", "dead:3");
            until(() -> stateOfReplay(deliveries).equals(ReplayRunner.FINISHED));
            assertThat(get(deliveries.deadLetters(Optional.of(url), 0, 10))).isEmpty();
        }
    }

    @Test
    void nothingIsDoneForAnEndpointThatNobodyKnows() throws Exception {
        WebhookDispatcher dispatcher = with.start();
        var event = with.journal.createWithoutUrl("r");
        push(dispatcher, event);
        Deliveries deliveries = dispatcher.deliveries();

        for (String id : List.of("nope", "ep_nope", "http://receiver.example/never")) {
            assertThat(get(deliveries.knows(id))).isFalse();
            assertThat(List.of(
                            get(deliveries.test(id)),
                            get(deliveries.redeliver(event.eventId(), id)),
                            get(deliveries.requeueAll(id)),
                            get(deliveries.purge(Optional.empty(), Optional.of(id))),
                            get(deliveries.replay(new Deliveries.Replay(id, "r", 1, 1, false, 1)))))
                    .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Unknown.class));
        }
        assertThat(get(deliveries.replays())).isEmpty();
    }

    @Test
    void knowsTheUrlOfARoomThatIsOver() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            WebhookDispatcher before = with.start();
            String url = receiver.url("/hook");
            var event = with.journal.create("r", url);
            push(before, event);
            push(before, with.journal.delete("r"));
            until(() -> before.statistics().lanes().lanes() == 0
                    && before.statistics().delivered() == 2);
            assertThat(get(before.deliveries().knows(url))).isTrue();
            with.stop();
            Deliveries deliveries = with.start().deliveries();

            // What was taken is remembered in memory only; the journal still has the room.
            assertThat(get(deliveries.knows(url))).isFalse();
            assertThat(get(deliveries.redeliver(event.eventId(), url))).isInstanceOf(Outcome.Posted.class);
            assertThat(get(deliveries.replay(new Deliveries.Replay(url, "r", 1, 2, false, 1_000))))
                    .isInstanceOf(Outcome.Done.class);
        }
    }

    @Test
    void countsDeadLettersAsTheDatabaseHasThem() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            WebhookDispatcher before = with.start();
            String id = registered(before, receiver.url("/"));
            with.stop();
            with.bury(id, 3);
            WebhookDispatcher dispatcher = with.start();
            Deliveries deliveries = dispatcher.deliveries();
            long first = get(deliveries.deadLetters(Optional.of(id), 0, 10))
                    .getFirst()
                    .id();

            // The same one twice at once: the second finds it gone.
            var one = deliveries.requeue(first);
            var other = deliveries.requeue(first);
            get(one);
            get(other);
            assertThat(deadLetters(dispatcher, id)).isEqualTo(2);
            assertThat(get(deliveries.purge(Optional.empty(), Optional.of(id)))).isEqualTo(new Outcome.Done("2"));
            assertThat(deadLetters(dispatcher, id)).isZero();
        }
    }

    @Test
    void sendsNothingUnsignedToAnEndpointWhoseSecretCannotBeOpened() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            WebhookDispatcher before = with.start();
            String id = registered(before, receiver.url("/"));
            var event = with.journal.createWithoutUrl("r");
            push(before, event);
            receiver.next();
            until(() -> before.statistics().delivered() == 1);
            with.stop();
            with.bury(id, 1);
            with.box = Keys.otherBox();
            WebhookDispatcher dispatcher = with.start();
            Deliveries deliveries = dispatcher.deliveries();
            long letter = get(deliveries.deadLetters(Optional.of(id), 0, 10))
                    .getFirst()
                    .id();

            assertThat(List.of(
                            get(deliveries.test(id)),
                            get(deliveries.redeliver(event.eventId(), id)),
                            get(deliveries.requeue(letter)),
                            get(deliveries.requeueAll(id)),
                            get(deliveries.replay(new Deliveries.Replay(id, "r", 1, 1, false, 1)))))
                    .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Refused.class));
            assertThat(receiver.isQuiet(30)).isTrue();
            assertThat(get(dispatcher.endpoints().show(id)).orElseThrow().state())
                    .isEqualTo(EndpointState.PAUSED);
        }
    }

    @Test
    void aRequestThatIsNotWrittenYetIsWithdrawnWhenItsEndpointIsDeleted() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            CompletableFuture<List<InetAddress>> lookup = new CompletableFuture<>();
            CompletableFuture<Void> asked = new CompletableFuture<>();
            with.resolver = host -> {
                asked.complete(null);
                return lookup;
            };
            WebhookDispatcher dispatcher = with.start();
            String id = registered(dispatcher, "http://receiver.example:" + receiver.port() + "/");
            push(dispatcher, with.journal.createWithoutUrl("r"));
            get(asked);

            assertThat(get(dispatcher.endpoints().delete(id))).isInstanceOf(Change.Done.class);
            lookup.complete(List.of(InetAddress.ofLiteral("127.0.0.1")));

            assertThat(receiver.isQuiet(200)).isTrue();
        }
    }

    @Test
    void showsNoAnswerOfAPrivateAddressToATest() throws Exception {
        try (Receiver receiver = new Receiver(
                request -> new Receiver.Reply.Bytes("HTTP/1.1 404 No\r\nContent-Length: 6\r\n\r\ninside"))) {
            WebhookDispatcher dispatcher = with.start();
            String id = registered(dispatcher, receiver.url("/"));

            assertThat(get(dispatcher.deliveries().test(id)))
                    .isInstanceOfSatisfying(
                            Outcome.Posted.class,
                            posted -> assertThat(posted.attempt().answer()).startsWith("not shown"));
            assertThat(get(dispatcher.deliveries().attempts(id, true, 10)))
                    .singleElement()
                    .satisfies(attempt -> assertThat(attempt.answer()).startsWith("not shown"));
        }
    }

    @Test
    void saysOfAnEventOnlyWhatIsRemembered() throws Exception {
        try (Receiver receiver = new Receiver(request -> Receiver.status(200))) {
            WebhookDispatcher before = with.start();
            String id = registered(before, receiver.url("/"));
            var event = with.journal.createWithoutUrl("r");
            push(before, event);
            push(before, with.journal.delete("r"));
            until(() -> before.statistics().delivered() == 2);
            until(() -> before.statistics().lanes().lanes() == 0);
            assertThat(states(before, event)).containsExactly(State.DELIVERED);
            with.stop();
            with.bury("http://gone.example/", 1);
            JournalRecord dead = with.journal.find(new UUID(0, 3)).orElseThrow();

            WebhookDispatcher after = with.start();

            // What was taken is remembered in memory only.
            assertThat(states(after, event)).containsExactly(State.PAST);
            assertThat(get(after.deliveries().deliveries(dead.eventId())))
                    .filteredOn(delivery -> delivery.state() == State.DEAD)
                    .extracting(Deliveries.Delivery::endpointId)
                    .containsExactly("http://gone.example/");
            assertThat(id).startsWith("ep_");
        }
    }

    private static List<State> states(WebhookDispatcher dispatcher, JournalRecord event) throws Exception {
        return get(dispatcher.deliveries().deliveries(event.eventId())).stream()
                .map(Deliveries.Delivery::state)
                .toList();
    }

    private static String stateOfReplay(Deliveries deliveries) {
        return deliveries.replays().toCompletableFuture().join().getFirst().state();
    }

    private static long deadLetters(WebhookDispatcher dispatcher, String id) throws Exception {
        return get(dispatcher.endpoints().show(id)).orElseThrow().deadLetters();
    }
}
