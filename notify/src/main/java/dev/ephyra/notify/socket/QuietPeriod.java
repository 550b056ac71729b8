package dev.ephyra.notify.socket;

import java.util.regex.Pattern;

/**
 * How long a connection's events wait after a SubscribeResponse, in nanoseconds. Stateless.
 *
 * <p>The Python notifiers subscribe twice and take the next frame for the answer, so an event between an answer and the
 * following request ends them. The client's own pace shows how long that takes: the gap between our Authenticated and its
 * first request.
 */
final class QuietPeriod {
    /** A client on the same machine asks again within a millisecond. */
    static final long LEAST_NANOS = 5_000_000;

    /** A Python client that is busy asked again after 7 ms (median) to 32 ms, however fast its first request was. */
    static final long LEAST_PYTHON_NANOS = 100_000_000;

    /** A client this slow is not between two requests; events must not wait for it. */
    static final long MOST_NANOS = 500_000_000;

    private static final Pattern PYTHON_WEBSOCKETS = Pattern.compile("Python/\\S* websockets/.*");

    private QuietPeriod() {}

    /** The period of a connection whose first request came {@code gapNanos} after it was authenticated. */
    static long nanos(long gapNanos, String userAgent) {
        boolean python = PYTHON_WEBSOCKETS.matcher(userAgent).lookingAt();
        long gap = Math.clamp(gapNanos, 0, MOST_NANOS);
        return Math.clamp(2 * gap, python ? LEAST_PYTHON_NANOS : LEAST_NANOS, MOST_NANOS);
    }
}
