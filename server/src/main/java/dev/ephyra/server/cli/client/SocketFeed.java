package dev.ephyra.server.cli.client;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one WebSocket brings, from the threads of the HTTP client to that of the command. Asks for no more than
 * {@value #MOST_WAITING} messages ahead, so that a slow reader slows the server's cursor and not our heap.
 */
final class SocketFeed implements WebSocket.Listener {
    /** 1 KB each: a quarter of a megabyte. */
    private static final int MOST_WAITING = 256;
    /** The largest frame that the server writes. */
    private static final int MAX_MESSAGE_BYTES = 1 << 20;

    /** One step of a connection. */
    sealed interface Frame {
        record Binary(byte[] bytes) implements Frame {}

        record Closed(int code, String reason) implements Frame {}

        record Broken(String why) implements Frame {}
    }

    // Bounded by what was asked for, and the one end.
    private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private final AtomicLong heardNanos = new AtomicLong(System.nanoTime());

    @Override
    public void onOpen(WebSocket socket) {
        socket.request(MOST_WAITING);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        heard();
        if (partial.size() + data.remaining() > MAX_MESSAGE_BYTES) {
            frames.add(new Frame.Broken("the server sent a message larger than " + MAX_MESSAGE_BYTES + " bytes"));
            socket.abort();
            return null;
        }
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        partial.writeBytes(bytes);
        if (last) {
            frames.add(new Frame.Binary(partial.toByteArray()));
            partial.reset();
        } else {
            socket.request(1);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        heard();
        socket.request(1);
        return null;
    }

    /** The HTTP client answers by itself. */
    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
        heard();
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        frames.add(new Frame.Closed(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        frames.add(new Frame.Broken(String.valueOf(error.getMessage())));
    }

    private void heard() {
        heardNanos.set(System.nanoTime());
    }

    /** The next step; {@link Frame.Broken} when nothing at all, not even a ping, came for so long. */
    Frame take(WebSocket socket, Duration silence) throws InterruptedException {
        while (true) {
            long leftNanos = heardNanos.get() + silence.toNanos() - System.nanoTime();
            Frame frame = frames.poll(Math.max(0, leftNanos), TimeUnit.NANOSECONDS);
            if (frame instanceof Frame.Binary) {
                socket.request(1);
            }
            if (frame != null) {
                return frame;
            }
            if (heardNanos.get() + silence.toNanos() - System.nanoTime() <= 0) {
                return new Frame.Broken("the server was silent for " + silence.toSeconds() + " s");
            }
        }
    }
}
