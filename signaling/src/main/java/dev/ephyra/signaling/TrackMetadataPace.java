package dev.ephyra.signaling;

import dev.ephyra.room.TrackId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A {@link MetadataPace} for each track that a peer says something of. Owned by its {@link PeerSocketSession}. */
final class TrackMetadataPace {
    /** As many as an offer may name. */
    static final int MAX_PACED_TRACKS = WireLimits.MAX_TRACKS;

    private final Map<TrackId, MetadataPace> paces = new LinkedHashMap<>();

    /** {@code command}, if it may pass now. */
    Optional<PeerCommand> offer(PeerCommand.UpdateTrackMetadata command, long nowNanos) {
        if (!paces.containsKey(command.track()) && paces.size() >= MAX_PACED_TRACKS) {
            // Those with nothing to say are of no more use, except that they would slow down the next word.
            paces.values().removeIf(pace -> pace.deadlineNanos().isEmpty());
        }
        if (!paces.containsKey(command.track()) && paces.size() >= MAX_PACED_TRACKS) {
            return Optional.empty();
        }
        return paces.computeIfAbsent(command.track(), _ -> new MetadataPace()).offer(command, nowNanos);
    }

    /** What waited, once it may pass. */
    List<PeerCommand> due(long nowNanos) {
        List<PeerCommand> due = new ArrayList<>();
        paces.values().forEach(pace -> pace.due(nowNanos).ifPresent(due::add));
        return due;
    }

    /** When something is due. */
    OptionalLong deadlineNanos() {
        OptionalLong first = OptionalLong.empty();
        for (MetadataPace pace : paces.values()) {
            OptionalLong own = pace.deadlineNanos();
            if (own.isPresent() && (first.isEmpty() || own.getAsLong() - first.getAsLong() < 0)) {
                first = own;
            }
        }
        return first;
    }
}
