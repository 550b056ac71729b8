package dev.ephyra.notify.endpoint;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** What became of events at endpoints, and doing it again. Thread-safe; stages complete on any thread. */
public interface Deliveries {
    /** Where one event stands at one endpoint. */
    enum State {
        /** It is, or will be, its lane's turn. */
        PENDING,
        /** An attempt that the endpoint took is remembered. */
        DELIVERED,
        DEAD,
        /** The endpoint's filter does not let it through. */
        FILTERED,
        /**
         * Its lane is past it, and how is not remembered any more: delivered, unless it was given up and its dead letter is
         * gone too, it expired before its turn, or the endpoint's filter was another one then.
         */
        PAST
    }

    /**
     * One event at one endpoint.
     *
     * @param attempts those that are remembered, oldest first
     */
    record Delivery(String endpointId, State state, List<Attempt> attempts) {}

    /**
     * One POST.
     *
     * @param atMicros when it began, microseconds since 1970 UTC
     * @param millis until its end
     * @param status of the answer; 0 if there was none
     * @param failure empty if it was taken
     * @param answer the first 4 KiB of the answer's body as text, secrets taken out; empty if it was taken
     */
    record Attempt(
            String endpointId,
            UUID eventId,
            int number,
            long atMicros,
            long millis,
            int status,
            String failure,
            String answer,
            boolean replay) {}

    /**
     * An event that was given up.
     *
     * @param id grows; for paging
     * @param cause {@code poison} or {@code max_age}
     * @param diedAtMicros microseconds since 1970 UTC
     */
    record DeadLetter(
            long id,
            String endpointId,
            UUID eventId,
            String room,
            UUID roomEpoch,
            long roomSeq,
            long occurredAtMicros,
            String type,
            String cause,
            int attempts,
            String lastFailure,
            long diedAtMicros) {}

    /**
     * A range of events to be sent again, in order, beside what is sent anyway.
     *
     * @param room empty for all
     * @param fromOffset inclusive
     * @param toOffset inclusive
     * @param perSecond at most so many POSTs a second, 1 to 1,000
     */
    record Replay(String endpointId, String room, long fromOffset, long toOffset, boolean failedOnly, int perSecond) {}

    /** How far a replay is. */
    record ReplayStatus(String id, Replay replay, long sent, long failed, long nextOffset, String state) {}

    /** What came of a request. */
    sealed interface Outcome {
        record Done(String id) implements Outcome {}

        /** The endpoint's answer to one POST that was made at once. */
        record Posted(Attempt attempt) implements Outcome {}

        record Unknown(String what) implements Outcome {}

        /** What is wrong and what would be right. */
        record Refused(String why) implements Outcome {}

        record Unavailable(String why) implements Outcome {}
    }

    /** At each endpoint that the event concerns. */
    CompletionStage<List<Delivery>> deliveries(UUID eventId);

    /**
     * Whether there is such an endpoint: one that is registered, or a URL of rooms that has lanes, or of which anything is
     * remembered: an attempt, a dead letter, a state.
     */
    CompletionStage<Boolean> knows(String endpointId);

    /** The latest attempts at an endpoint, newest first, at most {@code max}. */
    CompletionStage<List<Attempt>> attempts(String endpointId, boolean failedOnly, int max);

    /** Sends one event again at once, marked as a replay. */
    CompletionStage<Outcome> redeliver(UUID eventId, String endpointId);

    /** Begins a replay; at most one at a time for an endpoint. */
    CompletionStage<Outcome> replay(Replay replay);

    CompletionStage<List<ReplayStatus>> replays();

    CompletionStage<Outcome> cancelReplay(String id);

    /** Dead letters after {@code afterId}, oldest first, at most {@code max}; of one endpoint if given. */
    CompletionStage<List<DeadLetter>> deadLetters(Optional<String> endpointId, long afterId, int max);

    /** Sends a dead letter again, marked as a replay; it is forgotten when it was taken. */
    CompletionStage<Outcome> requeue(long deadLetterId);

    /** Sends all of an endpoint again, in order, as a replay. */
    CompletionStage<Outcome> requeueAll(String endpointId);

    /** Forgets dead letters: one, or all of an endpoint; the id of {@link Outcome.Done} says how many. */
    CompletionStage<Outcome> purge(Optional<Long> deadLetterId, Optional<String> endpointId);

    /** Posts a marked test event to an endpoint at once. */
    CompletionStage<Outcome> test(String endpointId);
}
