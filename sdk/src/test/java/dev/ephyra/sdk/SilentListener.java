package dev.ephyra.sdk;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Accepts one connection, says nothing, and knows when the other side closes it. */
final class SilentListener implements AutoCloseable {
    private static final long SOON_SECONDS = 20;

    private final ServerSocket socket;
    private final CompletableFuture<Integer> firstByte = new CompletableFuture<>();
    private final CompletableFuture<Void> closedByClient = new CompletableFuture<>();

    SilentListener() throws IOException {
        socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::listen, "silent-listener");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        try (Socket connection = socket.accept();
                InputStream in = connection.getInputStream()) {
            firstByte.complete(in.read());
            byte[] rest = new byte[4_096];
            while (in.read(rest) >= 0) {
                // Only its end matters.
            }
            closedByClient.complete(null);
        } catch (IOException reset) {
            closedByClient.complete(null);
        }
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    void awaitRequest() throws Exception {
        firstByte.get(SOON_SECONDS, TimeUnit.SECONDS);
    }

    void awaitHangUp() throws Exception {
        closedByClient.get(SOON_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
