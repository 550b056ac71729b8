package dev.ephyra.server.peer;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomId;
import dev.ephyra.server.socket.WebSocketConnection;
import dev.ephyra.server.socket.WebSocketHandler;
import dev.ephyra.signaling.PeerCommand;
import dev.ephyra.signaling.PeerSocketOutput;
import dev.ephyra.signaling.PeerSocketSession;
import dev.ephyra.signaling.TokenVerifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer socket at the edge: carries frames, pongs and time to its {@link PeerSocketSession}, and carries out what the
 * session wants. Owned by the connection's event loop; a room reaches it through its {@link PeerOutbox} only.
 */
final class PeerSocketEndpoint implements WebSocketHandler {
    /**
     * As many as this of what it said may wait for its room; what one read brought beyond that waits here, and no more is
     * read meanwhile. So a peer that floods waits for itself, and others of the room for no more than this.
     */
    static final int MAX_WAITING = 64;

    private static final Logger LOG = LoggerFactory.getLogger(PeerSocketEndpoint.class);

    private final WebSocketConnection connection;
    private final ConnectionId id;
    private final PeerRooms rooms;
    private final LongSupplier nanoClock;
    private final PeerSocketSession session;
    private @Nullable Membership membership;
    private boolean closed;
    /** What was told to its room, which is not through with it. */
    private int waiting;
    /** What it said beyond that: as much as one read brings, 64 KiB. */
    private final Deque<PeerCommand> held = new ArrayDeque<>();
    /** When the armed timer fires; a later deadline waits for it instead of arming another. */
    private OptionalLong timerNanos = OptionalLong.empty();

    /** Which peer of which room the socket speaks for. */
    private record Membership(RoomId room, PeerId peer) {}

    PeerSocketEndpoint(
            WebSocketConnection connection,
            ConnectionId id,
            TokenVerifier tokens,
            PeerRooms rooms,
            LongSupplier nanoClock) {
        this.connection = connection;
        this.id = id;
        this.rooms = rooms;
        this.nanoClock = nanoClock;
        this.session = new PeerSocketSession(tokens, nanoClock.getAsLong());
    }

    /** Begins: call once, on the event loop, before anything else. */
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
        session.onPong(payload, nanoClock.getAsLong());
        carryOut();
    }

    @Override
    public void onShutdown(int code, String reason) {
        // A peer whose room has ended was told so before; this is for the rest.
        session.close(code, reason);
        carryOut();
    }

    @Override
    public void onClosed(int code, String reason) {
        if (closed) {
            return;
        }
        closed = true;
        if (membership != null) {
            LOG.info("Peer WS stopped: peer {} of room {}, code {}", membership.peer(), membership.room(), code);
            rooms.closed(membership.room(), membership.peer(), id, session.endReason(code));
        }
    }

    /** Applies one of the room's messages. On the event loop. */
    void onMessage(PeerOutboxQueue.Message message) {
        long nowNanos = nanoClock.getAsLong();
        switch (message) {
            case PeerOutboxQueue.Message.Admitted _ -> session.entered(nowNanos);
            case PeerOutboxQueue.Message.Refused(String reason) -> session.refused(reason);
            case PeerOutboxQueue.Message.Event(var event) -> session.send(event);
            case PeerOutboxQueue.Message.Probe _ -> session.probe();
            case PeerOutboxQueue.Message.Close(int code, String reason) -> session.close(code, reason);
        }
        carryOut();
    }

    private void carryOut() {
        if (closed) {
            return;
        }
        for (PeerSocketOutput output : session.drain()) {
            switch (output) {
                case PeerSocketOutput.Send(byte[] message) -> connection.sendBinary(message);
                case PeerSocketOutput.Ping(byte[] payload) -> connection.ping(payload);
                case PeerSocketOutput.Close(int code, String reason) -> connection.close(code, reason);
                case PeerSocketOutput.Enter enter -> {
                    membership = new Membership(enter.room(), enter.peer());
                    PeerOutbox outbox = new PeerOutboxQueue(connection::execute, this::onMessage);
                    rooms.enter(enter.room(), enter.peer(), id, enter.dialect(), outbox);
                }
                case PeerSocketOutput.Deliver(var command) -> deliver(command);
                case PeerSocketOutput.ProbeAnswered _ -> {
                    Membership member = membership;
                    if (member != null) {
                        rooms.probeAnswered(member.room(), member.peer(), id);
                    }
                }
                case PeerSocketOutput.Log(var level, String text) -> log(level, text);
            }
        }
        armTimer();
    }

    private void deliver(PeerCommand command) {
        if (waiting < MAX_WAITING) {
            tell(command);
            return;
        }
        if (held.isEmpty()) {
            connection.reading(false);
        }
        held.add(command);
    }

    private void tell(PeerCommand command) {
        Membership member = membership;
        if (member != null) {
            waiting++;
            rooms.command(member.room(), member.peer(), id, command, () -> connection.execute(this::workedOff));
        }
    }

    private void workedOff() {
        waiting--;
        PeerCommand next = held.poll();
        if (next != null) {
            tell(next);
            if (held.isEmpty()) {
                connection.reading(true);
            }
        }
    }

    private static void log(PeerSocketOutput.Level level, String text) {
        switch (level) {
            case INFO -> LOG.info(text);
            case WARNING -> LOG.warn(text);
        }
    }

    // Every frame moves the deadline, so a timer is armed only when none fires in time; a stale one finds nothing due.
    private void armTimer() {
        OptionalLong deadline = session.nextDeadlineNanos();
        if (deadline.isEmpty() || (timerNanos.isPresent() && timerNanos.getAsLong() - deadline.getAsLong() <= 0)) {
            return;
        }
        timerNanos = deadline;
        long delayNanos = deadline.getAsLong() - nanoClock.getAsLong();
        long delayMillis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(delayNanos) + 1);
        connection.after(delayMillis, () -> onTimer(deadline.getAsLong()));
    }

    private void onTimer(long firedNanos) {
        if (timerNanos.isPresent() && timerNanos.getAsLong() == firedNanos) {
            timerNanos = OptionalLong.empty();
        }
        session.onTime(nanoClock.getAsLong());
        carryOut();
    }
}
