package dev.ephyra.sdk.notifier;

/** When a notification counts as handled, so that it does not come again after a restart. */
public enum AckMode {
    /** When the handler returns. */
    AUTO,
    /** When {@link Delivery#ack()} is called, by whatever thread, before or after the handler returns. */
    MANUAL
}
