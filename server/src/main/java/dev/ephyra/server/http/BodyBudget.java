package dev.ephyra.server.http;

import dev.ephyra.api.ApiLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The bodies being received on one event loop, and the bytes they hold together. Bounded by the connections of the
 * loop, as a connection receives one body at a time. Owned by its event loop.
 */
final class BodyBudget {
    private final Map<BodyReader, Long> heldBytes = new HashMap<>();
    private long totalBytes;

    void started(BodyReader reader) {
        heldBytes.put(reader, 0L);
    }

    /** Whether there is room for {@code bytes} more. */
    boolean take(BodyReader reader, int bytes) {
        if (totalBytes + bytes > ApiLimits.MAX_BUFFERED_BODY_BYTES) {
            return false;
        }
        totalBytes += bytes;
        heldBytes.merge(reader, (long) bytes, Long::sum);
        return true;
    }

    /** The bytes are no longer held, but the body still arrives. */
    void release(BodyReader reader) {
        Long held = heldBytes.replace(reader, 0L);
        totalBytes -= held == null ? 0 : held;
    }

    /** The body has arrived, or never will. */
    void finished(BodyReader reader) {
        Long held = heldBytes.remove(reader);
        totalBytes -= held == null ? 0 : held;
    }

    /** Ends every body whose deadline is over. */
    void expire(long nowNanos, long deadlineNanos) {
        List<BodyReader> late = new ArrayList<>();
        for (BodyReader reader : heldBytes.keySet()) {
            if (nowNanos - reader.startedNanos() >= deadlineNanos) {
                late.add(reader);
            }
        }
        late.forEach(BodyReader::expire);
    }
}
