package dev.ephyra.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A listener that never accepts and whose backlog is full, so that a connection attempt is neither taken nor
 * refused. Owned by one test thread.
 */
public final class DeafListener implements AutoCloseable {
    // Linux queues backlog + 1 connections; a few more leave no doubt, and the last ones time out.
    private static final int FILLERS = 6;
    private static final int FILL_MILLIS = 200;

    private final ServerSocket listener;
    private final List<Socket> fillers = new ArrayList<>();

    public DeafListener() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        for (int i = 0; i < FILLERS; i++) {
            Socket filler = new Socket();
            fillers.add(filler);
            try {
                filler.connect(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()), FILL_MILLIS);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
        throw new IOException("the backlog did not fill");
    }

    public String url(String path) {
        return "http://127.0.0.1:" + listener.getLocalPort() + path;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket filler : fillers) {
            filler.close();
        }
    }
}
