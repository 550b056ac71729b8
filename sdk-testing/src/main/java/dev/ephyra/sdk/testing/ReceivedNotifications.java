package dev.ephyra.sdk.testing;

import dev.ephyra.sdk.notification.Notification;
import dev.ephyra.sdk.notification.ServerNotification;
import dev.ephyra.sdk.notifier.Notifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * What a server told since {@link EphyraServer#listen()}, for tests to wait for and look at.
 *
 * <pre>{@code
 * try (ReceivedNotifications received = server.listen()) {
 *     application.openRoom("blue");
 *     received.await(RoomNotification.RoomCreated.class, room -> room.roomId().equals("blue"));
 * }
 * }</pre>
 *
 * <p>Safe for many threads.
 */
public final class ReceivedNotifications implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<Notification> all = new ArrayList<>();
    private final Notifier notifier;

    ReceivedNotifications(Notifier.Builder builder) {
        notifier = builder.onServerNotification(delivery -> add(delivery.notification()))
                .build();
    }

    Notifier notifier() {
        return notifier;
    }

    /** All of them up to now, those of a room in their order. */
    public List<Notification> all() {
        lock.lock();
        try {
            return List.copyOf(all);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits up to 10 s for the first of a kind, among those that came and those that will.
     *
     * @throws AssertionError if none came; it says what did
     * @throws InterruptedException if the thread is interrupted
     */
    public <T extends ServerNotification> T await(Class<T> kind) throws InterruptedException {
        return await(kind, any -> true);
    }

    /**
     * Waits up to 10 s for the first of a kind that is as wanted, among those that came and those that will.
     *
     * @throws AssertionError if none came; it says what did
     * @throws InterruptedException if the thread is interrupted
     */
    public <T extends ServerNotification> T await(Class<T> kind, Predicate<? super T> wanted)
            throws InterruptedException {
        return await(kind, wanted, SOON);
    }

    /**
     * Waits for the first of a kind that is as wanted, among those that came and those that will.
     *
     * @throws AssertionError if none came in time; it says what did
     * @throws InterruptedException if the thread is interrupted
     */
    public <T extends ServerNotification> T await(Class<T> kind, Predicate<? super T> wanted, Duration within)
            throws InterruptedException {
        long left = within.toNanos();
        int looked = 0;
        lock.lockInterruptibly();
        try {
            while (true) {
                for (; looked < all.size(); looked++) {
                    ServerNotification content = all.get(looked).content();
                    if (kind.isInstance(content) && wanted.test(kind.cast(content))) {
                        return kind.cast(content);
                    }
                }
                if (left <= 0) {
                    throw new AssertionError("no such " + kind.getSimpleName() + " within " + within + "; what came: "
                            + all.stream().map(Notification::content).toList());
                }
                left = more.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Listens no more. */
    @Override
    public void close() {
        notifier.close();
    }

    private void add(Notification notification) {
        lock.lock();
        try {
            all.add(notification);
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
