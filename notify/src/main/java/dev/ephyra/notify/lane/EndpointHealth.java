package dev.ephyra.notify.lane;

import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.room.Moment;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is said of an endpoint, and whose failures its failures are. Owned by its {@link EndpointLanes}.
 */
final class EndpointHealth {
    private static final long DEGRADED_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);
    // More than this say that it is the endpoint.
    private static final int FEW_LANES = 2;

    private final String endpointId;
    private EndpointState told = EndpointState.ACTIVE;
    private boolean toldDegraded;
    private long degradedNanos;
    // When the first failure was of those that made it degraded.
    private long degradedSinceMicros;
    private String lastFailure = "";
    // Since the last success; 0 if none has failed.
    private long failingSinceMicros;
    private long successes;
    // Who had the latest outcome, and the latest of another lane.
    private @Nullable Lane latest;
    private boolean latestOk;
    private boolean otherOk;
    // At most one more than few.
    private final Set<Lane> failing = new HashSet<>();

    EndpointHealth(String endpointId) {
        this.endpointId = endpointId;
    }

    void restore(EndpointMemory memory) {
        told = memory.state();
        failingSinceMicros = memory.failingSinceMicros();
        degradedSinceMicros = memory.failingSinceMicros();
        lastFailure = memory.lastFailure();
    }

    void succeeded(Lane lane) {
        successes++;
        failingSinceMicros = 0;
        failing.clear();
        outcome(lane, true);
    }

    void failed(Lane lane, String failure, Moment now) {
        lastFailure = failure;
        failingSinceMicros = failingSinceMicros == 0 ? now.wallMicros() : failingSinceMicros;
        if (failing.size() <= FEW_LANES) {
            failing.add(lane);
        }
        outcome(lane, false);
    }

    private void outcome(Lane lane, boolean ok) {
        if (!lane.equals(latest)) {
            otherOk = latest != null && latestOk;
            latest = lane;
        }
        latestOk = ok;
    }

    /** Whether the latest outcome of any other lane was a success; after {@code lane}'s own was told. */
    boolean othersSucceed(Lane lane) {
        return lane.equals(latest) ? otherOk : latestOk;
    }

    /** Whether so few lanes have failed since the last success that {@code lane}, which has not, may show that it is them. */
    boolean mayShowOtherwise(Lane lane) {
        return failing.size() <= FEW_LANES && !failing.contains(lane);
    }

    long successes() {
        return successes;
    }

    String lastFailure() {
        return lastFailure;
    }

    EndpointState told() {
        return told;
    }

    /** Since when it fails, microseconds since 1970 UTC; 0 if it does not. */
    long failingSinceMicros() {
        return failingSinceMicros;
    }

    /**
     * Since when it does as badly as was told, microseconds since 1970 UTC; 0 if it does not. Successes of other rooms do not
     * end that for an endpoint some of whose rooms fail.
     */
    long troubleSinceMicros() {
        return told == EndpointState.DEGRADED ? degradedSinceMicros : failingSinceMicros;
    }

    /** Some of it fails. Null while that is known, or was told a moment ago. */
    LaneOutput.@Nullable EndpointChanged degraded(Moment now) {
        if (told != EndpointState.ACTIVE || (toldDegraded && now.nanos() - degradedNanos < DEGRADED_PAUSE_NANOS)) {
            return null;
        }
        toldDegraded = true;
        degradedNanos = now.nanos();
        degradedSinceMicros = failingSinceMicros;
        return tell(EndpointState.DEGRADED, 0);
    }

    /** Its state is {@code to} now; null if that is known. */
    LaneOutput.@Nullable EndpointChanged changed(EndpointState to, long sinceMicros, Moment now) {
        if (told == to) {
            return null;
        }
        long outageMicros = sinceMicros == 0 ? 0 : Math.max(0, now.wallMicros() - sinceMicros);
        return tell(to, TimeUnit.MICROSECONDS.toMillis(outageMicros));
    }

    private LaneOutput.EndpointChanged tell(EndpointState to, long outageMillis) {
        EndpointState from = told;
        told = to;
        var memory = new EndpointMemory(to, failingSinceMicros, lastFailure);
        return new LaneOutput.EndpointChanged(endpointId, from, to, lastFailure, outageMillis, memory);
    }
}
