package dev.ephyra.server.socket;

import dev.ephyra.notify.socket.ServerSocketOutput;
import dev.ephyra.notify.socket.ServerSocketSession;
import dev.ephyra.notify.socket.StreamRequest;
import dev.ephyra.notify.socket.TokenCheck;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server socket at the edge: carries messages, pongs and time to its {@link ServerSocketSession} and carries out what
 * that wants. Owned by the connection's event loop.
 */
final class ServerSocketHandler implements WebSocketHandler {
    private static final byte[] EMPTY = {};
    private static final Logger LOG = LoggerFactory.getLogger(ServerSocketHandler.class);

    private final WebSocketChannel connection;
    private final LongSupplier nanoClock;
    private final Runnable whenClosed;
    private final ServerSocketSession session;
    private final Subscriber subscriber;
    private final Streams streams;
    private @Nullable StreamReader stream;
    private OptionalLong timerNanos = OptionalLong.empty();
    private long holdUntilNanos;
    private boolean releaseArmed;

    ServerSocketHandler(
            WebSocketChannel connection,
            TokenCheck tokens,
            FanOut fanOut,
            Streams streams,
            LongSupplier nanoClock,
            Runnable whenClosed) {
        this.connection = connection;
        this.nanoClock = nanoClock;
        this.whenClosed = whenClosed;
        this.session = new ServerSocketSession(
                tokens, connection.userAgent(), connection.remoteAddress(), nanoClock.getAsLong());
        this.subscriber = fanOut.subscriber(connection);
        this.streams = streams;
    }

    /** Begins: once, before anything else. */
    void start() {
        carryOut();
    }

    @Override
    public void onBinary(byte[] message) {
        session.onBinary(message, nanoClock.getAsLong());
        carryOut();
    }

    @Override
    public void onText(String message) {
        session.onText(nanoClock.getAsLong());
        carryOut();
    }

    @Override
    public void onPong(byte[] payload) {
        session.onPong(nanoClock.getAsLong());
        StreamReader reader = stream;
        if (reader != null) {
            reader.pong(payload);
        }
    }

    @Override
    public void onWritable() {
        subscriber.turn();
        StreamReader reader = stream;
        if (reader != null) {
            reader.link().send();
        }
    }

    @Override
    public void onShutdown(int code, String reason) {
        StreamReader reader = stream;
        Runnable close = () -> connection.close(code, reason);
        subscriber.finish(reader == null ? close : () -> reader.finish(close));
    }

    @Override
    public void onClosed(int code, String reason) {
        leave();
        session.onClosed(code, reason);
        carryOut();
        whenClosed.run();
    }

    private void carryOut() {
        for (Optional<ServerSocketOutput> next = session.poll(); next.isPresent(); next = session.poll()) {
            switch (next.get()) {
                case ServerSocketOutput.Send(byte[] message) -> connection.sendBinary(message);
                case ServerSocketOutput.Ping() -> connection.ping(EMPTY);
                case ServerSocketOutput.Close(int code, String reason) -> {
                    leave();
                    connection.close(code, reason);
                }
                case ServerSocketOutput.SubscribeNotifications(long untilNanos) -> {
                    holdUntil(untilNanos);
                    subscriber.subscribeNotifications(nanoClock.getAsLong());
                }
                case ServerSocketOutput.SubscribeMetrics(long untilNanos) -> {
                    holdUntil(untilNanos);
                    subscriber.subscribeMetrics();
                }
                case ServerSocketOutput.OpenStream(StreamRequest request, long untilNanos) -> {
                    openStream(request);
                    holdUntil(untilNanos);
                }
                case ServerSocketOutput.Acknowledge(String cursor) -> acknowledge(cursor);
                case ServerSocketOutput.HoldUntil(long untilNanos) -> holdUntil(untilNanos);
                case ServerSocketOutput.Log(var level, String text) -> log(level, text);
            }
        }
        armTimer();
    }

    private void openStream(StreamRequest request) {
        // What it reads goes out by this event loop alone, so nothing does before it is held.
        stream = streams.open(request, connection);
    }

    private void acknowledge(String cursor) {
        StreamReader reader = stream;
        if (reader != null) {
            reader.acknowledged(cursor);
        }
    }

    private void leave() {
        subscriber.leave();
        StreamReader reader = stream;
        if (reader != null) {
            reader.stop();
        }
    }

    private void hold(boolean held) {
        subscriber.hold(held);
        StreamReader reader = stream;
        if (reader != null) {
            reader.link().hold(held);
        }
    }

    private void holdUntil(long nanos) {
        holdUntilNanos = nanos;
        hold(true);
        armRelease();
    }

    private void armRelease() {
        // One timer, however many requests a client sends.
        if (!releaseArmed) {
            releaseArmed = true;
            connection.after(millisUntil(holdUntilNanos), this::release);
        }
    }

    private void release() {
        releaseArmed = false;
        if (nanoClock.getAsLong() - holdUntilNanos >= 0) {
            hold(false);
            onWritable();
        } else {
            // A later request has restarted the quiet period.
            armRelease();
        }
    }

    /** At most one timer is armed: deadlines only move away, and a timer that finds nothing due is armed again. */
    private void armTimer() {
        OptionalLong deadline = session.nextDeadlineNanos();
        if (deadline.isPresent() && timerNanos.isEmpty()) {
            timerNanos = deadline;
            connection.after(millisUntil(deadline.getAsLong()), this::onTimer);
        }
    }

    private void onTimer() {
        timerNanos = OptionalLong.empty();
        session.onTime(nanoClock.getAsLong());
        carryOut();
    }

    /** Rounded up: a timer never fires before its time. */
    private long millisUntil(long nanos) {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanos - nanoClock.getAsLong())) + 1;
    }

    private static void log(ServerSocketOutput.Level level, String text) {
        switch (level) {
            case INFO -> LOG.info(text);
            case WARNING -> LOG.warn(text);
        }
    }
}
