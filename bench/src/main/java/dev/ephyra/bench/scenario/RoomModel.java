package dev.ephyra.bench.scenario;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What REST answered about one room, step by step: the step with index i has the room's number i + 1. */
final class RoomModel {
    /** What a step did. */
    enum Kind {
        CREATED,
        PEER_ADDED,
        PEER_DELETED,
        ENDED
    }

    /** One step; {@code peer} is empty where it is of the room. */
    record Step(Kind kind, String peer) {}

    private final String id;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> peers = new ArrayList<>();
    private long endAskedNanos;

    RoomModel(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    List<Step> steps() {
        return steps;
    }

    /** Those that are there now. */
    List<String> peers() {
        return peers;
    }

    void take(Step step) {
        steps.add(step);
        switch (step.kind()) {
            case PEER_ADDED -> peers.add(step.peer());
            case PEER_DELETED -> peers.remove(step.peer());
            case CREATED, ENDED -> {}
        }
    }

    /** Its end was asked for. */
    void endAsked(long nanos) {
        endAskedNanos = nanos;
    }

    /** Whether it may have been gone at that time. */
    boolean mayHaveEndedBefore(long nanos) {
        return endAskedNanos != 0 && endAskedNanos - nanos < 0;
    }

    /** The peers after so many steps. */
    Set<String> peersAfter(int count) {
        Set<String> present = new HashSet<>();
        for (Step step : steps.subList(0, count)) {
            switch (step.kind()) {
                case PEER_ADDED -> present.add(step.peer());
                case PEER_DELETED -> present.remove(step.peer());
                case CREATED, ENDED -> {}
            }
        }
        return present;
    }
}
