package dev.ephyra.api.operator;

import dev.ephyra.notify.endpoint.Deliveries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Remembers what it was asked, and says what it is told to. Owned by its test's thread. */
final class FakeDeliveries implements Deliveries {
    static final UUID EVENT = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");
    static final Attempt ATTEMPT =
            new Attempt("ep_1", EVENT, 2, 1_700_000_000_000_000L, 12, 500, "status 500", "oops \"x\"", false);
    static final DeadLetter LETTER = new DeadLetter(
            7,
            "ep_1",
            EVENT,
            "r1",
            new UUID(1, 2),
            3,
            1_700_000_000_000_000L,
            "peerAdded",
            "poison",
            4,
            "status 400",
            1_700_000_060_000_000L);

    final List<String> asked = new ArrayList<>();
    List<Delivery> all = List.of(new Delivery("ep_1", State.PENDING, List.of(ATTEMPT)));
    Outcome outcome = new Outcome.Done("42");
    boolean known = true;

    private <T> CompletionStage<T> say(String asking, T answer) {
        asked.add(asking);
        return CompletableFuture.completedFuture(answer);
    }

    @Override
    public CompletionStage<List<Delivery>> deliveries(UUID eventId) {
        return say("deliveries " + eventId, all);
    }

    @Override
    public CompletionStage<Boolean> knows(String endpointId) {
        return CompletableFuture.completedFuture(known);
    }

    @Override
    public CompletionStage<List<Attempt>> attempts(String endpointId, boolean failedOnly, int max) {
        return say("attempts " + endpointId + " " + failedOnly + " " + max, List.of(ATTEMPT));
    }

    @Override
    public CompletionStage<Outcome> redeliver(UUID eventId, String endpointId) {
        return say("redeliver " + eventId + " " + endpointId, outcome);
    }

    @Override
    public CompletionStage<Outcome> replay(Replay replay) {
        return say(replay.toString(), outcome);
    }

    @Override
    public CompletionStage<List<ReplayStatus>> replays() {
        Replay replay = new Replay("ep_1", "r1", 5, 9, true, 10);
        return say("replays", List.of(new ReplayStatus("rp_1", replay, 2, 1, 8, "running")));
    }

    @Override
    public CompletionStage<Outcome> cancelReplay(String id) {
        return say("cancel " + id, outcome);
    }

    @Override
    public CompletionStage<List<DeadLetter>> deadLetters(Optional<String> endpointId, long afterId, int max) {
        return say("dead " + endpointId.orElse("all") + " " + afterId + " " + max, List.of(LETTER));
    }

    @Override
    public CompletionStage<Outcome> requeue(long deadLetterId) {
        return say("requeue " + deadLetterId, outcome);
    }

    @Override
    public CompletionStage<Outcome> requeueAll(String endpointId) {
        return say("requeue all of " + endpointId, outcome);
    }

    @Override
    public CompletionStage<Outcome> purge(Optional<Long> deadLetterId, Optional<String> endpointId) {
        return say("purge " + deadLetterId.map(String::valueOf).orElse("all of " + endpointId.orElse("?")), outcome);
    }

    @Override
    public CompletionStage<Outcome> test(String endpointId) {
        return say("test " + endpointId, outcome);
    }
}
