package dev.ephyra.server.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A receiver on loopback that answers as told, on raw sockets so that it can also misbehave. */
final class Receiver implements AutoCloseable {
    /** One request as it came. */
    record Request(String line, String headers, String body) {}

    /** What to do with a request. */
    sealed interface Reply {
        record Bytes(String text) implements Reply {}

        record Reset() implements Reply {}

        record Hang() implements Reply {}

        /** A head, and then a byte of body every 20 ms. */
        record Drip() implements Reply {}

        /** A body without an end, as fast as it is read. */
        record Endless() implements Reply {}
    }

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    private final ServerSocket server;
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Function<Request, Reply> script;

    Receiver(Function<Request, Reply> script) {
        this.script = script;
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.startVirtualThread(this::accept);
    }

    static Reply status(int status) {
        return new Reply.Bytes("HTTP/1.1 " + status + " Text\r\nContent-Length: 0\r\n\r\n");
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many were accepted. */
    int connections() {
        return connections.get();
    }

    /** The next {@code count} bodies. */
    List<String> bodies(int count) throws InterruptedException {
        List<String> bodies = new ArrayList<>();
        while (bodies.size() < count) {
            bodies.add(next().body());
        }
        return bodies;
    }

    Request next() throws InterruptedException {
        Request next = requests.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("a request within 10 s").isNotNull();
        return next == null ? new Request("", "", "") : next;
    }

    boolean isQuiet(long millis) throws InterruptedException {
        return requests.poll(millis, TimeUnit.MILLISECONDS) == null;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                Thread.startVirtualThread(() -> serve(socket));
            }
        } catch (IOException over) {
            assertThat(server.isClosed()).isTrue();
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (Request request = read(in); request != null; request = read(in)) {
                requests.add(request);
                if (!reply(socket, script.apply(request))) {
                    return;
                }
            }
        } catch (IOException over) {
            sockets.remove(socket);
        }
    }

    private boolean reply(Socket socket, Reply reply) throws IOException {
        OutputStream out = socket.getOutputStream();
        switch (reply) {
            case Reply.Bytes(String text) -> out.write(text.getBytes(ISO_8859_1));
            case Reply.Reset reset -> {
                socket.setSoLinger(true, 0);
                return false;
            }
            case Reply.Hang hang -> await(Long.MAX_VALUE);
            case Reply.Drip drip -> {
                out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(ISO_8859_1));
                while (!await(20)) {
                    out.write('x');
                }
            }
            case Reply.Endless endless -> {
                out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
                while (!await(0)) {
                    out.write(new byte[4_096]);
                }
            }
        }
        return true;
    }

    private boolean await(long millis) {
        try {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            return true;
        }
    }

    private static @Nullable Request read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            head.append((char) next);
        }
        Matcher length = LENGTH.matcher(head);
        byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        int lineEnd = head.indexOf("\r\n");
        return new Request(head.substring(0, lineEnd), head.substring(lineEnd + 2), new String(body, ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
