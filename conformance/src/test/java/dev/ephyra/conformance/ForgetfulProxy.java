package dev.ephyra.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes connections on to a receiver and can lose an answer on its way back: the receiver handled what the sender takes for
 * failed. Owned by one test thread; two virtual threads per connection.
 */
public final class ForgetfulProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int receiverPort;
    private final AtomicBoolean forgets = new AtomicBoolean();
    private final AtomicInteger connections = new AtomicInteger();

    /** On loopback, at a free port. */
    ForgetfulProxy(int receiverPort) {
        this(InetAddress.getLoopbackAddress(), 0, receiverPort);
    }

    /** At any address and port of this machine. */
    public ForgetfulProxy(InetAddress address, int port, int receiverPort) {
        this.receiverPort = receiverPort;
        try {
            listener = new ServerSocket(port, 64, address);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofVirtual().name("proxy").start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How many came so far. */
    public int connections() {
        return connections.get();
    }

    String url(String path) {
        return "http://127.0.0.1:" + listener.getLocalPort() + path;
    }

    /** The next answer does not arrive, and its connection breaks. */
    void forgetOneAnswer() {
        forgets.set(true);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket sender = listener.accept();
                connections.incrementAndGet();
                Socket receiver = new Socket(InetAddress.getLoopbackAddress(), receiverPort);
                Thread.ofVirtual().name("proxy-there").start(() -> pass(sender, receiver, false));
                Thread.ofVirtual().name("proxy-back").start(() -> pass(receiver, sender, true));
            }
        } catch (IOException closed) {
            // close() ends this loop by closing the listener.
        }
    }

    private void pass(Socket from, Socket to, boolean back) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[65_536];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                if (back && forgets.compareAndSet(true, false)) {
                    return;
                }
                out.write(bytes, 0, read);
            }
        } catch (IOException gone) {
            // Either side may end a connection; closing both is all there is to do.
        }
    }
}
