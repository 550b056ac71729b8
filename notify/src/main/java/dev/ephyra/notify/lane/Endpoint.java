package dev.ephyra.notify.lane;

/** What the lanes of one URL share. Owned by its {@link LaneBook}, which forgets it with its last lane. */
final class Endpoint {
    final ReadyRing.Queue fresh = new ReadyRing.Queue(this);
    final ReadyRing.Queue retrying = new ReadyRing.Queue(this);
    private int inFlight;
    private int lanes;

    int inFlight() {
        return inFlight;
    }

    void requestBegan() {
        inFlight++;
    }

    void requestEnded() {
        inFlight--;
    }

    void laneAdded() {
        lanes++;
    }

    /** Returns whether that was the last one. */
    boolean laneRemoved() {
        lanes--;
        return lanes == 0;
    }
}
