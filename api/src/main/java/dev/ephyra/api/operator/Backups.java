package dev.ephyra.api.operator;

import java.util.concurrent.CompletionStage;

/** Backups of a running server. Thread-safe; stages complete on any thread. */
public interface Backups {
    /** What came of it. */
    sealed interface Result {
        /**
         * Complete and forced to the disk.
         *
         * @param warning what was not whole when it was copied; empty if all was
         */
        record Written(String path, String warning) implements Result {}

        record Failed(String why) implements Result {}
    }

    /** Writes a backup into the data folder. */
    CompletionStage<Result> write();
}
