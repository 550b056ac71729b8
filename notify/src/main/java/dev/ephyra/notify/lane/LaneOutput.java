package dev.ephyra.notify.lane;

import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import java.util.List;

/** What the lanes want of their edge. */
public sealed interface LaneOutput {
    /** Make the lane's row durable together with the fact that lanes are registered up to its position; then tell. */
    record Register(Lane lane) implements LaneOutput {}

    /**
     * Post; answer with the same {@code ticket}.
     *
     * @param members of one room, in order; more than one only if the endpoint wants batches. The same on every attempt
     * @param attempt from 1
     * @param firstAttemptMicros when the first one began, microseconds since 1970 UTC
     * @param gap to be announced before the first member
     * @param endpoint as it is now
     */
    record Post(
            Lane lane,
            List<Item> members,
            int attempt,
            long firstAttemptMicros,
            Gap gap,
            long ticket,
            Endpoint endpoint)
            implements LaneOutput {}

    /** Make the position durable, and forget what was remembered of failures; {@code last}: the row is not needed any more. */
    record WritePosition(Lane lane, LanePosition position, boolean last) implements LaneOutput {}

    /** Make the members dead letters and the position durable, in one commit; then tell that the position is written. */
    record WriteDeadLetters(
            Lane lane,
            List<Item> members,
            DeadLetterCause cause,
            int attempts,
            String lastFailure,
            LanePosition position,
            boolean last)
            implements LaneOutput {}

    /** Write it some time; nobody waits for it. */
    record RememberFailure(Lane lane, LaneMemory memory) implements LaneOutput {}

    /**
     * Read up to {@code max} records of the lane's incarnation after {@code afterSeq}.
     *
     * @param afterOffset all of them are behind it
     */
    record ReadHistory(Lane lane, long afterSeq, long afterOffset, int max) implements LaneOutput {}

    /** The lane is over and forgotten. */
    record Finished(Lane lane) implements LaneOutput {}

    /**
     * Remember it, and tell who wants to know. {@code DEGRADED} comes at most once a minute for an endpoint.
     *
     * @param outageMillis since its first failure after its last success, or, if only some rooms failed, since the first
     *     failure of those; 0 if there was none
     */
    record EndpointChanged(
            String endpointId,
            EndpointState from,
            EndpointState to,
            String lastFailure,
            long outageMillis,
            EndpointMemory memory)
            implements LaneOutput {}

    /** The edge did not answer in time; it was asked again, or its request given up. For the log. */
    record WatchdogTripped(Lane lane, String what) implements LaneOutput {}

    /** Nothing to do before {@code nanos}, unless something comes in; {@code Long.MAX_VALUE} for never. */
    record WaitUntil(long nanos) implements LaneOutput {}
}
