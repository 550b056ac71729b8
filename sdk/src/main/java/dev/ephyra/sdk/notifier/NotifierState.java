package dev.ephyra.sdk.notifier;

import java.time.Duration;

/** How it stands between a {@link Notifier} and its server. */
public sealed interface NotifierState {
    /**
     * A connection is being made.
     *
     * @param attempt 1 for the first after the start or after a connection that held
     */
    record Connecting(int attempt) implements NotifierState {}

    /**
     * Notifications come.
     *
     * @param resumable whether the server can resume; false for Fishjam's
     * @param recovered whether nothing is missing since the last connection; with a first connection it is false
     */
    record Ready(boolean resumable, boolean recovered) implements NotifierState {}

    /**
     * There is no connection; the next will be made.
     *
     * @param reason why, for people
     * @param pause until the next attempt
     */
    record Disconnected(String reason, Duration pause) implements NotifierState {}

    /**
     * The server refused, and would again: there will be no further attempt.
     *
     * @param closeCode of the WebSocket, as in the reference of the server socket
     * @param reason the server's own words
     */
    record Refused(int closeCode, String reason) implements NotifierState {}

    /** {@link Notifier#close()} was called. */
    record Closed() implements NotifierState {}
}
