package dev.ephyra.server.webhook;

import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.lane.Gap;
import dev.ephyra.notify.lane.Item;
import dev.ephyra.notify.lane.WebhookUrl;
import dev.ephyra.server.store.DeadLetterRow;
import dev.ephyra.server.store.StoreChange;
import dev.ephyra.server.webhook.PostHeaders.Letter;
import dev.ephyra.server.webhook.WebhookDispatcher.Running;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes an operator's questions and requests about deliveries to the dispatcher's context. Thread-safe. */
final class DeliveryDesk implements Deliveries {
    // Quick, and far from what an endpoint gets otherwise.
    private static final int REQUEUED_PER_SECOND = 50;

    static final String NO_SECRET = "the endpoint's secret cannot be opened; rotate it first";

    private final ContextDoor door;

    DeliveryDesk(Supplier<@Nullable Running> running) {
        this.door = new ContextDoor(running);
    }

    @Override
    public CompletionStage<List<Delivery>> deliveries(UUID eventId) {
        return door.ask(running -> new DeliveryLookup(running).of(eventId));
    }

    @Override
    public CompletionStage<Boolean> knows(String endpointId) {
        return door.ask(running -> known(running, endpointId, "").thenApply(Optional::isPresent));
    }

    @Override
    public CompletionStage<List<Attempt>> attempts(String endpointId, boolean failedOnly, int max) {
        return door.ask(running -> {
            // What failed just now is handed over with the next turn.
            running.lanes().turn();
            List<Attempt> taken = failedOnly
                    ? List.of()
                    : running.lanes().courier().attempts().takenBy(endpointId, max);
            return running.writer().ask(store -> {
                List<Attempt> all = new ArrayList<>(store.attempts(endpointId, max));
                all.addAll(taken);
                all.sort(Comparator.comparingLong(Attempt::atMicros).reversed());
                return all.stream().limit(max).toList();
            });
        });
    }

    @Override
    public CompletionStage<Outcome> redeliver(UUID eventId, String endpointId) {
        return change(running -> onContext(
                running,
                new DeliveryLookup(running).event(eventId),
                found -> found.flatMap(ReplaySource::item)
                        .map(item -> withKnown(
                                running,
                                endpointId,
                                item.record().room(),
                                endpoint -> post(running, endpoint, item, true)))
                        .orElseGet(() -> unknown("there is no event " + eventId + " any more"))));
    }

    @Override
    public CompletionStage<Outcome> test(String endpointId) {
        return change(endpointId, "", (running, endpoint) -> {
            Item item = TestNotification.of(UUID.randomUUID(), LaneDriver.now().wallMicros());
            return post(running, endpoint, item, false);
        });
    }

    private static CompletionStage<Outcome> post(Running running, Endpoint endpoint, Item item, boolean replay) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        long nowMicros = LaneDriver.now().wallMicros();
        Letter letter = new Letter(endpoint, List.of(item), 1, nowMicros, Gap.NONE, replay);
        running.lanes().courier().send(letter, nowMicros, sent -> answer.complete(new Outcome.Posted(sent.attempt())));
        return answer;
    }

    @Override
    public CompletionStage<Outcome> replay(Replay replay) {
        return change(replay.endpointId(), replay.room(), (running, endpoint) -> {
            if (!endpoint.isRegistered() && replay.room().isEmpty() && !replay.failedOnly()) {
                return refused("room: a replay to the webhookUrl of rooms is of one room");
            }
            if (replay.fromOffset() > replay.toOffset()) {
                return refused("the range is empty: its end is before its beginning");
            }
            return begin(running, replay, replay.failedOnly());
        });
    }

    private static CompletionStage<Outcome> begin(Running running, Replay replay, boolean deadLetters) {
        Outcome outcome = running.replays().begin(replay, deadLetters, deadLetters ? 1 : replay.fromOffset());
        return running.writer().barrier().thenApply(_ -> outcome);
    }

    @Override
    public CompletionStage<List<ReplayStatus>> replays() {
        return door.ask(
                running -> CompletableFuture.completedFuture(running.replays().list()));
    }

    @Override
    public CompletionStage<Outcome> cancelReplay(String id) {
        return change(running -> {
            Outcome outcome = running.replays().cancel(id);
            return running.writer().barrier().thenApply(_ -> outcome);
        });
    }

    @Override
    public CompletionStage<List<DeadLetter>> deadLetters(Optional<String> endpointId, long afterId, int max) {
        return door.ask(running -> running.writer()
                .ask(store -> store.deadLetters(endpointId, afterId, max).stream()
                        .map(DeadLetterRow::letter)
                        .toList()));
    }

    @Override
    public CompletionStage<Outcome> requeue(long deadLetterId) {
        return change(running -> onContext(
                running,
                running.writer().ask(store -> store.deadLetter(deadLetterId)),
                found -> found.map(row -> requeue(running, row))
                        .orElseGet(() -> unknown("there is no dead letter " + deadLetterId))));
    }

    private static CompletionStage<Outcome> requeue(Running running, DeadLetterRow row) {
        DeadLetter letter = row.letter();
        Optional<Endpoint> endpoint = endpointOf(running, letter.endpointId());
        Optional<Item> item = ReplaySource.item(row.event());
        if (endpoint.isEmpty() || item.isEmpty()) {
            return unknown("there is no endpoint " + letter.endpointId());
        }
        if (!isSigned(running, endpoint.get())) {
            return refused(NO_SECRET);
        }
        return onContext(running, post(running, endpoint.get(), item.get(), true), outcome -> {
            if (outcome instanceof Outcome.Posted(Attempt attempt)
                    && attempt.failure().isEmpty()) {
                running.writer().write(List.of(new StoreChange.DeadLetterForgotten(letter.id())));
                return counted(running).thenApply(_ -> outcome);
            }
            return CompletableFuture.completedFuture(outcome);
        });
    }

    /**
     * An endpoint to which something was begun. Dead letters of a URL of rooms outlive its rooms, and with them what is known
     * of it.
     */
    static Optional<Endpoint> endpointOf(Running running, String id) {
        return EndpointDesk.endpoint(running, id)
                .or(() -> id.startsWith("ep_") ? Optional.empty() : Optional.of(Endpoint.ofRooms(id, false)));
    }

    @Override
    public CompletionStage<Outcome> requeueAll(String endpointId) {
        return change(
                endpointId,
                "",
                (running, endpoint) ->
                        begin(running, new Replay(endpointId, "", 0, Long.MAX_VALUE, true, REQUEUED_PER_SECOND), true));
    }

    @Override
    public CompletionStage<Outcome> purge(Optional<Long> deadLetterId, Optional<String> endpointId) {
        if (deadLetterId.isPresent()) {
            return purge(deadLetterId.get());
        }
        return endpointId.map(this::purge).orElseGet(() -> refused("say which dead letter, or of which endpoint"));
    }

    private CompletionStage<Outcome> purge(long deadLetterId) {
        return change(running -> onContext(
                running,
                running.writer().ask(store -> store.deadLetter(deadLetterId)),
                found -> found.map(row -> purge(
                                running,
                                row.letter().endpointId(),
                                new StoreChange.DeadLetterForgotten(row.letter().id())))
                        .orElseGet(() -> unknown("there is no dead letter " + deadLetterId))));
    }

    private CompletionStage<Outcome> purge(String endpointId) {
        return change(running -> onContext(
                running,
                known(running, endpointId, ""),
                found -> found.map(_ -> purge(running, endpointId, new StoreChange.DeadLettersForgotten(endpointId)))
                        .orElseGet(() -> unknown("there is no endpoint " + endpointId))));
    }

    /** How many are gone is the difference; one that comes or goes by itself in these milliseconds counts too. */
    private static CompletionStage<Outcome> purge(Running running, String endpointId, StoreChange change) {
        return onContext(running, counted(running), had -> {
            running.writer().write(List.of(change));
            return counted(running).thenApply(has -> {
                long gone = had.getOrDefault(endpointId, 0L) - has.getOrDefault(endpointId, 0L);
                return new Outcome.Done(Long.toString(Math.max(0, gone)));
            });
        });
    }

    /** How many dead letters there are when everything handed to the writer until now is durable. */
    private static CompletionStage<Map<String, Long>> counted(Running running) {
        return onContext(running, running.writer().ask(store -> store.deadLetterCounts()), counts -> {
            running.registry().deadLettersCounted(counts);
            return CompletableFuture.completedFuture(counts);
        });
    }

    /** @param room see {@link #known} */
    private CompletionStage<Outcome> change(
            String endpointId, String room, BiFunction<Running, Endpoint, CompletionStage<Outcome>> action) {
        return change(running -> withKnown(running, endpointId, room, endpoint -> action.apply(running, endpoint)));
    }

    private static CompletionStage<Outcome> withKnown(
            Running running, String endpointId, String room, Function<Endpoint, CompletionStage<Outcome>> action) {
        return onContext(
                running,
                known(running, endpointId, room),
                found -> found.map(
                                endpoint -> isSigned(running, endpoint) ? action.apply(endpoint) : refused(NO_SECRET))
                        .orElseGet(() -> unknown("there is no endpoint " + endpointId)));
    }

    /**
     * The endpoint with an id, if there is or was one: a URL of rooms without lanes is known by what is remembered of it. Any
     * other text is a mistake that must not look like a success.
     *
     * @param room whose {@code webhookUrl} it may have been, as the journal tells; empty if that is not asked
     */
    private static CompletionStage<Optional<Endpoint>> known(Running running, String id, String room) {
        Optional<Endpoint> now = EndpointDesk.endpoint(running, id);
        if (now.isPresent() || !(WebhookUrl.parse(id) instanceof WebhookUrl.Parsed.Accepted)) {
            return CompletableFuture.completedFuture(now);
        }
        boolean inMemory = running.registry().memory(id).isPresent()
                || !running.lanes().courier().attempts().takenBy(id, 1).isEmpty();
        CompletionStage<Boolean> remembered = inMemory
                ? CompletableFuture.completedFuture(true)
                : running.writer()
                        .ask(store -> store.lastDeadLetter(id) > 0
                                || !store.attempts(id, 1).isEmpty());
        return remembered
                .thenCompose(is -> is || room.isEmpty()
                        ? CompletableFuture.completedFuture(is)
                        : new DeliveryLookup(running).wasUrlOf(room, id))
                .thenApply(is -> is ? Optional.of(Endpoint.ofRooms(id, false)) : Optional.empty());
    }

    /** Nothing is sent unsigned to an endpoint that has a secret. */
    static boolean isSigned(Running running, Endpoint endpoint) {
        return !endpoint.isRegistered()
                || running.registry().keys().keys(endpoint.id()).isPresent();
    }

    private CompletionStage<Outcome> change(Function<Running, CompletionStage<Outcome>> action) {
        return door.change(action, Outcome.Unavailable::new);
    }

    /** Goes on with a result on the context. */
    private static <A, B> CompletionStage<B> onContext(
            Running running, CompletionStage<A> before, Function<A, CompletionStage<B>> then) {
        return before.thenComposeAsync(then, task -> running.context().runOnContext(_ -> task.run()));
    }

    private static CompletionStage<Outcome> unknown(String what) {
        return CompletableFuture.completedFuture(new Outcome.Unknown(what));
    }

    private static CompletionStage<Outcome> refused(String why) {
        return CompletableFuture.completedFuture(new Outcome.Refused(why));
    }
}
