package dev.ephyra.server.peer;

import dev.ephyra.signaling.CloseReason;
import dev.ephyra.signaling.PeerEvent;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Carries a room's messages to the event loop of one socket, bounded. Used by the room's loop, read by the event loop.
 * A socket whose event loop lags behind by more than the limit is closed: a peer that misses one message has a wrong
 * picture of its room for ever, and its client starts afresh.
 */
final class PeerOutboxQueue implements PeerOutbox {
    /** Two changes of each peer of a full room of 4,096 within one turn of the event loop; at 100 B each 800 KB. */
    static final int MAX_PENDING = 8192;

    /** What the room wants of the socket. */
    sealed interface Message {
        record Admitted() implements Message {}

        record Refused(String reason) implements Message {}

        record Event(PeerEvent event) implements Message {}

        record Probe() implements Message {}

        record Close(int code, String reason) implements Message {}
    }

    private final Consumer<Runnable> eventLoop;
    private final Consumer<Message> socket;
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicBoolean overflowed = new AtomicBoolean();

    PeerOutboxQueue(Consumer<Runnable> eventLoop, Consumer<Message> socket) {
        this.eventLoop = eventLoop;
        this.socket = socket;
    }

    @Override
    public void admitted() {
        offer(new Message.Admitted());
    }

    @Override
    public void refused(String reason) {
        offer(new Message.Refused(reason));
    }

    @Override
    public void send(PeerEvent event) {
        offer(new Message.Event(event));
    }

    @Override
    public void probe() {
        offer(new Message.Probe());
    }

    @Override
    public void close(int code, String reason) {
        offer(new Message.Close(code, reason));
    }

    private void offer(Message message) {
        if (overflowed.get()) {
            return;
        }
        if (pending.incrementAndGet() <= MAX_PENDING) {
            post(message);
        } else if (overflowed.compareAndSet(false, true)) {
            post(new Message.Close(CloseReason.INTERNAL_ERROR, CloseReason.INTERNAL_SERVER_ERROR));
        }
    }

    private void post(Message message) {
        eventLoop.accept(() -> {
            pending.decrementAndGet();
            socket.accept(message);
        });
    }
}
