package dev.ephyra.notify.endpoint;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The registered endpoints. Thread-safe; stages complete when a change is durable, on any thread, and exceptionally only if
 * something is broken.
 */
public interface Endpoints {
    /** What came of a request for a change. */
    sealed interface Change {
        /**
         * Done.
         *
         * @param secret shown once, where one was generated or rotated; else empty
         */
        record Done(EndpointStatus status, String secret) implements Change {}

        record Unknown() implements Change {}

        /** What is wrong and what would be right. */
        record Refused(String why) implements Change {}

        /** The database does not take it now. */
        record Unavailable(String why) implements Change {}
    }

    /** All registered endpoints, and the URLs of rooms that have lanes now, at most 1,000 of those. */
    CompletionStage<List<EndpointStatus>> list();

    CompletionStage<Optional<EndpointStatus>> show(String id);

    /**
     * Registers one. It gets the events of open rooms from now on, and of rooms to come.
     *
     * @param endpoint its id is ignored: a new one is minted
     * @param secret empty to have one generated
     */
    CompletionStage<Change> create(Endpoint endpoint, String secret);

    /** Changes everything but the id; the next attempt of each lane uses it. */
    CompletionStage<Change> update(Endpoint endpoint);

    /** Nothing is sent to it any more; what is undelivered is dropped, its dead letters too. */
    CompletionStage<Change> delete(String id);

    /** Sends nothing and keeps everything, until resumed. */
    CompletionStage<Change> pause(String id);

    /** Ends a pause or a stop, and tries at once. */
    CompletionStage<Change> resume(String id);

    /**
     * A new secret, beside the old one for a while.
     *
     * @param secret empty to have one generated
     * @param overlapSeconds 0 to 604,800
     * @param flipAfterSeconds when the single-valued header changes, 0 to {@code overlapSeconds}
     */
    CompletionStage<Change> rotate(String id, String secret, long overlapSeconds, long flipAfterSeconds);

    /** The secret in use, for the operator. */
    CompletionStage<Optional<String>> secret(String id);
}
