package dev.ephyra.sdk;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A complete HTTP answer.
 *
 * @param body never changed
 * @param retryAfter what {@code Retry-After} asks for, counted from now; null if it asks for nothing
 */
record Answer(int status, byte[] body, @Nullable Duration retryAfter) {
    private static final byte[] NOTHING = {};

    /** 204. */
    static Answer noContent() {
        return new Answer(204, NOTHING, null);
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
