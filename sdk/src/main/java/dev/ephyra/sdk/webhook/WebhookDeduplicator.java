package dev.ephyra.sdk.webhook;

import dev.ephyra.sdk.notification.EventIdentity;
import dev.ephyra.sdk.notification.Notification;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Has each event handled once, although webhooks come at least once. Remembers what this process handled and forgets the oldest; who
 * must do nothing twice over a restart keeps the ids of events in the transaction with what they change, and needs this not.
 *
 * <p>An event that somebody asked to be sent again is handled if it is not among those, as when its dead letter is requeued. Without
 * ids, as of Fishjam's servers, everything is new.
 *
 * <p>It goes by ids that are signed: those in the body, else {@code webhook-id}, which is signed if the verifier is {@linkplain
 * WebhookVerifier#standardOnly() standardOnly}. With {@code x-fishjam-signature-256} alone, whoever once saw a request whose body
 * has no {@code meta} can have it handled again under another id. Safe for many threads.
 */
public final class WebhookDeduplicator {
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> handled = new LinkedHashSet<>();
    private final Set<String> underWay = new HashSet<>();
    private final int capacity;

    private WebhookDeduplicator(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Remembers so many events: 150 B each.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public static WebhookDeduplicator inMemory(int events) {
        if (events < 1) {
            throw new IllegalArgumentException("remember one event at least, not " + events);
        }
        return new WebhookDeduplicator(events);
    }

    /** What is done with one notification. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Handles it.
         *
         * @throws Exception if it is not handled; then it comes again
         */
        void handle(Notification notification) throws Exception;
    }

    /** What became of a request, and what to answer. */
    public enum Outcome {
        /** Everything in it is handled, now or before: answer 200. */
        HANDLED(200),
        /** Another request is at the same event: answer 503, and it comes again. */
        UNDER_WAY(503);

        private final int status;

        Outcome(int status) {
            this.status = status;
        }

        /** The status of HTTP that says so. */
        public int status() {
            return status;
        }
    }

    /**
     * Has each notification handled that was not before, in their order.
     *
     * @throws Exception what the handler throws: answer 500, and what is not handled comes again
     */
    public Outcome handle(ReceivedWebhook webhook, Handler handler) throws Exception {
        for (int index = 0; index < webhook.notifications().size(); index++) {
            Notification notification = webhook.notifications().get(index);
            Optional<String> id = id(notification, webhook, index);
            if (id.isEmpty()) {
                handler.handle(notification);
            } else if (!begin(id.get())) {
                return Outcome.UNDER_WAY;
            } else {
                once(id.get(), notification, handler);
            }
        }
        return Outcome.HANDLED;
    }

    private void once(String id, Notification notification, Handler handler) throws Exception {
        boolean done = isHandled(id);
        try {
            if (!done) {
                handler.handle(notification);
                done = true;
            }
        } finally {
            end(id, done);
        }
    }

    /**
     * Of a batch without identities, the batch's with a place in it: its members are the same on each attempt. What comes alone has
     * the same key whether headers that nobody signs give it an identity or not.
     */
    private static Optional<String> id(Notification notification, ReceivedWebhook webhook, int index) {
        boolean alone = webhook.notifications().size() == 1;
        return notification
                .event()
                .map(EventIdentity::eventId)
                .or(() -> webhook.id().map(id -> alone ? id : id + "/" + index));
    }

    /** Whether nobody else is at it. */
    private boolean begin(String id) {
        lock.lock();
        try {
            return underWay.add(id);
        } finally {
            lock.unlock();
        }
    }

    private boolean isHandled(String id) {
        lock.lock();
        try {
            return handled.contains(id);
        } finally {
            lock.unlock();
        }
    }

    private void end(String id, boolean done) {
        lock.lock();
        try {
            underWay.remove(id);
            if (done && handled.add(id) && handled.size() > capacity) {
                Iterator<String> oldest = handled.iterator();
                oldest.next();
                oldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }
}
