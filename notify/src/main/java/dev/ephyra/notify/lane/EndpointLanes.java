package dev.ephyra.notify.lane;

import dev.ephyra.notify.endpoint.Endpoint;

/** What the lanes of one endpoint share. Owned by its {@link LaneBook}. */
final class EndpointLanes {
    final ReadyRing.Queue fresh = new ReadyRing.Queue(this);
    final ReadyRing.Queue retrying = new ReadyRing.Queue(this);
    private Endpoint endpoint;
    private int inFlight;
    private int lanes;

    EndpointLanes(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    void change(Endpoint to) {
        endpoint = to;
    }

    int lanes() {
        return lanes;
    }

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
