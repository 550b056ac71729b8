package dev.ephyra.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * Passes connections on to a server, late and in pieces, and cuts them: with a reset, in the middle of whatever they carry. Owned by
 * one test thread; two virtual threads per connection.
 */
final class FaultyLink implements AutoCloseable {
    private static final int LONGEST_DELAY_MICROS = 2_000;
    private static final int MOST_BYTES_AT_ONCE = 4_096;

    private final ServerSocket listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    private final IntSupplier serverPort;
    private final long seed;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicBoolean refuses = new AtomicBoolean();

    FaultyLink(IntSupplier serverPort, long seed) throws IOException {
        this.serverPort = serverPort;
        this.seed = seed;
        Thread.ofVirtual().name("link").start(this::accept);
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** How many came so far. */
    int connections() {
        return connections.get();
    }

    /** Ends every connection; what is under way in it is lost. */
    void cut() {
        open.forEach(FaultyLink::reset);
    }

    /** Whether new connections are cut at once. */
    void refuse(boolean all) {
        refuses.set(all);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket client = listener.accept();
                int number = connections.incrementAndGet();
                Thread.ofVirtual().name("link-" + number).start(() -> connect(client, number));
            }
        } catch (IOException closed) {
            // close() ends this loop by closing the listener.
        }
    }

    private void connect(Socket client, int number) {
        if (refuses.get()) {
            reset(client);
            return;
        }
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort.getAsInt());
            open.add(client);
            open.add(server);
            Thread.ofVirtual().name("link-there").start(() -> pass(client, server, new Random(seed + 2L * number)));
            Thread.ofVirtual().name("link-back").start(() -> pass(server, client, new Random(seed + 2L * number + 1)));
        } catch (IOException unreachable) {
            reset(client);
        }
    }

    private void pass(Socket from, Socket to, Random random) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[MOST_BYTES_AT_ONCE];
            for (int read = in.read(bytes, 0, 1 + random.nextInt(MOST_BYTES_AT_ONCE));
                    read >= 0;
                    read = in.read(bytes, 0, 1 + random.nextInt(MOST_BYTES_AT_ONCE))) {
                if (random.nextInt(8) == 0) {
                    LockSupport.parkNanos(1_000L * random.nextInt(LONGEST_DELAY_MICROS));
                }
                out.write(bytes, 0, read);
            }
        } catch (IOException gone) {
            // Either side may end a connection; ending both is all there is to do.
        } finally {
            reset(from);
            reset(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException gone) {
            // It is closed already.
        }
    }
}
