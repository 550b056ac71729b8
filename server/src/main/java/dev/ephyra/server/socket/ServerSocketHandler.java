package dev.ephyra.server.socket;

import dev.ephyra.notify.socket.ServerSocketOutput;
import dev.ephyra.notify.socket.ServerSocketSession;
import dev.ephyra.notify.socket.TokenCheck;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
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
    private OptionalLong timerNanos = OptionalLong.empty();
    private long holdUntilNanos;
    private boolean releaseArmed;

    ServerSocketHandler(
            WebSocketChannel connection,
            TokenCheck tokens,
            FanOut fanOut,
            LongSupplier nanoClock,
            Runnable whenClosed) {
        this.connection = connection;
        this.nanoClock = nanoClock;
        this.whenClosed = whenClosed;
        this.session = new ServerSocketSession(
                tokens, connection.userAgent(), connection.remoteAddress(), nanoClock.getAsLong());
        this.subscriber = fanOut.subscriber(connection);
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
    }

    @Override
    public void onWritable() {
        subscriber.turn();
    }

    @Override
    public void onShutdown(int code, String reason) {
        subscriber.finish(() -> connection.close(code, reason));
    }

    @Override
    public void onClosed(int code, String reason) {
        subscriber.leave();
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
                    subscriber.leave();
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
                case ServerSocketOutput.HoldUntil(long untilNanos) -> holdUntil(untilNanos);
                case ServerSocketOutput.Log(var level, String text) -> log(level, text);
            }
        }
        armTimer();
    }

    private void holdUntil(long nanos) {
        holdUntilNanos = nanos;
        subscriber.hold(true);
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
            subscriber.hold(false);
            subscriber.turn();
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
