package dev.ephyra.signaling;

import dev.ephyra.room.Metadata;
import dev.ephyra.room.TrackId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * What a peer said of itself and of its tracks, and the room was not asked yet: of each the latest, in the order in which
 * they were first said. All of it shares one budget, since each change is a durable notification for every subscriber.
 * Bounded by the peer's published tracks. Owned by the loop of its room, inside {@link Seat.Link}.
 */
final class MetadataBacklog {
    /** 20 changes a second of a peer and all its tracks: a person cannot see more. */
    static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** What the journal could not take is offered again after this. */
    static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** @param track empty if it is said of the peer itself */
    record Said(Optional<TrackId> track, Metadata metadata) {}

    private final Map<Optional<TrackId>, Metadata> waiting = new LinkedHashMap<>();
    private boolean isPaced;
    private long nextNanos;

    /** What was said before of the same is out of date with it. */
    void add(Said said) {
        waiting.put(said.track(), said.metadata());
    }

    /** The journal does not take it now; unless something newer was said meanwhile it comes again. */
    void giveBack(Said said, long nowNanos) {
        waiting.putIfAbsent(said.track(), said.metadata());
        waitUntil(nowNanos + RETRY_NANOS);
    }

    /** What waits of this is no news any more: it is so already, or the track is gone. */
    void forget(Optional<TrackId> track) {
        waiting.remove(track);
    }

    /** What has waited longest, taken, if the budget allows; whoever uses it says so by {@link #spend}. */
    Optional<Said> take(long nowNanos) {
        if (waiting.isEmpty() || (isPaced && nowNanos - nextNanos < 0)) {
            return Optional.empty();
        }
        Iterator<Map.Entry<Optional<TrackId>, Metadata>> entries =
                waiting.entrySet().iterator();
        Map.Entry<Optional<TrackId>, Metadata> first = entries.next();
        Said said = new Said(first.getKey(), first.getValue());
        entries.remove();
        return Optional.of(said);
    }

    /** One change was asked of the room. */
    void spend(long nowNanos) {
        waitUntil(nowNanos + INTERVAL_NANOS);
    }

    /** When {@link #take} has something; empty while nothing waits. */
    OptionalLong deadlineNanos() {
        return waiting.isEmpty() ? OptionalLong.empty() : OptionalLong.of(nextNanos);
    }

    private void waitUntil(long nanos) {
        isPaced = true;
        nextNanos = nanos;
    }
}
