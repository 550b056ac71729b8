package dev.ephyra.server.cli.client;

/** What an {@link NotificationStream} brings, in order. */
public sealed interface Received {
    /** One notification. */
    record Notified(ReceivedEvent event) implements Received {}

    /** The connection is gone, or cannot be had again yet; it is tried again after {@code pauseMillis}. */
    record Lost(String why, long pauseMillis) implements Received {}

    /** It is there again, and nothing was missed. */
    record Resumed() implements Received {}

    /** Events between what came last and what comes next are not kept any more, or cannot be read. */
    record Missing(String what) implements Received {}
}
