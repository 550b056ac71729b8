package dev.ephyra.component.worker.protocol;

/** How a worker ended. */
public sealed interface WorkerOutcome {
    /** Its work is done. */
    record Finished() implements WorkerOutcome {}

    /** It broke. {@code reason} is for people. */
    record Failed(String reason) implements WorkerOutcome {}

    /** Its component did not want it any more. */
    record Stopped() implements WorkerOutcome {}
}
