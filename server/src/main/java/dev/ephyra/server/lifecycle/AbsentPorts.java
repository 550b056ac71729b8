package dev.ephyra.server.lifecycle;

import dev.ephyra.api.operator.Backups;
import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointStatus;
import dev.ephyra.notify.endpoint.Endpoints;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stands where a part of the server is that this build does not have: nothing is there, and nothing can be done. */
final class AbsentPorts implements Endpoints, Deliveries, Backups {
    private static final String WHY = "This build cannot do that yet";

    private static <T> CompletionStage<T> now(T value) {
        return CompletableFuture.completedFuture(value);
    }

    private static CompletionStage<Change> noChange() {
        return now(new Change.Unavailable(WHY));
    }

    private static CompletionStage<Outcome> noOutcome() {
        return now(new Outcome.Unavailable(WHY));
    }

    @Override
    public CompletionStage<List<EndpointStatus>> list() {
        return now(List.of());
    }

    @Override
    public CompletionStage<Optional<EndpointStatus>> show(String id) {
        return now(Optional.empty());
    }

    @Override
    public CompletionStage<Change> create(Endpoint endpoint, String secret) {
        return noChange();
    }

    @Override
    public CompletionStage<Change> update(Endpoint endpoint) {
        return noChange();
    }

    @Override
    public CompletionStage<Change> delete(String id) {
        return noChange();
    }

    @Override
    public CompletionStage<Change> pause(String id) {
        return noChange();
    }

    @Override
    public CompletionStage<Change> resume(String id) {
        return noChange();
    }

    @Override
    public CompletionStage<Change> rotate(String id, String secret, long overlapSeconds, long flipAfterSeconds) {
        return noChange();
    }

    @Override
    public CompletionStage<Optional<String>> secret(String id) {
        return now(Optional.empty());
    }

    @Override
    public CompletionStage<List<Delivery>> deliveries(UUID eventId) {
        return now(List.of());
    }

    @Override
    public CompletionStage<List<Attempt>> attempts(String endpointId, boolean failedOnly, int max) {
        return now(List.of());
    }

    @Override
    public CompletionStage<Outcome> redeliver(UUID eventId, String endpointId) {
        return noOutcome();
    }

    @Override
    public CompletionStage<Outcome> replay(Replay replay) {
        return noOutcome();
    }

    @Override
    public CompletionStage<List<ReplayStatus>> replays() {
        return now(List.of());
    }

    @Override
    public CompletionStage<Outcome> cancelReplay(String id) {
        return noOutcome();
    }

    @Override
    public CompletionStage<List<DeadLetter>> deadLetters(Optional<String> endpointId, long afterId, int max) {
        return now(List.of());
    }

    @Override
    public CompletionStage<Outcome> requeue(long deadLetterId) {
        return noOutcome();
    }

    @Override
    public CompletionStage<Outcome> requeueAll(String endpointId) {
        return noOutcome();
    }

    @Override
    public CompletionStage<Outcome> purge(Optional<Long> deadLetterId, Optional<String> endpointId) {
        return noOutcome();
    }

    @Override
    public CompletionStage<Outcome> test(String endpointId) {
        return noOutcome();
    }

    @Override
    public CompletionStage<Result> write() {
        return now(new Result.Failed(WHY));
    }
}
