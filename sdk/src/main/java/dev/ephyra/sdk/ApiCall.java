package dev.ephyra.sdk;

import dev.ephyra.sdk.json.JsonMembers;
import dev.ephyra.sdk.json.JsonReader;
import dev.ephyra.sdk.json.MalformedJson;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call of the API: what is sent, and how the answer reads. Immutable; sends nothing itself.
 *
 * @param method GET, POST or DELETE
 * @param path below the server's root, percent-encoded, as in {@code /room/blue}
 * @param body JSON, null if there is none
 * @param reader makes the result of the body of a success; throws {@link MalformedJson} if it cannot
 */
record ApiCall<T extends @Nullable Object>(
        String method, String path, @Nullable String body, Function<byte[], T> reader) {

    static <T> ApiCall<T> get(String path, Function<JsonReader, T> reader) {
        return new ApiCall<>("GET", path, null, body -> reader.apply(JsonReader.of(body)));
    }

    static <T> ApiCall<T> post(String path, JsonMembers body, Function<JsonReader, T> reader) {
        return new ApiCall<>("POST", path, body.toString(), answer -> reader.apply(JsonReader.of(answer)));
    }

    /** A POST that is answered with text for humans. */
    static ApiCall<@Nullable Void> order(String path, JsonMembers body) {
        return new ApiCall<>("POST", path, body.toString(), answer -> null);
    }

    static ApiCall<@Nullable Void> delete(String path) {
        return new ApiCall<>("DELETE", path, null, answer -> null);
    }

    /** As messages name it. */
    String name() {
        return method + " " + path;
    }

    /** Whether a call may be sent again although an earlier attempt may have taken effect. */
    boolean isRepeatable() {
        return !method.equals("POST");
    }

    boolean isDeletion() {
        return method.equals("DELETE");
    }

    /**
     * The result that an answer holds.
     *
     * @throws FishjamException if it holds none
     */
    T result(Answer answer) {
        if (!answer.isSuccess()) {
            throw ApiException.of(this, answer);
        }
        try {
            return reader.apply(answer.body());
        } catch (MalformedJson malformed) {
            throw new UnexpectedAnswerException(
                    this, "answered " + answer.status() + ", but with no result: " + malformed.getMessage(), malformed);
        }
    }

    /**
     * What is thrown when no answer came.
     *
     * @param timeout the limit that held for the call
     */
    RuntimeException failure(Throwable cause, ServerAddress server, Duration timeout) {
        if (cause instanceof TimeoutException) {
            return new TimedOutException(
                    this, "no answer from " + server.rest() + " within " + timeout.toMillis() + " ms");
        }
        if (cause instanceof LimitedBody.TooLong tooLong) {
            return new UnexpectedAnswerException(this, reason(tooLong), tooLong);
        }
        if (cause instanceof IOException failure) {
            return new UnreachableException(this, "no answer from " + server.rest() + ": " + reason(failure), failure);
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(cause);
    }

    /** The JDK often leaves the outermost message empty. */
    private static String reason(IOException failure) {
        Throwable at = failure;
        while (at != null) {
            if (at.getMessage() != null && !at.getMessage().isBlank()) {
                return at.getMessage();
            }
            at = at.getCause();
        }
        return failure.getClass().getSimpleName();
    }
}
