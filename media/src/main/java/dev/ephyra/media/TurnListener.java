package dev.ephyra.media;

import dev.ephyra.webrtc.turn.TurnServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TCP port of TURN and its thread, which owns {@link TurnStreams}: passwords and allocations cost the media thread
 * nothing, and neither waits for the other. It sleeps only in its selector, but for a moment after a turn that broke.
 */
final class TurnListener implements AutoCloseable {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** After a turn that broke. */
    private static final long PAUSE_NANOS = TICK_NANOS / 10;

    /** Of one connection before others have their turn. */
    private static final int READ_BYTES = 16 << 10;

    private static final int WRITE_BYTES = 32 << 10;

    /** In the kernel; more would be late, and what waits here can at least be dropped. */
    private static final int SOCKET_BUFFER_BYTES = 64 << 10;

    private static final int BACKLOG = 256;
    private static final int ACCEPTS_IN_A_ROW = 64;
    private static final long STOP_MILLIS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(TurnListener.class);

    private final ServerSocketChannel server;
    private final Selector selector;
    private final SelectionKey accepting;
    private final Queue<TurnConnection> ready = new ConcurrentLinkedQueue<>();
    private final ByteBuffer read = ByteBuffer.allocate(READ_BYTES);
    private final ByteBuffer batch = ByteBuffer.allocateDirect(WRITE_BYTES);
    private final byte[] message = new byte[TurnServer.FRAME_BYTES];
    /** A connection could not be accepted, and those that wait have not all been since. */
    private boolean isExhausted;

    private volatile boolean isStopping;
    private @Nullable Thread thread;

    private TurnListener(ServerSocketChannel server) throws IOException {
        this.server = server;
        this.selector = Selector.open();
        this.accepting = server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /**
     * Opens the port. Nobody is let in before {@link #start}.
     *
     * @param port 0 for any
     * @throws IOException if it cannot be had; the message is for people
     */
    static TurnListener open(InetAddress listenOn, int port) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.bind(new InetSocketAddress(listenOn, port), BACKLOG);
            server.configureBlocking(false);
            return new TurnListener(server);
        } catch (IOException taken) {
            server.close();
            throw new IOException(
                    "no TURN over TCP on " + listenOn.getHostAddress() + ":" + port + ": " + taken.getMessage(), taken);
        }
    }

    int port() {
        return server.socket().getLocalPort();
    }

    void start(TurnStreams streams) {
        thread = Thread.ofPlatform().name("turn-tcp").daemon().start(() -> run(streams));
    }

    private void run(TurnStreams streams) {
        long nextTickNanos = System.nanoTime();
        while (!isStopping) {
            try {
                if (ready.isEmpty()) {
                    selector.select(TimeUnit.NANOSECONDS.toMillis(TICK_NANOS));
                } else {
                    selector.selectNow();
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    carryOut(key, streams);
                }
                selector.selectedKeys().clear();
                write(streams);
                long nowNanos = System.nanoTime();
                if (nowNanos - nextTickNanos >= 0) {
                    streams.onTime(nowNanos);
                    accepting.interestOps(SelectionKey.OP_ACCEPT);
                    nextTickNanos = nowNanos + TICK_NANOS;
                }
            } catch (IOException | RuntimeException | StackOverflowError broken) {
                // Containment point: the thread carries all who come by TCP; what broke outside of a connection is
                // logged.
                LOG.error("A turn of the TURN thread broke", broken);
                // What is broken for good must not take a whole core.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void carryOut(SelectionKey key, TurnStreams streams) {
        if (!(key.attachment() instanceof TurnConnection connection)) {
            accept(streams);
            return;
        }
        // One that another has crowded out meanwhile is cancelled.
        if (key.isValid() && key.isWritable()) {
            connection.wake();
        }
        if (key.isValid() && key.isReadable()) {
            contained(connection, streams, () -> read(connection, streams));
        }
    }

    /** What may fail at one connection. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static void contained(TurnConnection connection, TurnStreams streams, Step step) {
        TurnStream stream = connection.stream();
        try {
            step.run();
        } catch (IOException gone) {
            end(stream, streams);
        } catch (RuntimeException | StackOverflowError broken) {
            // Containment point: what a client sends can at most end its own connection.
            LOG.error("A connection of a TURN client broke", broken);
            end(stream, streams);
        }
    }

    private static void end(@Nullable TurnStream stream, TurnStreams streams) {
        if (stream != null) {
            streams.end(stream);
        }
    }

    private void accept(TurnStreams streams) {
        try {
            for (int i = 0; i < ACCEPTS_IN_A_ROW; i++) {
                SocketChannel channel = server.accept();
                if (channel == null) {
                    isExhausted = false;
                    return;
                }
                welcome(channel, streams);
            }
        } catch (IOException exhausted) {
            // No descriptor is free, say: it would come again at once, so not before the next tick.
            accepting.interestOps(0);
            if (!isExhausted) {
                isExhausted = true;
                LOG.warn("TURN over TCP cannot accept connections for now: {}", exhausted.getMessage());
            }
        }
    }

    private void welcome(SocketChannel channel, TurnStreams streams) throws IOException {
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
            InetSocketAddress from = (InetSocketAddress) channel.getRemoteAddress();
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            TurnConnection connection = new TurnConnection(channel, key, ready);
            TurnStream stream = streams.open(from, connection, System.nanoTime());
            if (stream == null) {
                connection.close();
            } else {
                connection.carry(stream);
                key.attach(connection);
            }
        } catch (IOException gone) {
            channel.close();
        }
    }

    private void read(TurnConnection connection, TurnStreams streams) throws IOException {
        TurnStream stream = connection.stream();
        if (stream == null) {
            return;
        }
        boolean goesOn = connection.read(read);
        streams.receive(stream, read.array(), 0, read.limit(), System.nanoTime());
        if (!goesOn) {
            streams.end(stream);
        }
    }

    /** One batch of each; who has more is there again. */
    private void write(TurnStreams streams) {
        int turns = ready.size();
        for (TurnConnection next = ready.poll(); next != null; next = --turns > 0 ? ready.poll() : null) {
            TurnConnection connection = next;
            contained(connection, streams, () -> connection.write(streams, batch, message));
        }
    }

    @Override
    public void close() throws IOException {
        isStopping = true;
        selector.wakeup();
        try {
            if (thread != null) {
                thread.join(STOP_MILLIS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
