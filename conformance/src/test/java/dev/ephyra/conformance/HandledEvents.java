package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.sdk.notification.EventIdentity;
import dev.ephyra.sdk.notification.Notification;
import dev.ephyra.sdk.notification.RoomNotification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** What the handlers of an SDK were called with, in the order of the calls. Thread-safe. */
final class HandledEvents {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final List<Notification> all = new ArrayList<>();

    void add(Notification notification) {
        lock.lock();
        try {
            all.add(notification);
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    List<Notification> all() {
        lock.lock();
        try {
            return List.copyOf(all);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the condition holds over everything. */
    void await(String what, Duration within, Predicate<List<Notification>> condition) throws InterruptedException {
        long left = within.toNanos();
        lock.lock();
        try {
            while (!condition.test(all)) {
                if (left <= 0) {
                    throw new AssertionError(what + " was not told within " + within + "; told " + all.size());
                }
                left = added.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    void awaitRoom(String room, Duration within) throws InterruptedException {
        await(
                room,
                within,
                told -> told.stream()
                        .anyMatch(
                                notification -> notification.content().equals(new RoomNotification.RoomCreated(room))));
    }

    /** Each life of a room from its first event on, each event once, in order. */
    void assertComplete() {
        Map<String, Long> last = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (Notification notification : all()) {
            EventIdentity event = notification.event().orElseThrow();
            assertThat(ids.add(event.eventId())).as("repeated: %s", event).isTrue();
            Long before = last.put(event.roomEpoch(), event.roomSeq());
            assertThat(event.roomSeq()).as("%s", event).isEqualTo(before == null ? 1 : before + 1);
        }
    }
}
