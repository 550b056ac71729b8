package dev.ephyra.server.rooms;

import java.util.List;

/** How a worker process breaks once its tracks are in the room, and the reason that the room is told. */
public enum WorkerFault {
    KILLED("", "KILL", "The worker was ended by signal 9 before its work was done"),
    STANDS_STILL("", "STOP", "The worker gave no sign of life for 5 s"),
    BABBLES("babble", "", "The worker broke the protocol: a frame of "),
    FILLS_ITS_MEMORY("exhaust", "", "The worker ended with code 3 before its work was done"),
    ENDS_ITSELF("exit", "", "The worker ended with code 7 before its work was done");

    private final String behaviour;
    private final String signal;
    private final String reason;

    WorkerFault(String behaviour, String signal, String reason) {
        this.behaviour = behaviour;
        this.signal = signal;
        this.reason = reason;
    }

    /** Of the worker itself. */
    List<String> words() {
        return List.of("hold-tracks", behaviour);
    }

    /** What it is sent; empty where it breaks by itself. */
    String signal() {
        return signal;
    }

    /** How the reason of the crash begins. */
    String reason() {
        return reason;
    }
}
