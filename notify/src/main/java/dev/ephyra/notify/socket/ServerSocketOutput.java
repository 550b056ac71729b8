package dev.ephyra.notify.socket;

/** What a {@link ServerSocketSession} wants done, to be done in order and before the next input. */
public sealed interface ServerSocketOutput {
    /** Send these bytes as one binary message. Never written after. */
    record Send(byte[] message) implements ServerSocketOutput {}

    /** Send a ping with an empty payload. */
    record Ping() implements ServerSocketOutput {}

    /** Start the closing handshake; nothing follows but {@link Log}. */
    record Close(int code, String reason) implements ServerSocketOutput {}

    /** Events from now on go to this connection, none of them before {@code holdUntilNanos}. Once per connection. */
    record SubscribeNotifications(long holdUntilNanos) implements ServerSocketOutput {}

    /** Metrics reports from now on go to this connection, none before {@code holdUntilNanos}. Once per connection. */
    record SubscribeMetrics(long holdUntilNanos) implements ServerSocketOutput {}

    /**
     * Answer with the response of this stream and then send it, nothing of it before {@code holdUntilNanos}. Once per
     * connection, and then no {@link SubscribeNotifications}.
     */
    record OpenStream(StreamRequest request, long holdUntilNanos) implements ServerSocketOutput {}

    /** The client of the stream has processed everything up to {@code cursor}, which is its own text. */
    record Acknowledge(String cursor) implements ServerSocketOutput {}

    /** Events and reports wait until {@code nanos}, those of earlier subscriptions too. */
    record HoldUntil(long nanos) implements ServerSocketOutput {}

    /** Write a log line. */
    record Log(Level level, String text) implements ServerSocketOutput {}

    /** How loud a log line is. */
    enum Level {
        INFO,
        WARNING
    }
}
