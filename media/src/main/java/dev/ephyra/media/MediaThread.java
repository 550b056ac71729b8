package dev.ephyra.media;

import dev.ephyra.webrtc.connection.DatagramSink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a {@link MediaLoop}: reads the socket, keeps time, and does what other threads want. Nothing of that
 * blocks; it sleeps only in its selector.
 */
final class MediaThread implements AutoCloseable {
    /** How finely feedback is timed; a NACK that is 10 ms late costs nothing beside a round trip. */
    static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** In a row, before time and other threads have their turn: 2 ms at 10 us each. */
    private static final int MAX_READS = 200;

    /** Two changes of each of 30,000 peers; at 100 B each 6 MB. */
    static final int MAX_TASKS = 1 << 16;

    private static final long TOTALS_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long IDLE_MILLIS = 1_000;
    private static final long STOP_MILLIS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(MediaThread.class);

    private final MediaSocket socket;
    private final Selector selector;
    private final BlockingQueue<MediaLoop.Task> tasks = new LinkedBlockingQueue<>(MAX_TASKS);
    private final TransitTimes transit = new TransitTimes();
    private final TransitWindow window = new TransitWindow(transit, System.nanoTime());
    private final byte[] buffer = new byte[MediaSocket.MAX_DATAGRAM_BYTES];
    private UdpPath lastPath = new UdpPath(new InetSocketAddress(0));
    private long nextTotalsNanos = System.nanoTime();
    private volatile MediaTotals totals = MediaTotals.NONE;
    private volatile boolean isStopping;
    private @Nullable Thread thread;

    MediaThread(MediaSocket socket) throws IOException {
        this.socket = socket;
        this.selector = Selector.open();
        socket.channel().register(selector, SelectionKey.OP_READ);
    }

    /** @param relay what clients that need one reach us by; null without */
    void start(MediaLoop loop, @Nullable TurnRelay relay) {
        thread = Thread.ofPlatform().name("media-1").daemon().start(() -> run(loop, relay));
    }

    /** Sends on whatever path it is; for the loop, on this thread. */
    static DatagramSink sink(MediaSocket socket, @Nullable TurnRelay relay) {
        return (buffer, offset, length, to) -> {
            switch ((MediaPath) to) {
                case UdpPath(InetSocketAddress remote) -> socket.send(buffer, offset, length, remote);
                case RelayedPath relayed -> {
                    if (relay != null) {
                        relay.send(buffer, offset, length, relayed, System.nanoTime());
                    }
                }
                case TcpPath tcp -> tcp.stream().send(buffer, offset, length, tcp);
            }
        };
    }

    /** Whether {@code task} will be done on this thread; not if it is too far behind. Any thread may ask. */
    boolean offer(MediaLoop.Task task) {
        boolean isTaken = tasks.offer(task);
        selector.wakeup();
        return isTaken;
    }

    TransitTimes transit() {
        return transit;
    }

    /** Of the last second that is over. Any thread may ask. */
    MediaTotals totals() {
        return totals;
    }

    private void run(MediaLoop loop, @Nullable TurnRelay relay) {
        long nextTickNanos = System.nanoTime();
        while (!isStopping) {
            try {
                waitForWork(loop);
                for (MediaLoop.Task task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run(loop, System.nanoTime());
                }
                read(loop, relay);
                long nowNanos = System.nanoTime();
                if (nowNanos - nextTickNanos >= 0) {
                    loop.onTime(nowNanos);
                    if (relay != null) {
                        relay.onTime(nowNanos);
                    }
                    sumUp(loop, nowNanos);
                    nextTickNanos = nowNanos + TICK_NANOS;
                }
            } catch (IOException | RuntimeException broken) {
                // Containment point: the thread carries all media; what broke outside of any peer's own code is logged.
                LOG.error("A turn of the media thread broke", broken);
            }
        }
    }

    private void sumUp(MediaLoop loop, long nowNanos) {
        if (nowNanos - nextTotalsNanos >= 0) {
            nextTotalsNanos = nowNanos + TOTALS_NANOS;
            totals = loop.totals().with(socket.sendFailures(), window.latest(nowNanos));
        }
    }

    private void waitForWork(MediaLoop loop) throws IOException {
        if (!tasks.isEmpty()) {
            selector.selectNow();
        } else if (loop.isIdle()) {
            selector.select(IDLE_MILLIS);
        } else {
            selector.select(TimeUnit.NANOSECONDS.toMillis(TICK_NANOS));
        }
        selector.selectedKeys().clear();
    }

    private void read(MediaLoop loop, @Nullable TurnRelay relay) throws IOException {
        for (int reads = 0; reads < MAX_READS; reads++) {
            InetSocketAddress from = socket.receive(buffer);
            if (from == null) {
                return;
            }
            int length = socket.receivedBytes();
            long nowNanos = System.nanoTime();
            if (relay != null && TurnRelay.isForServer(buffer, length)) {
                relay.receive(
                        buffer,
                        length,
                        from,
                        nowNanos,
                        (bytes, offset, size, path) -> loop.receive(bytes, offset, size, path, nowNanos));
            } else {
                // Packets come in bursts from one sender: the JDK remembers the last address, and so do we.
                if (!lastPath.remote().equals(from)) {
                    lastPath = new UdpPath(from);
                }
                loop.receive(buffer, 0, length, lastPath, nowNanos);
            }
            long insideNanos = System.nanoTime() - nowNanos;
            transit.record(insideNanos);
            loop.workedOff(insideNanos);
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
        selector.close();
        socket.close();
    }
}
