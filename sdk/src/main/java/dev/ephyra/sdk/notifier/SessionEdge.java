package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.notification.Notification;

/** What carries out the outputs of a {@link NotifierSession}. */
interface SessionEdge {
    /** Open a connection; tell the session how that went. */
    void open();

    /** Send one message, after those before. */
    void send(byte[] message);

    /** Take so many messages more from the connection. */
    void request(int messages);

    /** Drop the connection and say no more of it. */
    void abort();

    /** Close the connection with a word, and say no more of it. */
    void close();

    /** Have it handled, in the order of its room; tell the session when it is. */
    void deliver(Notification notification, Step step);

    /** Have it handled after everything before and before everything behind. */
    void deliver(RoomsSnapshot snapshot, Step step);

    /** Have it handled after everything before and before everything behind. */
    void deliver(Gap gap, Step step);

    /** Show the latest metrics: a JSON object. */
    void metrics(String json);

    /** Keep the latest cursor. */
    void save(String cursor);

    /** Say that nothing has been handled for a time and nothing more is taken. */
    void stalled(String oldest, int unhandled);

    /** Tell of the state. */
    void state(NotifierState state);
}
