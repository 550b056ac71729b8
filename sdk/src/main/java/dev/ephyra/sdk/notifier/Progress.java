package dev.ephyra.sdk.notifier;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * How far everything is handled: steps in the order of the stream, done in any order. What is reached is the last step before
 * the first that is not done, so a cursor that is kept is never past something unhandled. Owned by its session; bounded by
 * what the session takes.
 */
final class Progress {
    private final ArrayDeque<Step> open = new ArrayDeque<>();
    private @Nullable Step reached;
    private long bytes;

    /** The next step of the stream. */
    Step begin(Step step) {
        open.add(step);
        bytes += step.bytes;
        return step;
    }

    /** How many steps it got on by. Said again of the same step, none. */
    int done(Step step) {
        step.done = true;
        int passed = 0;
        for (Step first = open.peek(); first != null && first.done; first = open.peek()) {
            open.remove();
            bytes -= first.bytes;
            if (first.cursor != null) {
                reached = first;
            }
            passed++;
        }
        return passed;
    }

    /** The last step with a cursor up to which everything is done; null before the first. */
    @Nullable
    Step reached() {
        return reached;
    }

    /** The first step that is not done; null if all are. */
    @Nullable
    Step oldest() {
        return open.peek();
    }

    /** What {@link #outstanding} steps hold. */
    long outstandingBytes() {
        return bytes;
    }

    /** Steps from the first that is not done on. */
    int outstanding() {
        return open.size();
    }
}
