package dev.ephyra.media;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What other threads want to be done on a media thread, in their order. Any thread puts in, the media thread takes out. */
final class MediaTasks {
    /** Two changes of each of 30,000 peers; at 100 B each 6 MB. */
    static final int MAX_TASKS = 1 << 16;

    private final Queue<MediaLoop.Task> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    /** False, and not taken, if too many wait. */
    boolean offer(MediaLoop.Task task) {
        if (count.get() >= MAX_TASKS) {
            return false;
        }
        offerAnyway(task);
        return true;
    }

    /** For what must not be lost; of that there must be no more than there are connections. */
    void offerAnyway(MediaLoop.Task task) {
        count.incrementAndGet();
        waiting.add(task);
    }

    /** The oldest; null if there is none. */
    MediaLoop.@Nullable Task poll() {
        MediaLoop.Task task = waiting.poll();
        if (task != null) {
            count.decrementAndGet();
        }
        return task;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
