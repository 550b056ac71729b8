package dev.ephyra.server.webhook;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.Deliveries.Attempt;
import dev.ephyra.notify.endpoint.Deliveries.Delivery;
import dev.ephyra.notify.endpoint.Deliveries.State;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.lane.Incarnation;
import dev.ephyra.notify.lane.Item;
import dev.ephyra.notify.lane.Lane;
import dev.ephyra.server.store.DeadLetterRow;
import dev.ephyra.server.store.StoredEndpoint;
import dev.ephyra.server.webhook.WebhookDispatcher.Running;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Finds out where one event stands at each endpoint. Owned by the dispatcher's context. */
final class DeliveryLookup {
    private static final int MAX_ATTEMPTS_SHOWN = 100;
    private static final int LIVES_READ = 16;

    private final Running running;

    DeliveryLookup(Running running) {
        this.running = running;
    }

    /** The event, out of the journal or, where that is over, out of the dead letters. On any thread. */
    CompletionStage<Optional<JournalRecord>> event(UUID eventId) {
        return running.questions()
                .read(() -> running.journal().find(eventId))
                .exceptionally(_ -> Optional.empty())
                .thenCompose(found -> found.isPresent()
                        ? CompletableFuture.completedFuture(found)
                        : running.writer()
                                .ask(store -> store.deadLettersOf(eventId).stream()
                                        .findFirst()
                                        .map(DeadLetterRow::event)));
    }

    /** Empty if there is no such event. */
    CompletionStage<List<Delivery>> of(UUID eventId) {
        return event(eventId)
                .thenCompose(
                        found -> found.map(this::of).orElseGet(() -> CompletableFuture.completedFuture(List.of())));
    }

    private CompletionStage<List<Delivery>> of(JournalRecord event) {
        CompletionStage<Optional<JournalRecord>> opening = running.questions().read(() -> opening(event));
        return opening.thenCombine(kept(event), (first, kept) -> new Known(event, first, kept))
                .thenApplyAsync(this::deliveries, task -> running.context().runOnContext(_ -> task.run()));
    }

    /** What the database has of an event. */
    private record Kept(List<Attempt> failed, Set<String> deadAt) {}

    /** @param opening the first record of the event's room, unless it is over */
    private record Known(JournalRecord event, Optional<JournalRecord> opening, Kept kept) {}

    private CompletionStage<Kept> kept(JournalRecord event) {
        return running.writer()
                .ask(store -> new Kept(
                        store.attemptsOf(event.roomEpoch(), event.roomSeq(), MAX_ATTEMPTS_SHOWN),
                        store.deadLettersOf(event.eventId()).stream()
                                .map(row -> row.letter().endpointId())
                                .collect(Collectors.toSet())));
    }

    private Optional<JournalRecord> opening(JournalRecord event) {
        return running.journal().history(event.room(), event.roomEpoch(), 0, 1).stream()
                .filter(OpenRooms::isOpening)
                .findFirst();
    }

    /** Whether one of the latest lives of a room, as far as the journal has them, told this URL. On any thread. */
    CompletionStage<Boolean> wasUrlOf(String room, String url) {
        return running.questions()
                .read(() -> running.journal().epochsOf(room, LIVES_READ).stream()
                        .flatMap(life -> running.journal().history(room, life.roomEpoch(), 0, 1).stream())
                        .filter(OpenRooms::isOpening)
                        .anyMatch(opening -> RoomOpening.of(opening)
                                .webhookUrl()
                                .filter(url::equals)
                                .isPresent()));
    }

    private List<Delivery> deliveries(Known known) {
        Map<String, List<Attempt>> attempts = new HashMap<>();
        known.kept().failed().forEach(attempt -> add(attempts, attempt));
        JournalRecord event = known.event();
        running.lanes()
                .courier()
                .attempts()
                .takenOf(event.roomEpoch(), event.roomSeq())
                .forEach(attempt -> add(attempts, attempt));
        List<Delivery> deliveries = new ArrayList<>();
        known.opening()
                .flatMap(opening -> RoomOpening.of(opening).webhookUrl())
                .map(url -> Endpoint.ofRooms(url, false))
                .ifPresent(endpoint -> deliveries.add(delivery(known, endpoint, attempts)));
        for (StoredEndpoint stored : running.registry().all()) {
            if (event.occurredAtMicros() >= stored.createdMicros()) {
                deliveries.add(delivery(known, stored.endpoint(), attempts));
            }
        }
        Set<String> listed = deliveries.stream().map(Delivery::endpointId).collect(Collectors.toSet());
        known.kept().deadAt().stream()
                .filter(id -> !listed.contains(id))
                .forEach(id -> deliveries.add(new Delivery(id, State.DEAD, attempts.getOrDefault(id, List.of()))));
        return deliveries;
    }

    private static void add(Map<String, List<Attempt>> attempts, Attempt attempt) {
        attempts.computeIfAbsent(attempt.endpointId(), _ -> new ArrayList<>()).add(attempt);
    }

    private Delivery delivery(Known known, Endpoint endpoint, Map<String, List<Attempt>> attempts) {
        List<Attempt> made = attempts.getOrDefault(endpoint.id(), List.of());
        return new Delivery(endpoint.id(), state(known, endpoint, made), made);
    }

    private State state(Known known, Endpoint endpoint, List<Attempt> made) {
        JournalRecord event = known.event();
        if (known.kept().deadAt().contains(endpoint.id())) {
            return State.DEAD;
        }
        if (made.stream().anyMatch(attempt -> attempt.failure().isEmpty())) {
            return State.DELIVERED;
        }
        boolean wanted = ReplaySource.item(event)
                .map(Item::facts)
                .filter(facts -> endpoint.filter().wants(event.room(), facts)
                        && !facts.endpointId().equals(endpoint.id()))
                .isPresent();
        if (!wanted) {
            return State.FILTERED;
        }
        Optional<Lane> lane = running.lanes().lane(endpoint.id(), Incarnation.of(event));
        boolean isWaiting = lane.isPresent()
                ? lane.get().acknowledged().roomSeq() < event.roomSeq()
                // Its room has no lane yet.
                : known.opening()
                        .filter(opening -> opening.offset() > running.opener().openedThrough())
                        .isPresent();
        return isWaiting ? State.PENDING : State.PAST;
    }
}
