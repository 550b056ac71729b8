package dev.ephyra.server.lifecycle;

import io.vertx.core.Future;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the event loops from the main thread, never without a deadline. */
final class Waiting {
    private Waiting() {}

    /** The result of {@code future}; its failure, or the deadline, as an IOException with one line for people. */
    static <T> T on(Future<T> future, long seconds) throws IOException, InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw new IOException(String.valueOf(cause.getMessage()), cause);
        } catch (TimeoutException late) {
            throw new IOException("no answer in " + seconds + " s", late);
        }
    }
}
