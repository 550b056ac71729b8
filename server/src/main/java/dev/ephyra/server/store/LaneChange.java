package dev.ephyra.server.store;

import dev.ephyra.notify.lane.LaneIdentity;
import dev.ephyra.notify.lane.LanePosition;

/** One change to the lanes on disk. */
public sealed interface LaneChange {
    /** A lane begins; {@code scannedThrough} is the offset of the record that created its room. */
    record Opened(LaneIdentity identity, LanePosition position, long scannedThrough) implements LaneChange {}

    /** A lane has delivered one more. */
    record Advanced(long laneId, LanePosition position) implements LaneChange {}

    /** A lane has delivered its last. */
    record Finished(long laneId) implements LaneChange {}

    /** Every room created up to this offset has its lane. */
    record Scanned(long scannedThrough) implements LaneChange {}
}
