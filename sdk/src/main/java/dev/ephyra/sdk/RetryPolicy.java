package dev.ephyra.sdk;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whether an attempt is followed by another, and when. Pure: time and chance are arguments.
 *
 * @param retries attempts after the first
 */
record RetryPolicy(int retries) {
    static final int DEFAULT_RETRIES = 2;
    static final int MOST_RETRIES = 10;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    RetryPolicy {
        if (retries < 0 || retries > MOST_RETRIES) {
            throw new IllegalArgumentException("retries are 0 to " + MOST_RETRIES + ", not " + retries);
        }
    }

    /** Whether a status says that the same request may succeed a little later. */
    static boolean isPassing(int status) {
        return status == 429 || status == 502 || status == 503 || status == 504;
    }

    boolean allows(ApiCall<?> call, int attemptsMade) {
        return call.isRepeatable() && attemptsMade <= retries;
    }

    /**
     * The pause before the next attempt: doubled each time, half of it by chance so that clients that failed together do
     * not return together. What the server asks for comes before it.
     *
     * @param attemptsMade at least 1
     */
    Duration pause(int attemptsMade, @Nullable Duration retryAfter, RandomGenerator random) {
        long most = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << (attemptsMade - 1));
        Duration pause = Duration.ofMillis(random.nextLong(most / 2, most + 1));
        return retryAfter == null ? pause : retryAfter.plus(pause);
    }
}
