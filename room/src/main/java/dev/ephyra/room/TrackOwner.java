package dev.ephyra.room;

/** Who publishes a track. */
public sealed interface TrackOwner {
    /** A peer publishes it. */
    record OfPeer(PeerId peer) implements TrackOwner {}

    /** A component publishes it. */
    record OfComponent(ComponentId component) implements TrackOwner {}
}
