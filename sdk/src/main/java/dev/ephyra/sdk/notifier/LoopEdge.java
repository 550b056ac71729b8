package dev.ephyra.sdk.notifier;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Carries out what a {@link NotifierSession} wants: its one connection, its words into the log and to the handlers
 * of states and metrics. Owned by whoever holds the lock of its loop.
 */
final class LoopEdge implements SessionEdge {
    private static final Logger LOG = System.getLogger("dev.ephyra.sdk");

    /** Some 4 s after the first, with the pauses between them. */
    private static final int ATTEMPTS_TO_WARN_OF = 5;

    private final SessionOptions options;
    private final SocketConnection.Events events;
    private final Dispatcher dispatcher;
    private final CursorKeeper keeper;
    private final Supplier<WebSocket.Builder> sockets;
    private final URI address;
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CurrentConnection connection = new CurrentConnection();
    private NotifierState state = new NotifierState.Closed();
    private int attempt;
    private String trouble = "";
    private boolean saidReady;
    private boolean saidPlain;

    LoopEdge(
            SessionOptions options,
            SocketConnection.Events events,
            Dispatcher dispatcher,
            CursorKeeper keeper,
            Supplier<WebSocket.Builder> sockets,
            URI address) {
        this.options = options;
        this.events = events;
        this.dispatcher = dispatcher;
        this.keeper = keeper;
        this.sockets = sockets;
        this.address = address;
    }

    /** Whether {@code source} is the connection of now; what others say is of the past. */
    boolean isCurrent(SocketConnection source) {
        return connection.isCurrent(source);
    }

    NotifierState state() {
        return state;
    }

    /** Why notifications do not come, for people. */
    String trouble() {
        if (state instanceof NotifierState.Closed) {
            return "it is closed, or not begun";
        }
        return trouble.isEmpty() ? "the first attempt to connect to " + address + " is not answered yet" : trouble;
    }

    /** Completes with the first subscription, or the refusal. */
    CompletableFuture<Void> connected() {
        return connected;
    }

    @Override
    public void open() {
        connection.open(sockets, address, events);
    }

    @Override
    public void send(byte[] message) {
        connection.send(message);
    }

    @Override
    public void request(int messages) {
        connection.request(messages);
    }

    @Override
    public void abort() {
        connection.abort();
    }

    @Override
    public void close() {
        connection.close();
    }

    @Override
    public void metrics(String json) {
        dispatcher.metrics(json);
    }

    @Override
    public void save(String cursor) {
        keeper.offer(cursor);
    }

    @Override
    public void stalled(String oldest, int unhandled) {
        LOG.log(
                Level.WARNING,
                "No more notifications are taken: {0} are unhandled, and nothing moves. The oldest is {1}",
                unhandled,
                oldest);
    }

    @Override
    public void state(NotifierState next) {
        state = next;
        dispatcher.state(next);
        if (next instanceof NotifierState.Ready ready) {
            trouble = "";
            if (!saidReady) {
                saidReady = true;
                dispatcher.afterStates(() -> connected.complete(null));
            }
            sayIfPlain(ready);
        } else if (next instanceof NotifierState.Refused refused) {
            SubscriptionRefusedException failure =
                    new SubscriptionRefusedException(refused.closeCode(), refused.reason());
            dispatcher.afterStates(() -> connected.completeExceptionally(failure));
            LOG.log(Level.ERROR, "The server at {0} refused: {1}", address, refused.reason());
        } else if (next instanceof NotifierState.Connecting connecting) {
            attempt = connecting.attempt();
        } else if (next instanceof NotifierState.Disconnected lost) {
            trouble = "attempt " + attempt + " to connect to " + address + " failed: " + lost.reason();
            // One that lasts is told of once where it is seen: what is wrong may be here and not on the way.
            LOG.log(
                    attempt == ATTEMPTS_TO_WARN_OF ? Level.WARNING : Level.INFO,
                    "No connection to {0}, attempt {1}: {2}; the next attempt in {3}",
                    address,
                    attempt,
                    lost.reason(),
                    lost.pause());
        }
    }

    private void sayIfPlain(NotifierState.Ready ready) {
        if (!options.notifications() || ready.resumable() || saidPlain) {
            return;
        }
        saidPlain = true;
        LOG.log(
                Level.INFO,
                "The server at {0} is a plain Fishjam: what happens while the connection is lost is not told{1}",
                address,
                options.needsEphyra() ? "; filter, snapshots and durable name do nothing" : "");
    }
}
