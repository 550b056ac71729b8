package dev.ephyra.api.operator;

import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.endpoint.EndpointStatus;
import dev.ephyra.notify.endpoint.Endpoints;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Endpoints in memory. Owned by its test's thread. */
final class FakeEndpoints implements Endpoints {
    final Map<String, EndpointStatus> kept = new TreeMap<>();
    final List<String> rotations = new ArrayList<>();
    /** Whose secret cannot be opened. */
    final Set<String> sealed = new HashSet<>();

    Optional<Change> always = Optional.empty();

    static EndpointStatus status(Endpoint endpoint, EndpointState state) {
        return new EndpointStatus(endpoint, state, false, Optional.empty(), "", 3, 1, 2, 64, 1_700_000_000_000_000L, 5);
    }

    private static Endpoint named(String id, Endpoint endpoint) {
        return new Endpoint(
                id,
                endpoint.url(),
                endpoint.filter(),
                endpoint.format(),
                endpoint.meta(),
                endpoint.headers(),
                endpoint.batching(),
                endpoint.deadLetters(),
                endpoint.maxAgeMillis(),
                endpoint.totalTimeoutMillis());
    }

    private CompletionStage<Change> keep(Endpoint endpoint, EndpointState state, String secret) {
        EndpointStatus status = status(endpoint, state);
        kept.put(endpoint.id(), status);
        return CompletableFuture.completedFuture(always.orElseGet(() -> new Change.Done(status, secret)));
    }

    private CompletionStage<Change> set(String id, EndpointState state, String secret) {
        EndpointStatus is = kept.get(id);
        return is == null
                ? CompletableFuture.completedFuture(new Change.Unknown())
                : keep(is.endpoint(), state, secret);
    }

    @Override
    public CompletionStage<List<EndpointStatus>> list() {
        return CompletableFuture.completedFuture(List.copyOf(kept.values()));
    }

    @Override
    public CompletionStage<Optional<EndpointStatus>> show(String id) {
        return CompletableFuture.completedFuture(Optional.ofNullable(kept.get(id)));
    }

    @Override
    public CompletionStage<Change> create(Endpoint endpoint, String secret) {
        return keep(
                named("ep_" + (kept.size() + 1), endpoint),
                EndpointState.ACTIVE,
                secret.isEmpty() ? "whsec_made" : secret);
    }

    @Override
    public CompletionStage<Change> update(Endpoint endpoint) {
        return keep(endpoint, EndpointState.ACTIVE, "");
    }

    @Override
    public CompletionStage<Change> delete(String id) {
        CompletionStage<Change> change = set(id, EndpointState.ACTIVE, "");
        kept.remove(id);
        return change;
    }

    @Override
    public CompletionStage<Change> pause(String id) {
        return set(id, EndpointState.PAUSED, "");
    }

    @Override
    public CompletionStage<Change> resume(String id) {
        return set(id, EndpointState.ACTIVE, "");
    }

    @Override
    public CompletionStage<Change> rotate(String id, String secret, long overlapSeconds, long flipAfterSeconds) {
        rotations.add(secret + " " + overlapSeconds + " " + flipAfterSeconds);
        return set(id, EndpointState.ACTIVE, "whsec_new");
    }

    @Override
    public CompletionStage<Optional<String>> secret(String id) {
        return CompletableFuture.completedFuture(Optional.ofNullable(kept.get(id))
                .filter(_ -> !sealed.contains(id))
                .map(_ -> "whsec_shown"));
    }
}
