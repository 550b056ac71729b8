package dev.ephyra.component.rtsp;

import dev.ephyra.component.ComponentFailure;
import dev.ephyra.room.CrashCause;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The UDP port of a camera's component. One that has a number of its own is kept for the component's whole life, so that no
 * other component takes it while the camera is away. Owned by the component's thread; {@link #close} is for any.
 */
final class CameraPort implements AutoCloseable {
    /** For a port that another has: as long as a component that is told to end may take. */
    private static final long BIND_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(6);

    private static final long BIND_PAUSE_MILLIS = 200;
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    /** More than the receive buffer holds: the system counts 768 B for the smallest datagram, up to 2 MiB. */
    private static final int MOST_DISCARDED = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger(CameraPort.class);

    private final int wanted;
    private volatile @Nullable DatagramChannel channel;
    private boolean isClosed;

    /** @param wanted 1 to 65,535; 0 for one that is free, another one for each session */
    CameraPort(int wanted) {
        this.wanted = wanted;
    }

    /**
     * Has the port from now on. One may be another component's that is just ending: that is waited for.
     *
     * @return its number
     * @throws ComponentFailure if it cannot be had
     * @throws InterruptedException also if it was closed
     */
    int bind(Runnable alive) throws ComponentFailure, IOException, InterruptedException {
        long deadlineNanos = System.nanoTime() + BIND_DEADLINE_NANOS;
        while (true) {
            DatagramChannel had = channel;
            if (had != null) {
                return had.socket().getLocalPort();
            }
            try {
                keep(bound());
                continue;
            } catch (BindException taken) {
                if (System.nanoTime() - deadlineNanos >= 0) {
                    String why = "The UDP port " + wanted + " cannot be had: " + taken.getMessage();
                    throw new ComponentFailure(CrashCause.NO_RESOURCE, why, taken);
                }
            }
            alive.run();
            TimeUnit.MILLISECONDS.sleep(BIND_PAUSE_MILLIS);
        }
    }

    private DatagramChannel bound() throws IOException {
        DatagramChannel media = DatagramChannel.open();
        try {
            media.configureBlocking(false);
            media.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
            media.bind(new InetSocketAddress(wanted));
            return media;
        } catch (IOException | RuntimeException failed) {
            media.close();
            throw failed;
        }
    }

    private synchronized void keep(DatagramChannel bound) throws IOException, InterruptedException {
        if (isClosed) {
            bound.close();
            throw new InterruptedException("The component was left alone");
        }
        channel = bound;
    }

    private DatagramChannel open() throws ClosedChannelException {
        DatagramChannel had = channel;
        if (had == null) {
            throw new ClosedChannelException();
        }
        return had;
    }

    /** Has a session's selector told of what comes. */
    void register(Selector selector) throws IOException {
        open().register(selector, SelectionKey.OP_READ);
    }

    /** The next datagram and whose it is; null if there is none now. */
    @Nullable
    InetSocketAddress receive(ByteBuffer into) throws IOException {
        return (InetSocketAddress) open().receive(into);
    }

    void send(ByteBuffer datagram, SocketAddress to) throws IOException {
        open().send(datagram, to);
    }

    /** What has come so far is nobody's: a camera that was lost may have gone on for as long as it liked. */
    void discard() throws IOException {
        ByteBuffer rest = ByteBuffer.allocate(1);
        for (int count = 0; count < MOST_DISCARDED && receive(rest) != null; count++) {
            rest.clear();
        }
    }

    /** A port without a number of its own is given back: what the camera still sends there finds nobody. */
    void sessionEnded() {
        if (wanted == 0) {
            giveBack();
        }
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        giveBack();
    }

    private synchronized void giveBack() {
        DatagramChannel had = channel;
        channel = null;
        if (had != null) {
            try {
                had.close();
            } catch (IOException broken) {
                LOG.warn("The UDP port of a camera's component was not closed in order", broken);
            }
        }
    }
}
