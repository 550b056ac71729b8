package dev.ephyra.component.worker;

/** What the threads of a {@link WorkerProcess} have for its component's. */
sealed interface WorkerNews {
    /** It wrote to its output. The array is the receiver's. */
    record Output(byte[] bytes) implements WorkerNews {}

    /** Its output is closed. */
    record OutputEnded() implements WorkerNews {}

    /** Its process is gone. */
    record Exited() implements WorkerNews {}
}
