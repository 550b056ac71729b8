package dev.ephyra.bench.load;

import dev.ephyra.bench.ScenarioFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * All sockets of a load on the thread of its scenario, so that the load costs as little as it can on a machine that it
 * shares with the server. Not thread-safe.
 */
public final class LoadLoop implements AutoCloseable {
    // Many frames in one read, and still inside a second-level cache.
    private static final int SCRATCH_BYTES = 256 * 1024;
    private static final int LONGEST_WAIT_MILLIS = 50;

    private final Selector selector;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);

    public LoadLoop() throws IOException {
        selector = Selector.open();
    }

    /** A blocking connection to a port of this machine. */
    static SocketChannel connect(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return channel;
    }

    /** From now on {@code owner} hears when {@code channel} can be read, or accept. */
    void watch(SelectableChannel channel, int operation, LoadChannel owner) throws IOException {
        channel.configureBlocking(false);
        channel.register(selector, operation, owner);
    }

    /** Turns until {@code done}; fails if that takes longer than {@code within}. */
    public void turnUntil(String what, Duration within, BooleanSupplier done) throws IOException, ScenarioFailure {
        long endNanos = System.nanoTime() + within.toNanos();
        while (!done.getAsBoolean()) {
            ScenarioFailure.unless(System.nanoTime() - endNanos < 0, what + " took longer than " + within);
            turn(LONGEST_WAIT_MILLIS);
        }
    }

    /** Turns for {@code time}. */
    public void turnFor(Duration time) throws IOException, ScenarioFailure {
        long endNanos = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - endNanos < 0) {
            turn(LONGEST_WAIT_MILLIS);
        }
    }

    /** Waits for at most {@code waitMillis} (0: not at all), and serves what is ready. */
    public void turn(int waitMillis) throws IOException, ScenarioFailure {
        if (waitMillis == 0) {
            selector.selectNow();
        } else {
            selector.select(waitMillis);
        }
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isValid() && key.attachment() instanceof LoadChannel owner) {
                scratch.clear();
                owner.ready(key, scratch);
            }
        }
        selector.selectedKeys().clear();
    }

    /** Closes all its sockets. */
    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
