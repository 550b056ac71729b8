package dev.ephyra.media;

import dev.ephyra.webrtc.connection.DatagramSink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a {@link MediaLoop}: reads its socket, takes what other media threads hand over, keeps time, and does what
 * other threads want. It sleeps in its selector only, but for a moment after a turn that broke; the first connection may
 * have to wait for our certificate.
 *
 * <p>Any thread may offer tasks, wake it and read figures. Start, stop and close are for whoever owns the
 * {@link MediaEngine}; the rest happens on the thread itself.
 */
final class MediaThread implements AutoCloseable {
    /** How finely feedback is timed; a NACK that is 10 ms late costs nothing beside a round trip. */
    static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** In a row, before time and other threads have their turn: 2 ms at 10 us each. */
    private static final int MAX_READS = 200;

    /** In a row, for the same reason: a plan may take 100 us. */
    private static final int MAX_TASKS_IN_A_ROW = 100;

    private static final long TOTALS_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long IDLE_NANOS = TOTALS_NANOS;
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long STOP_MILLIS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(MediaThread.class);

    private final int number;
    private final MediaSocket socket;
    private final @Nullable TurnRelay relay;
    private final HandOverQueue handedOver;
    private final Selector selector;
    private final MediaTasks tasks = new MediaTasks();
    private final AtomicBoolean isAsleep = new AtomicBoolean();
    private final TransitTimes transit = new TransitTimes();
    private final TransitWindow window = new TransitWindow(transit, System.nanoTime());
    private final byte[] buffer = new byte[MediaSocket.MAX_DATAGRAM_BYTES];
    private UdpPath lastPath = new UdpPath(new InetSocketAddress(0));
    private long nextTotalsNanos = System.nanoTime();
    private volatile MediaTotals totals = MediaTotals.NONE;
    private volatile boolean isStopping;
    private @Nullable Thread thread;

    /**
     * @param number from 0
     * @param relay what clients that need one reach us by on {@code socket}; null without
     * @param handedOver what other media threads have for this one
     */
    MediaThread(int number, MediaSocket socket, @Nullable TurnRelay relay, HandOverQueue handedOver)
            throws IOException {
        this.number = number;
        this.socket = socket;
        this.relay = relay;
        this.handedOver = handedOver;
        this.selector = Selector.open();
        if (socket.receives()) {
            socket.channel().register(selector, SelectionKey.OP_READ);
        }
    }

    void start(MediaLoop loop) {
        thread = Thread.ofPlatform().name("media-" + (number + 1)).daemon().start(() -> run(loop));
    }

    /** Sends on whatever path it is; for the loop, on this thread. */
    DatagramSink sink(Crossing crossing) {
        return (buffer, offset, length, to) -> {
            switch ((MediaPath) to) {
                case UdpPath(InetSocketAddress remote) -> socket.send(buffer, offset, length, remote);
                case RelayedPath relayed -> {
                    if (relayed.thread() == number) {
                        sendRelayed(buffer, offset, length, relayed);
                    } else {
                        crossing.send(buffer, offset, length, relayed, System.nanoTime());
                    }
                }
                case TcpPath tcp -> tcp.stream().send(buffer, offset, length, tcp);
            }
        };
    }

    private void sendRelayed(byte[] bytes, int offset, int length, RelayedPath to) {
        if (relay != null) {
            relay.send(bytes, offset, length, to, System.nanoTime());
        }
    }

    /** Whether {@code task} will be done on this thread; not if it is too far behind. Any thread may ask. */
    boolean offer(MediaLoop.Task task) {
        boolean isTaken = tasks.offer(task);
        wakeUp();
        return isTaken;
    }

    /** As {@link #offer}, for what must not be lost: endings and wakes, of which each connection has one. */
    void offerAnyway(MediaLoop.Task task) {
        tasks.offerAnyway(task);
        wakeUp();
    }

    /** Where other media threads bring what they have for this one. */
    Crossing.End end() {
        return new Crossing.End(handedOver, this::wakeUp);
    }

    /** To be called after something was put in. A thread that is awake looks before it sleeps, so that costs a read. */
    private void wakeUp() {
        if (isAsleep.get() && isAsleep.compareAndSet(true, false)) {
            selector.wakeup();
        }
    }

    TransitTimes transit() {
        return transit;
    }

    /** Of the last second that is over. Any thread may ask. */
    MediaTotals totals() {
        return totals;
    }

    private void run(MediaLoop loop) {
        while (!isStopping) {
            try {
                waitForWork(loop);
                runTasks(loop);
                takeHandedOver(loop);
                if (socket.receives()) {
                    read(loop);
                }
                onTime(loop);
            } catch (IOException | RuntimeException | StackOverflowError broken) {
                // Containment point: the thread carries all media; what broke outside of any peer's own code is logged.
                LOG.error("A turn of the media thread broke", broken);
                // What is broken for good must not take a whole core.
                LockSupport.parkNanos(TICK_NANOS);
            }
        }
    }

    private void waitForWork(MediaLoop loop) throws IOException {
        long millis = waitMillis(loop);
        isAsleep.set(true);
        if (millis == 0 || !tasks.isEmpty() || !handedOver.isEmpty()) {
            selector.selectNow();
        } else {
            selector.select(millis);
        }
        isAsleep.set(false);
        selector.selectedKeys().clear();
    }

    private long waitMillis(MediaLoop loop) {
        long nowNanos = System.nanoTime();
        long mostNanos = relay == null ? IDLE_NANOS : relay.nanosToNext(nowNanos, IDLE_NANOS);
        return (loop.nanosToNext(nowNanos, mostNanos) + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
    }

    private void runTasks(MediaLoop loop) {
        for (int count = 0; count < MAX_TASKS_IN_A_ROW; count++) {
            MediaLoop.Task task = tasks.poll();
            if (task == null) {
                return;
            }
            try {
                task.run(loop, System.nanoTime());
            } catch (RuntimeException | StackOverflowError broken) {
                // Containment point: one task that breaks must not take others with it.
                LOG.error("A task of the media thread broke", broken);
            }
        }
    }

    private void takeHandedOver(MediaLoop loop) {
        for (int count = 0; count < MAX_READS; count++) {
            HandOverQueue.Datagram next = handedOver.peek();
            if (next == null) {
                return;
            }
            try {
                take(loop, next);
            } catch (RuntimeException | StackOverflowError broken) {
                // Containment point: one datagram that breaks must not take others with it.
                LOG.error("A datagram that was handed over broke", broken);
            } finally {
                handedOver.release();
            }
        }
    }

    private void take(MediaLoop loop, HandOverQueue.Datagram next) {
        HostedConnection connection = next.connection();
        if (connection == null) {
            sendRelayed(next.bytes, 0, next.length(), (RelayedPath) next.path());
        } else {
            loop.takeOver(connection, next.bytes, next.length(), next.path(), System.nanoTime());
            workedOff(loop, next.readNanos());
        }
    }

    private void read(MediaLoop loop) throws IOException {
        for (int reads = 0; reads < MAX_READS; reads++) {
            InetSocketAddress from = socket.receive(buffer);
            if (from == null) {
                return;
            }
            long nowNanos = System.nanoTime();
            try {
                receive(loop, from, socket.receivedBytes(), nowNanos);
            } catch (RuntimeException | StackOverflowError broken) {
                // Containment point: one datagram that breaks must not take others with it.
                LOG.error("A datagram of nobody's broke", broken);
            }
            workedOff(loop, nowNanos);
        }
    }

    private void receive(MediaLoop loop, InetSocketAddress from, int length, long nowNanos) {
        if (relay != null && TurnRelay.isForServer(buffer, length)) {
            relay.receive(
                    buffer,
                    length,
                    from,
                    nowNanos,
                    (bytes, offset, size, path) -> loop.receive(bytes, offset, size, path, nowNanos));
            return;
        }
        // Packets come in bursts from one sender: the JDK remembers the last address, and so do we.
        if (!lastPath.remote().equals(from)) {
            lastPath = new UdpPath(from);
        }
        loop.receive(buffer, 0, length, lastPath, nowNanos);
    }

    /** Of one that is handed over, only the thread that it is for knows how long it was inside. */
    private void workedOff(MediaLoop loop, long readNanos) {
        long insideNanos = System.nanoTime() - readNanos;
        if (loop.workedOff(insideNanos)) {
            transit.record(insideNanos);
        }
    }

    private void onTime(MediaLoop loop) {
        long nowNanos = System.nanoTime();
        loop.onTime(nowNanos);
        if (relay != null) {
            relay.onTime(nowNanos);
        }
        if (nowNanos - nextTotalsNanos >= 0) {
            nextTotalsNanos = nowNanos + TOTALS_NANOS;
            totals = loop.totals().with(socket.sendFailures(), window.latest(nowNanos));
        }
    }

    /** Ends it soon; {@link #close} waits for that. */
    void stop() {
        isStopping = true;
        selector.wakeup();
    }

    @Override
    public void close() throws IOException {
        stop();
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
