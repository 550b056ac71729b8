package dev.ephyra.sdk.notifier;

/** What carries out the outputs of a {@link NotifierSession} that call no handler. */
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

    /** Show the latest metrics: a JSON object. */
    void metrics(String json);

    /** Keep the latest cursor. */
    void save(String cursor);

    /** Say that nothing has been handled for a time and nothing more is taken. */
    void stalled(String oldest, int unhandled);

    /** Tell of the state. */
    void state(NotifierState state);
}
