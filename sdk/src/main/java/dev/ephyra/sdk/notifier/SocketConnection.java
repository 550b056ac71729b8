package dev.ephyra.sdk.notifier;

import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket of {@code java.net.http}, from whole messages to whole messages. Its events come one at a time, on threads of the
 * HTTP client; its methods are called by one thread at a time.
 */
final class SocketConnection implements WebSocket.Listener {
    /** Ephyra's messages have 1 MiB; the metrics of Fishjam's server are as large as its rooms are many. */
    private static final int MAX_MESSAGE_BYTES = 16 << 20;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final Events events;
    private CompletableFuture<WebSocket> opening = new CompletableFuture<>();
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream(0);

    /** Of a message that comes in parts, not the last one. */
    private boolean inside;

    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

    /** What happens to a connection. */
    interface Events {
        void opened(SocketConnection connection);

        /** The bytes of {@code message} between position and limit, which are another's when this returns. */
        void received(SocketConnection connection, ByteBuffer message);

        void heard(SocketConnection connection);

        void ended(SocketConnection connection, int code, String reason);

        void lost(SocketConnection connection, String why);
    }

    SocketConnection(Events events) {
        this.events = events;
    }

    /** Begins to connect; what comes of it may be told before this returns. */
    void open(Supplier<WebSocket.Builder> sockets, URI address) {
        try {
            opening = sockets.get().connectTimeout(CONNECT_TIMEOUT).buildAsync(address, this);
        } catch (Throwable broken) {
            // Containment point: an HTTP client of the user's, or a system that has no thread for it now.
            opening = CompletableFuture.failedFuture(broken);
        }
        CompletableFuture<?> unused = opening.whenComplete((open, failure) -> {
            if (failure != null) {
                events.lost(this, why(failure));
            } else {
                events.opened(this);
            }
        });
    }

    /** Sends after what went before. */
    void send(byte[] message) {
        ifOpen(socket -> sent = sent.thenCompose(before -> socket.sendBinary(ByteBuffer.wrap(message), true))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        events.lost(this, why(failure));
                    }
                }));
    }

    void request(int messages) {
        ifOpen(socket -> socket.request(messages));
    }

    /** Ends it, at once or as soon as it is open: an opening cannot be taken back. */
    void abort() {
        CompletableFuture<?> unused = opening.thenAccept(WebSocket::abort);
    }

    /** Ends it with a close frame, for which it takes a second at most. */
    void close() {
        CompletableFuture<?> unused = opening.thenAccept(socket -> {
            CompletableFuture<?> closing = sent.handle((done, failure) -> socket)
                    .thenCompose(open -> open.sendClose(WebSocket.NORMAL_CLOSURE, ""));
            CompletableFuture<?> unusedEnd = closing.<@Nullable Object>thenApply(closed -> null)
                    .completeOnTimeout(null, 1, TimeUnit.SECONDS)
                    .whenComplete((closed, failure) -> socket.abort());
        });
    }

    private void ifOpen(Consumer<WebSocket> action) {
        if (opening.isDone() && !opening.isCompletedExceptionally()) {
            action.accept(opening.join());
        }
    }

    @Override
    public void onOpen(WebSocket socket) {
        // Nothing is requested before the session says how much.
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        if (last && !inside && data.remaining() <= MAX_MESSAGE_BYTES) {
            events.received(this, data);
            return null;
        }
        if (partial.size() + data.remaining() > MAX_MESSAGE_BYTES) {
            return tooLarge(socket);
        }
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        partial.writeBytes(bytes);
        inside = !last;
        if (inside) {
            socket.request(1);
            events.heard(this);
        } else {
            ByteBuffer whole = ByteBuffer.wrap(partial.toByteArray());
            partial.reset();
            events.received(this, whole);
        }
        return null;
    }

    private @Nullable CompletionStage<?> tooLarge(WebSocket socket) {
        socket.abort();
        events.lost(this, "the server sent a message of more than " + MAX_MESSAGE_BYTES + " bytes");
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        socket.request(1);
        return null;
    }

    /** The HTTP client answers by itself. */
    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
        socket.request(1);
        events.heard(this);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        events.ended(this, code, reason);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        events.lost(this, why(failure));
    }

    /** For people. The JDK often leaves the outermost message empty. */
    private static String why(Throwable failure) {
        String without = failure.getClass().getSimpleName();
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof WebSocketHandshakeException refused) {
                return "the server answered " + refused.getResponse().statusCode() + " to the opening of the socket";
            }
            if (at instanceof UnresolvedAddressException) {
                return "the name of the host is not known";
            }
            String message = at instanceof CompletionException ? null : at.getMessage();
            if (message != null && !message.isBlank()) {
                return message;
            }
            if (at instanceof ConnectException) {
                without = "nobody takes the connection";
            }
        }
        return without;
    }
}
