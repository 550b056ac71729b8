package dev.ephyra.sdk;

import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls to one server, blocking or not. Immutable, safe for many threads.
 *
 * @param http sends; not closed here
 * @param authorization value of the header of that name; never shown
 * @param timeout limit of one whole call, its repetitions and pauses included
 */
record Exchanges(HttpClient http, ServerAddress server, String authorization, Duration timeout, RetryPolicy retries) {

    /** The same settings for another server. */
    Exchanges at(ServerAddress other) {
        return new Exchanges(http, other, authorization, timeout, retries);
    }

    /**
     * Waits for the result.
     *
     * @throws FishjamException if there is none
     */
    <T extends @Nullable Object> T await(ApiCall<T> call) {
        CompletableFuture<Answer> answer = new Exchange(this, call).start();
        try {
            return call.result(answer.get());
        } catch (ExecutionException unanswered) {
            throw failure(call, unanswered);
        } catch (InterruptedException interrupted) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            InterruptedIOException cause = new InterruptedIOException("interrupted while waiting");
            cause.initCause(interrupted);
            throw call.failure(cause, server, timeout);
        }
    }

    /** The result to come; cancelling it gives the call up. */
    <T extends @Nullable Object> CompletableFuture<T> start(ApiCall<T> call) {
        CompletableFuture<Answer> answer = new Exchange(this, call).start();
        CompletableFuture<T> result = answer.handle((received, unanswered) -> {
            if (unanswered != null) {
                throw failure(call, unanswered);
            }
            return call.result(received);
        });
        // The same stage in all but what waits for it: whoever cancels it gives the call up.
        CompletableFuture<?> unused = result.whenComplete((value, failure) -> answer.cancel(true));
        return result;
    }

    private RuntimeException failure(ApiCall<?> call, Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return call.failure(cause, server, timeout);
    }

    @Override
    public String toString() {
        return "Exchanges[" + server.rest() + "]";
    }
}
