package dev.ephyra.server.lifecycle;

import dev.ephyra.api.operator.Backups;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stands where a part of the server is that this build does not have: nothing is there, and nothing can be done. */
final class AbsentPorts implements Backups {
    private static final String WHY = "This build cannot do that yet";

    private static <T> CompletionStage<T> now(T value) {
        return CompletableFuture.completedFuture(value);
    }

    @Override
    public CompletionStage<Result> write() {
        return now(new Result.Failed(WHY));
    }
}
