package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.notification.EventIdentity;
import dev.ephyra.sdk.notification.Notification;
import dev.ephyra.sdk.notification.ServerNotification;
import java.util.Optional;

/** A notification that is handed over. Safe for many threads. */
public final class Delivery {
    private final Notification notification;
    private final int attempt;
    private final Runnable acknowledge;

    Delivery(Notification notification, int attempt, Runnable acknowledge) {
        this.notification = notification;
        this.attempt = attempt;
        this.acknowledge = acknowledge;
    }

    /** What was received. */
    public Notification notification() {
        return notification;
    }

    /** What it says. */
    public ServerNotification content() {
        return notification.content();
    }

    /** Which event it tells of; empty if the server does not say, as Fishjam's. */
    public Optional<EventIdentity> event() {
        return notification.event();
    }

    /** 1, and more if the handler threw before. */
    public int attempt() {
        return attempt;
    }

    /**
     * Says that it is handled. Needed with {@link AckMode#MANUAL} only; with the other mode, and when called again, it does
     * nothing. While as many as the notifier's capacity are not, no more come.
     */
    public void ack() {
        acknowledge.run();
    }

    @Override
    public String toString() {
        return "Delivery[" + notification.content() + ", attempt=" + attempt + "]";
    }
}
