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

    /** Clients subscribe once to each of two types; the place of a stream is chosen once. */
    static final int MAX_SUBSCRIPTIONS = 256;

    private static final int NORMAL = 1000;
    private static final int UNSUPPORTED = 1003;
    private static final int TOO_BIG = 1009;
    private static final int INTERNAL_ERROR = 1011;
    private static final int TRY_AGAIN_LATER = 1013;

    /** Ours: the request is wrong and would be so again. */
    private static final int BAD_REQUEST = 4400;

    private final TokenCheck tokens;
    private final String userAgent;
    private final String remoteAddress;
    private final ArrayDeque<ServerSocketOutput> outputs = new ArrayDeque<>(4);
    private State state = State.UNAUTHENTICATED;
    private boolean notified;
    private boolean measured;
    private boolean streamed;
    private int subscriptions;

    /** Whose token it was; empty for the server's. */
    private String consumer = "";

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
            case AUTHENTICATED -> serve(decoded, nowNanos);
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
                consumer = tokens.consumer(message.getAuthRequest().getToken()).orElse("");
                log(
                        Level.INFO,
                        "Server WS authenticated" + (consumer.isEmpty() ? "." : " as consumer " + consumer + "."));
                send(ServerMessage.newBuilder()
                        .setAuthenticated(ServerMessage.Authenticated.getDefaultInstance())
                        .build());
            }
            case WRONG -> refuse("invalid token", NORMAL);
            case TOO_MANY_FAILURES -> refuse("too many failed attempts", TRY_AGAIN_LATER);
        }
    }

    private void serve(ServerMessage message, long nowNanos) {
        if (message.hasSubscribeRequest()) {
            subscribe(message.getSubscribeRequest(), nowNanos);
        } else if (message.hasAck() && streamed) {
            outputs.add(new ServerSocketOutput.Acknowledge(message.getAck().getCursor()));
        } else {
            disallow();
        }
    }

    private void subscribe(ServerMessage.SubscribeRequest request, long nowNanos) {
        if (++subscriptions > MAX_SUBSCRIPTIONS) {
            reject("too many subscriptions");
            return;
        }
        if (quietNanos < 0) {
            quietNanos = QuietPeriod.nanos(nowNanos - stepNanos, userAgent);
        }
        long holdUntilNanos = nowNanos + quietNanos;
        switch (request.getEventType()) {
            case EVENT_TYPE_SERVER_NOTIFICATION -> subscribeNotifications(request, holdUntilNanos);
            case EVENT_TYPE_METRICS -> {
                if (!StreamRequest.isPlain(request)) {
                    reject("only notifications can be resumed, filtered or acknowledged");
                    return;
                }
                outputs.add(
                        measured
                                ? new ServerSocketOutput.HoldUntil(holdUntilNanos)
                                : new ServerSocketOutput.SubscribeMetrics(holdUntilNanos));
                measured = true;
                respond(request);
            }
            case EVENT_TYPE_UNSPECIFIED, UNRECOGNIZED ->
                crash("Received subscription to an unknown event type on server WS.");
        }
    }

    private void subscribeNotifications(ServerMessage.SubscribeRequest request, long holdUntilNanos) {
        if (streamed && StreamRequest.isPlain(request)) {
            outputs.add(new ServerSocketOutput.HoldUntil(holdUntilNanos));
            respond(request);
            return;
        }
        switch (StreamRequest.read(request, consumer)) {
            case StreamRequest.Asked.Live() -> {
                outputs.add(
                        notified
                                ? new ServerSocketOutput.HoldUntil(holdUntilNanos)
                                : new ServerSocketOutput.SubscribeNotifications(holdUntilNanos));
                notified = true;
                respond(request);
            }
            case StreamRequest.Asked.Stream(StreamRequest stream) -> {
                if (notified || streamed) {
                    reject("already subscribed to notifications: use a connection for each such subscription");
                    return;
                }
                streamed = true;
                outputs.add(new ServerSocketOutput.OpenStream(stream, holdUntilNanos));
            }
            case StreamRequest.Asked.Refused(String why) -> reject(why);
        }
    }

    /** The subscription stands before the answer goes out, so no event after the answer is missed. */
    private void respond(ServerMessage.SubscribeRequest request) {
        send(ServerMessage.newBuilder()
                .setSubscribeResponse(
                        ServerMessage.SubscribeResponse.newBuilder().setEventType(request.getEventType()))
                .build());
    }

    private void reject(String why) {
        log(Level.WARNING, "Server WS asked for what it cannot have: " + printable(why) + ". Closing the connection.");
        close(BAD_REQUEST, why);
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
