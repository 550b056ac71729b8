package dev.ephyra.server.store;

import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.lane.EndpointMemory;
import dev.ephyra.notify.lane.LaneIdentity;
import dev.ephyra.notify.lane.LaneMemory;
import dev.ephyra.notify.lane.LanePosition;
import java.util.UUID;

/** One change to what is on disk. Those handed over together are durable together. */
public sealed interface StoreChange {
    /** A lane begins; every room created up to the offset {@code scannedThrough} has its lanes, or wants none. */
    record LaneOpened(LaneIdentity identity, LanePosition position, long scannedThrough) implements StoreChange {}

    /** A lane has delivered more, and has no failure to remember. */
    record LaneAdvanced(long laneId, LanePosition position) implements StoreChange {}

    /** The head of a lane has failed. */
    record LaneFailing(long laneId, LaneMemory memory) implements StoreChange {}

    /** A lane has delivered its last. */
    record LaneFinished(long laneId) implements StoreChange {}

    /** Every room created up to this offset has its lanes. */
    record Scanned(long scannedThrough) implements StoreChange {}

    /**
     * An endpoint was registered or changed.
     *
     * @param sealedHeaders its own headers, encrypted; written instead of those in {@code endpoint}
     */
    record EndpointSaved(StoredEndpoint endpoint, byte[] sealedHeaders) implements StoreChange {}

    /** An endpoint is gone, with all that was kept for it. */
    record EndpointRemoved(String endpointId) implements StoreChange {}

    /** How an endpoint does; also of URLs of rooms. */
    record EndpointRemembered(String endpointId, EndpointMemory memory) implements StoreChange {}

    /** Nothing needs to be remembered of how an endpoint did. */
    record EndpointForgotten(String endpointId) implements StoreChange {}

    /** The secrets of an endpoint. */
    record KeysSaved(String endpointId, SealedKeys keys) implements StoreChange {}

    /** An event was given up. */
    record DeadLettered(DeadLetterRow letter) implements StoreChange {}

    /** A dead letter is no longer needed. */
    record DeadLetterForgotten(long id) implements StoreChange {}

    /** None of an endpoint's dead letters is needed. */
    record DeadLettersForgotten(String endpointId) implements StoreChange {}

    /**
     * A POST failed.
     *
     * @param roomEpoch of the events that it carried, which are {@code fromSeq} to {@code toSeq}
     */
    record AttemptFailed(UUID roomEpoch, long fromSeq, long toSeq, Deliveries.Attempt attempt) implements StoreChange {}

    /** A replay began or got on. */
    record ReplaySaved(ReplayRow replay) implements StoreChange {}

    /** A consumer of the server socket has got so far. */
    record ConsumerMoved(String name, long offset) implements StoreChange {}

    /** A consumer of the server socket will not come back, or is to begin anew. */
    record ConsumerForgotten(String name) implements StoreChange {}
}
