package dev.ephyra.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * Passes connections on to a server, late and in pieces; cuts them, with a reset in the middle of whatever they carry; and reorders them:
 * what a client said on one that it has lost comes to the server behind what it says on the next, and the server believes the old one
 * open so long. Inside of a connection nothing is reordered, which TCP cannot do either. Owned by one test thread; two virtual threads
 * per connection.
 */
final class FaultyLink implements AutoCloseable {
    private static final int LONGEST_DELAY_MICROS = 2_000;
    private static final int LONGEST_OVERTAKING_MICROS = 1_000_000;
    private static final long SAYS_SOMETHING_NANOS = 100_000_000L;
    private static final int MOST_BYTES_AT_ONCE = 4_096;

    private final ServerSocket listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    private final IntSupplier serverPort;
    private final long seed;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger overtaken = new AtomicInteger();
    private final AtomicInteger answersBeforeHold = new AtomicInteger(Integer.MAX_VALUE);
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

    /** How often the server got something of a connection after another one had come. */
    int overtaken() {
        return overtaken.get();
    }

    /** Ends every connection; what is under way in it is lost. */
    void cut() {
        open.forEach(Connection::reset);
    }

    /**
     * Has every connection overtaken by the next: what the client says from now on is kept, soon it loses the connection, and later the
     * server gets what was kept, and the end. Returns at once.
     */
    void overtake() {
        List<Connection> old = List.copyOf(open);
        old.forEach(Connection::hold);
        Random random = new Random(seed + connections.get());
        Thread.ofVirtual().name("link-overtaken").start(() -> {
            LockSupport.parkNanos(SAYS_SOMETHING_NANOS);
            old.forEach(connection -> reset(connection.client));
            LockSupport.parkNanos(1_000L * random.nextInt(LONGEST_OVERTAKING_MICROS));
            old.forEach(Connection::release);
        });
    }

    /** Keeps what the next client says after so many answers, also when it has gone, until {@link #release}. */
    void holdNext(int answers) {
        answersBeforeHold.set(answers);
    }

    /** Lets the server have what was kept. */
    void release() {
        open.forEach(Connection::release);
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
            Connection connection =
                    new Connection(client, server, number, answersBeforeHold.getAndSet(Integer.MAX_VALUE));
            open.add(connection);
            Thread.ofVirtual().name("link-there").start(connection::passToServer);
            Thread.ofVirtual().name("link-back").start(connection::passToClient);
        } catch (IOException unreachable) {
            reset(client);
        }
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException gone) {
            // It is closed already.
        }
    }

    /** One connection, both sides. */
    private final class Connection {
        private final Socket client;
        private final Socket server;
        private final int number;
        private final Random there;
        private final Random back;
        private final AtomicInteger answersBeforeHold;
        private final CountDownLatch released = new CountDownLatch(1);

        /** What comes from the client is kept, and its end too. */
        private volatile boolean holding;

        Connection(Socket client, Socket server, int number, int answersBeforeHold) {
            this.client = client;
            this.server = server;
            this.number = number;
            this.there = new Random(seed + 2L * number);
            this.back = new Random(seed + 2L * number + 1);
            this.answersBeforeHold = new AtomicInteger(answersBeforeHold);
        }

        void hold() {
            holding = true;
        }

        void release() {
            released.countDown();
        }

        void reset() {
            FaultyLink.reset(client);
            FaultyLink.reset(server);
            released.countDown();
            open.remove(this);
        }

        void passToServer() {
            try {
                InputStream in = client.getInputStream();
                OutputStream out = server.getOutputStream();
                byte[] bytes = new byte[MOST_BYTES_AT_ONCE];
                for (int read = read(in, bytes, there); read >= 0; read = read(in, bytes, there)) {
                    if (holding) {
                        released.await();
                        overtaken.addAndGet(connections.get() > number ? 1 : 0);
                    }
                    out.write(bytes, 0, read);
                }
            } catch (IOException gone) {
                // Either side may end a connection; ending both is all there is to do.
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            endOfClient();
        }

        /** A reset would take away what the server has not read yet, so one that was overtaken ends with a word. */
        private void endOfClient() {
            if (!holding) {
                reset();
                return;
            }
            try {
                released.await();
                server.shutdownOutput();
            } catch (IOException gone) {
                reset();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                reset();
            }
        }

        void passToClient() {
            try {
                InputStream in = server.getInputStream();
                OutputStream out = client.getOutputStream();
                byte[] bytes = new byte[MOST_BYTES_AT_ONCE];
                for (int read = read(in, bytes, back); read >= 0; read = read(in, bytes, back)) {
                    if (answersBeforeHold.decrementAndGet() == 0) {
                        hold();
                    }
                    write(out, bytes, read);
                }
            } catch (IOException gone) {
                // As above.
            } finally {
                reset();
            }
        }

        /** A server that does not know yet that its client has gone speaks on. */
        private void write(OutputStream out, byte[] bytes, int count) throws IOException {
            try {
                out.write(bytes, 0, count);
            } catch (IOException gone) {
                if (!holding) {
                    throw gone;
                }
            }
        }

        /** Whole messages as long as answers are counted, for each is sent only after the one before. */
        private int read(InputStream in, byte[] bytes, Random random) throws IOException {
            boolean counting = answersBeforeHold.get() < MOST_BYTES_AT_ONCE;
            int read = in.read(bytes, 0, counting ? bytes.length : 1 + random.nextInt(MOST_BYTES_AT_ONCE));
            if (random.nextInt(8) == 0) {
                LockSupport.parkNanos(1_000L * random.nextInt(LONGEST_DELAY_MICROS));
            }
            return read;
        }
    }
}
