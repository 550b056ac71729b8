package dev.ephyra.server.lifecycle;

import io.vertx.core.Future;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the event loops from the main thread, never without a deadline. */
final class Waiting {
    private Waiting() {}

    /** The same for a port that is to be opened: the message says which, and what to do about it. */
    static <T> T onPort(Future<T> future, String address, String variable, long seconds)
            throws IOException, InterruptedException {
        try {
            return on(future, seconds);
        } catch (IOException failed) {
            throw new IOException(
                    "cannot listen on " + address + ": " + failed.getMessage() + "; free it or set " + variable,
                    failed);
        }
    }

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
