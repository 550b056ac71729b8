package dev.ephyra.conformance.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What datagrams between browsers and a server's media port pass: late, with losses, or not at all, in both directions
 * alike. Browsers send to {@link #ADDRESS}, the server is on 127.0.0.1 with the same port. One thread; may be changed
 * from any other.
 */
final class DatagramLink implements AutoCloseable {
    /** Where browsers are told to send to: another loopback address, so that the port can be the server's. */
    static final String ADDRESS = "127.0.0.2";

    private static final InetAddress BROWSER_SIDE = InetAddress.ofLiteral(ADDRESS);
    private static final InetAddress SERVER_SIDE = InetAddress.getLoopbackAddress();
    private static final int MAX_DATAGRAM_BYTES = 2_048;
    /** 1 s of 20 Mbit/s. */
    private static final int BUFFER_BYTES = 2_500_000;

    /**
     * How good a link is.
     *
     * @param lost the share of datagrams that get lost, 0 to 1, in each direction
     * @param delay of those that do not, one way
     */
    record Quality(double lost, Duration delay) {
        static final Quality CLEAN = new Quality(0, Duration.ZERO);
    }

    /** A datagram under way. */
    private record Late(ByteBuffer bytes, DatagramChannel from, SocketAddress to, long dueNanos) {}

    private final Selector selector = Selector.open();
    private final DatagramChannel door;
    private final SocketAddress server;
    private final Random random;
    private final Map<SocketAddress, DatagramChannel> flows = new HashMap<>();
    private final Deque<Late> underWay = new ArrayDeque<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM_BYTES);
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;
    private volatile Quality quality = Quality.CLEAN;
    private volatile boolean isDown;

    private DatagramLink(long seed) throws IOException {
        random = new Random(seed);
        door = channel(BROWSER_SIDE);
        server = new InetSocketAddress(SERVER_SIDE, port());
        door.register(selector, SelectionKey.OP_READ);
        thread = Thread.ofPlatform().daemon().name("datagram-link").start(this::run);
    }

    /** Opens a clean link on a free port; losses are drawn by {@code seed}. */
    static DatagramLink open(long seed) throws IOException {
        return new DatagramLink(seed);
    }

    /** The port of both its sides. */
    int port() throws IOException {
        return ((InetSocketAddress) door.getLocalAddress()).getPort();
    }

    void quality(Quality now) {
        quality = now;
    }

    /** How many datagrams got lost so far. */
    long lost() {
        return lost.get();
    }

    /** Nothing passes any more, not even what is under way. */
    void cut() {
        isDown = true;
    }

    void restore() {
        isDown = false;
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        door.close();
        for (DatagramChannel flow : flows.values()) {
            flow.close();
        }
        selector.close();
    }

    private static DatagramChannel channel(InetAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
        channel.bind(new InetSocketAddress(address, 0));
        channel.configureBlocking(false);
        return channel;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Late next = underWay.peek();
                long waitNanos = next == null ? TimeUnit.SECONDS.toNanos(1) : next.dueNanos - System.nanoTime();
                if (waitNanos > 0) {
                    selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(waitNanos)));
                } else {
                    selector.selectNow();
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    take((DatagramChannel) key.channel(), (SocketAddress) key.attachment());
                }
                selector.selectedKeys().clear();
                deliver();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** @param browser whose datagrams from the server come here; null where those of browsers do */
    private void take(DatagramChannel channel, @Nullable SocketAddress browser) throws IOException {
        buffer.clear();
        for (SocketAddress from = channel.receive(buffer); from != null; from = channel.receive(buffer)) {
            buffer.flip();
            Quality now = quality;
            if (isDown || random.nextDouble() < now.lost) {
                lost.incrementAndGet();
            } else {
                long dueNanos = System.nanoTime() + now.delay.toNanos();
                ByteBuffer bytes =
                        ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
                underWay.add(
                        browser == null
                                ? new Late(bytes, flow(from), server, dueNanos)
                                : new Late(bytes, door, browser, dueNanos));
            }
            buffer.clear();
        }
    }

    // The server tells browsers apart by where their datagrams come from, so each address gets a port of its own.
    private DatagramChannel flow(SocketAddress browser) throws IOException {
        DatagramChannel known = flows.get(browser);
        if (known == null) {
            known = channel(SERVER_SIDE);
            known.register(selector, SelectionKey.OP_READ, browser);
            flows.put(browser, known);
        }
        return known;
    }

    private void deliver() throws IOException {
        long nowNanos = System.nanoTime();
        for (Late next = underWay.peek(); next != null && next.dueNanos - nowNanos <= 0; next = underWay.peek()) {
            underWay.remove();
            if (isDown) {
                lost.incrementAndGet();
            } else {
                next.from.send(next.bytes, next.to);
            }
        }
    }
}
