package dev.ephyra.server.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written. While the disk refuses for hours, lanes, replays and consumers go on handing over the same rows:
 * of each row only the latest change waits, behind what it may depend on, so that there is as much as there are rows and not
 * as much as there were changes. Rows are bounded by their owners; attempts, each a row of its own, are bounded here.
 *
 * <p>Guarded by the lock of {@link PositionWriter}.
 */
final class PendingChanges {
    /** 25 s of what may be written, with answers of 4 KiB 20 MB. */
    static final int MAX_ATTEMPTS = 5_000;

    private SequencedMap<Row, StoreChange> changes = new LinkedHashMap<>();
    private Map<Row, StoreChange> underWay = Map.of();
    private final ArrayDeque<StoreChange.AttemptFailed> attempts = new ArrayDeque<>();
    private long droppedAttempts;

    /** What a change overwrites: the same kind of change to the same thing. */
    private record Row(Class<? extends StoreChange> kind, Object id) {}

    /** The identity of a dead letter before it has a number. */
    private record LetterId(String endpointId, Object eventId) {}

    void add(StoreChange change) {
        if (change instanceof StoreChange.AttemptFailed attempt) {
            if (attempts.size() >= MAX_ATTEMPTS) {
                attempts.removeFirst();
                droppedAttempts++;
            }
            attempts.addLast(attempt);
            return;
        }
        Row row = new Row(change.getClass(), id(change));
        if (!isAskedAgain(change, underWay.get(row))) {
            // Last, because it may depend on what came after the one it replaces.
            changes.putLast(row, change instanceof StoreChange.Scanned scanned ? furthest(row, scanned) : change);
        }
    }

    private StoreChange furthest(Row row, StoreChange.Scanned scanned) {
        return changes.get(row) instanceof StoreChange.Scanned(long before) && before > scanned.scannedThrough()
                ? new StoreChange.Scanned(before)
                : scanned;
    }

    /**
     * Whether a lane asks anew for what is being written already. Written twice it would be confirmed twice, and the second
     * confirmation could be taken for that of the lane's next position.
     */
    private static boolean isAskedAgain(StoreChange change, @Nullable StoreChange underWay) {
        return switch (change) {
            case StoreChange.LaneOpened _, StoreChange.LaneFinished _, StoreChange.DeadLettered _ -> underWay != null;
            case StoreChange.LaneAdvanced advanced -> advanced.equals(underWay);
            case StoreChange.LaneFailing _,
                    StoreChange.Scanned _,
                    StoreChange.EndpointSaved _,
                    StoreChange.EndpointRemoved _,
                    StoreChange.EndpointRemembered _,
                    StoreChange.EndpointForgotten _,
                    StoreChange.KeysSaved _,
                    StoreChange.DeadLetterForgotten _,
                    StoreChange.DeadLettersForgotten _,
                    StoreChange.AttemptFailed _,
                    StoreChange.ReplaySaved _,
                    StoreChange.ConsumerMoved _,
                    StoreChange.ConsumerForgotten _ -> false;
        };
    }

    private static Object id(StoreChange change) {
        return switch (change) {
            case StoreChange.LaneOpened opened -> opened.identity().id();
            case StoreChange.LaneAdvanced advanced -> advanced.laneId();
            case StoreChange.LaneFailing failing -> failing.laneId();
            case StoreChange.LaneFinished(long laneId) -> laneId;
            case StoreChange.Scanned _ -> "";
            case StoreChange.EndpointSaved saved -> saved.endpoint().endpoint().id();
            case StoreChange.EndpointRemoved(String endpointId) -> endpointId;
            case StoreChange.EndpointRemembered remembered -> remembered.endpointId();
            case StoreChange.EndpointForgotten(String endpointId) -> endpointId;
            case StoreChange.KeysSaved saved -> saved.endpointId();
            case StoreChange.DeadLettered(DeadLetterRow row) ->
                new LetterId(row.letter().endpointId(), row.event().eventId());
            case StoreChange.DeadLetterForgotten(long letterId) -> letterId;
            case StoreChange.DeadLettersForgotten(String endpointId) -> endpointId;
            case StoreChange.AttemptFailed failed -> failed;
            case StoreChange.ReplaySaved(ReplayRow replay) -> replay.status().id();
            case StoreChange.ConsumerMoved moved -> moved.name();
            case StoreChange.ConsumerForgotten(String name) -> name;
        };
    }

    boolean isEmpty() {
        return changes.isEmpty() && attempts.isEmpty();
    }

    /** All of it, which is under way until {@link #done}. */
    List<StoreChange> take() {
        List<StoreChange> taken = new ArrayList<>(attempts.size() + changes.size());
        taken.addAll(attempts);
        taken.addAll(changes.values());
        attempts.clear();
        underWay = changes;
        changes = new LinkedHashMap<>();
        return taken;
    }

    /** What was taken is durable, or given up. */
    void done() {
        underWay = Map.of();
    }

    /** Failed attempts that were left out since this was asked last. */
    long takeDroppedAttempts() {
        long dropped = droppedAttempts;
        droppedAttempts = 0;
        return dropped;
    }
}
