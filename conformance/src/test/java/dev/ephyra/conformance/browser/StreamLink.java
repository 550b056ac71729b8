package dev.ephyra.conformance.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes TCP connections on to a server. While it is cut nothing passes and nobody is told, as when a cable is out: what
 * was sent arrives when it is back, and so does the news of an end. Two virtual threads for each connection.
 */
final class StreamLink implements AutoCloseable {
    private static final int MOST_BYTES_AT_ONCE = 16_384;

    private final ServerSocket listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    private final int serverPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    // Guarded by this.
    private boolean isDown;

    StreamLink(int serverPort) throws IOException {
        this.serverPort = serverPort;
        Thread.ofVirtual().name("stream-link").start(this::accept);
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    synchronized void cut() {
        isDown = true;
    }

    synchronized void restore() {
        isDown = false;
        notifyAll();
    }

    @Override
    public void close() throws IOException {
        restore();
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private synchronized void awaitUp() throws IOException {
        while (isDown) {
            try {
                wait();
            } catch (InterruptedException interrupted) {
                throw new IOException("interrupted", interrupted);
            }
        }
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket browser = listener.accept();
                Thread.ofVirtual().start(() -> connect(browser));
            }
        } catch (IOException closed) {
            // close() ends this loop by closing the listener.
        }
    }

    private void connect(Socket browser) {
        open.add(browser);
        try {
            awaitUp();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            open.add(server);
            Thread.ofVirtual().start(() -> pass(browser, server));
            pass(server, browser);
        } catch (IOException unreachable) {
            end(browser);
        }
    }

    private void pass(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[MOST_BYTES_AT_ONCE];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                awaitUp();
                out.write(bytes, 0, read);
            }
            awaitUp();
            to.shutdownOutput();
        } catch (IOException gone) {
            // Either side may break a connection; the other learns it below.
            end(from);
            end(to);
        }
    }

    private void end(Socket socket) {
        try {
            open.remove(socket);
            awaitUp();
            socket.close();
        } catch (IOException gone) {
            // It is closed already.
        }
    }
}
