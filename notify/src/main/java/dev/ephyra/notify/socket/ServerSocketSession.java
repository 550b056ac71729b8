package dev.ephyra.notify.socket;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.notify.socket.ServerSocketOutput.Level;
import dev.ephyra.wire.ServerMessage;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One connection of a backend to the server socket: authentication, subscriptions, pings, deadlines. Sans-IO; inputs leave
 * outputs that are drained by {@link #poll}. Times are monotonic nanoseconds. Owned by the event loop of its connection.
 */
public final class ServerSocketSession {
    /** A token and its envelope; nobody unknown makes us decode more. */
    static final int MAX_UNAUTHENTICATED_BYTES = 4096;

    static final long AUTH_DEADLINE_NANOS = 5_000_000_000L;
    static final long PING_INTERVAL_NANOS = 30_000_000_000L;

    /** Twice the interval: the Python notifier answers pings late while its handler blocks. */
    static final long LIFE_DEADLINE_NANOS = 60_000_000_000L;

    private static final int NORMAL = 1000;
    private static final int UNSUPPORTED = 1003;
    private static final int TOO_BIG = 1009;
    private static final int INTERNAL_ERROR = 1011;
    private static final int TRY_AGAIN_LATER = 1013;

    private final TokenCheck tokens;
    private final String userAgent;
    private final String remoteAddress;
    private final ArrayDeque<ServerSocketOutput> outputs = new ArrayDeque<>(4);
    private State state = State.UNAUTHENTICATED;
    private boolean notified;
    private boolean measured;

    /** Accepted, or authenticated: the time of the last step that deadlines and the quiet period count from. */
    private long stepNanos;

    private long quietNanos = -1;
    private long nextPingNanos;
    private long lastReceivedNanos;

    /** @param userAgent of the handshake; empty if there was none */
    public ServerSocketSession(TokenCheck tokens, String userAgent, String remoteAddress, long nowNanos) {
        this.tokens = tokens;
        this.userAgent = userAgent;
        this.remoteAddress = remoteAddress;
        this.stepNanos = nowNanos;
        log(Level.INFO, "New incoming server WebSocket connection, accepting");
    }

    /** A binary message arrived. */
    public void onBinary(byte[] message, long nowNanos) {
        lastReceivedNanos = nowNanos;
        if (state == State.CLOSED) {
            return;
        }
        if (state == State.UNAUTHENTICATED && message.length > MAX_UNAUTHENTICATED_BYTES) {
            refuse("message too big", TOO_BIG);
            return;
        }
        ServerMessage decoded;
        try {
            decoded = ServerMessage.parseFrom(message);
        } catch (InvalidProtocolBufferException _) {
            // Fishjam's handler crashes here, which its clients see as 1011 without a reason.
            crash("Received undecodable message on server WS.");
            return;
        }
        switch (state) {
            case UNAUTHENTICATED -> authenticate(decoded, nowNanos);
            case AUTHENTICATED -> subscribe(decoded, nowNanos);
            case CLOSED -> {}
        }
    }

    /** A text message arrived; there are none in this protocol. */
    public void onText(long nowNanos) {
        lastReceivedNanos = nowNanos;
        if (state != State.CLOSED) {
            disallow();
        }
    }

    /** A pong arrived. */
    public void onPong(long nowNanos) {
        lastReceivedNanos = nowNanos;
    }

    /** Time passed. Early, late and repeated calls do no harm. */
    public void onTime(long nowNanos) {
        switch (state) {
            case UNAUTHENTICATED -> {
                if (nowNanos - stepNanos >= AUTH_DEADLINE_NANOS) {
                    refuse("unauthenticated", NORMAL);
                }
            }
            case AUTHENTICATED -> {
                if (nowNanos - lastReceivedNanos >= LIFE_DEADLINE_NANOS) {
                    log(Level.WARNING, "Server WS sent nothing for 60 s, not even a pong. Closing the connection.");
                    close(NORMAL, "timeout");
                } else if (nowNanos - nextPingNanos >= 0) {
                    outputs.add(new ServerSocketOutput.Ping());
                    // From now, not from when it was due: a late timer must not lead to two pings at once.
                    nextPingNanos = nowNanos + PING_INTERVAL_NANOS;
                }
            }
            case CLOSED -> {}
        }
    }

    /** The connection is gone; the last input. */
    public void onClosed(int code, String reason) {
        state = State.CLOSED;
        log(Level.INFO, ("Server WebSocket stopped " + code + " " + printable(reason)).stripTrailing());
    }

    /** When {@link #onTime} has something to do; empty once closed. */
    public OptionalLong nextDeadlineNanos() {
        return switch (state) {
            case UNAUTHENTICATED -> OptionalLong.of(stepNanos + AUTH_DEADLINE_NANOS);
            case AUTHENTICATED -> {
                long lifeNanos = lastReceivedNanos + LIFE_DEADLINE_NANOS;
                yield OptionalLong.of(lifeNanos - nextPingNanos < 0 ? lifeNanos : nextPingNanos);
            }
            case CLOSED -> OptionalLong.empty();
        };
    }

    /** The next thing to do; empty when all is done. */
    public Optional<ServerSocketOutput> poll() {
        return Optional.ofNullable(outputs.poll());
    }

    private void authenticate(ServerMessage message, long nowNanos) {
        if (!message.hasAuthRequest()) {
            log(Level.WARNING, "Received message on server WS that is not auth_request. Closing the connection.");
            close(NORMAL, "invalid auth request");
            return;
        }
        switch (tokens.check(message.getAuthRequest().getToken(), remoteAddress, nowNanos)) {
            case ACCEPTED -> {
                state = State.AUTHENTICATED;
                stepNanos = nowNanos;
                nextPingNanos = nowNanos + PING_INTERVAL_NANOS;
                log(Level.INFO, "Server WS authenticated.");
                send(ServerMessage.newBuilder()
                        .setAuthenticated(ServerMessage.Authenticated.getDefaultInstance())
                        .build());
            }
            case WRONG -> refuse("invalid token", NORMAL);
            case TOO_MANY_FAILURES -> refuse("too many failed attempts", TRY_AGAIN_LATER);
        }
    }

    private void subscribe(ServerMessage message, long nowNanos) {
        if (!message.hasSubscribeRequest()) {
            disallow();
            return;
        }
        ServerMessage.EventType type = message.getSubscribeRequest().getEventType();
        if (quietNanos < 0) {
            quietNanos = QuietPeriod.nanos(nowNanos - stepNanos, userAgent);
        }
        long holdUntilNanos = nowNanos + quietNanos;
        switch (type) {
            case EVENT_TYPE_SERVER_NOTIFICATION -> {
                outputs.add(
                        notified
                                ? new ServerSocketOutput.HoldUntil(holdUntilNanos)
                                : new ServerSocketOutput.SubscribeNotifications(holdUntilNanos));
                notified = true;
            }
            case EVENT_TYPE_METRICS -> {
                outputs.add(
                        measured
                                ? new ServerSocketOutput.HoldUntil(holdUntilNanos)
                                : new ServerSocketOutput.SubscribeMetrics(holdUntilNanos));
                measured = true;
            }
            case EVENT_TYPE_UNSPECIFIED, UNRECOGNIZED -> {
                crash("Received subscription to an unknown event type on server WS.");
                return;
            }
        }
        // The subscription stands before the answer goes out, so no event after the answer is missed.
        send(ServerMessage.newBuilder()
                .setSubscribeResponse(
                        ServerMessage.SubscribeResponse.newBuilder().setEventType(type))
                .build());
    }

    private void refuse(String reason, int code) {
        log(Level.WARNING, "Authentication failed, reason: " + reason + ". Closing the connection.");
        close(code, reason);
    }

    private void disallow() {
        log(Level.WARNING, "Received unexpected message on server WS. Closing the connection.");
        close(UNSUPPORTED, "operation not allowed");
    }

    private void crash(String text) {
        log(Level.WARNING, text + " Closing the connection.");
        close(INTERNAL_ERROR, "");
    }

    private void close(int code, String reason) {
        state = State.CLOSED;
        outputs.add(new ServerSocketOutput.Close(code, reason));
    }

    private void send(ServerMessage message) {
        outputs.add(new ServerSocketOutput.Send(message.toByteArray()));
    }

    private void log(Level level, String text) {
        outputs.add(new ServerSocketOutput.Log(level, text));
    }

    /** A close reason is the client's text: it must not forge log lines. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private enum State {
        UNAUTHENTICATED,
        AUTHENTICATED,
        CLOSED
    }
}
