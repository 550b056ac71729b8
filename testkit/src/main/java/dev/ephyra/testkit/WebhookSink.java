package dev.ephyra.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A webhook receiver that keeps what it is sent and behaves, per path, as well or as badly as it is told. One
 * virtual thread per connection; its sockets are its own so that it can reset, hang and drip.
 *
 * <p>Owned by one test thread, which may change behaviours while it runs.
 */
public final class WebhookSink implements AutoCloseable {
    // A notification is far smaller; a larger body is a defect of the sender and ends the connection.
    private static final int BODY_LIMIT = 4 << 20;
    private static final int HEAD_LIMIT = 64 << 10;

    private final ServerSocket listener;
    private final Inbox<WebhookPost> posts = new Inbox<>();
    private final Consumer<WebhookPost> receiver;
    private final Map<String, SinkBehaviour> behaviours = new ConcurrentHashMap<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile SinkBehaviour otherwise = SinkBehaviour.ACCEPT;
    private volatile @Nullable Function<WebhookPost, SinkBehaviour> decision;
    private final AtomicLong flooded = new AtomicLong();

    public WebhookSink() {
        receiver = posts::add;
        listener = listen(0);
    }

    /** Hands on what it receives and keeps nothing: for more posts than memory holds. Connections call it at once. */
    public WebhookSink(Consumer<WebhookPost> receiver) {
        this(0, receiver);
    }

    /** The same on a port that is known before. */
    public WebhookSink(int port, Consumer<WebhookPost> receiver) {
        this.receiver = receiver;
        listener = listen(port);
    }

    private ServerSocket listen(int port) {
        try {
            ServerSocket opened = new ServerSocket(port, 1_024, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().name("webhook-sink").start(() -> accept(opened));
            return opened;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The address for a room's {@code webhookUrl}. */
    public String url(String path) {
        return "http://127.0.0.1:" + listener.getLocalPort() + path;
    }

    public void behave(String path, SinkBehaviour behaviour) {
        behaviours.put(path, behaviour);
    }

    /** For paths that have no behaviour of their own. */
    public void behaveOtherwise(SinkBehaviour behaviour) {
        otherwise = behaviour;
    }

    /** Decides for each post, whatever its path; such a post counts as not accepted yet. */
    public void behaveBy(Function<WebhookPost, SinkBehaviour> decides) {
        decision = decides;
    }

    /** Connections that senders hold at this moment. */
    public int openConnections() {
        return connections.size();
    }

    /** Bytes of endless answers that senders and the buffers between took. */
    public long flooded() {
        return flooded.get();
    }

    public List<WebhookPost> posts() {
        return posts.all();
    }

    public List<WebhookPost> posts(String path) {
        return posts.all().stream().filter(post -> post.path().equals(path)).toList();
    }

    /** Waits until the condition holds over everything received. */
    public void await(String what, Duration within, Predicate<List<WebhookPost>> condition) {
        if (!posts.await(within, condition)) {
            throw new AssertionError(what + " was not received within " + within + "; received: "
                    + posts.all().stream().map(WebhookPost::notification).toList());
        }
    }

    /** Waits until a notification was received and accepted. */
    public void awaitAccepted(Notification wanted, Duration within) {
        await(
                wanted.toString(),
                within,
                received -> received.stream()
                        .anyMatch(post -> post.accepted() && post.notification().equals(wanted)));
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void accept(ServerSocket opened) {
        try {
            while (!opened.isClosed()) {
                Socket connection = opened.accept();
                connections.add(connection);
                Thread.ofVirtual().name("webhook-connection").start(() -> serve(connection));
            }
        } catch (IOException closed) {
            // close() ends this loop by closing the listener.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            for (String head = readHead(in); !head.isEmpty(); head = readHead(in)) {
                Map<String, String> headers = headers(head);
                int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
                byte[] body = in.readNBytes(Math.min(length, BODY_LIMIT));
                String path = head.split(" ", 3)[1];
                if (!behave(connection, path, headers, body)) {
                    return;
                }
            }
        } catch (IOException gone) {
            // The sender may drop a connection at any time; what it sent whole is kept.
        } finally {
            connections.remove(connection);
        }
    }

    /** Keeps the post and answers; false when the connection is over. */
    private boolean behave(Socket connection, String path, Map<String, String> headers, byte[] body)
            throws IOException {
        Function<WebhookPost, SinkBehaviour> decides = decision;
        SinkBehaviour behaviour = decides == null
                ? behaviours.getOrDefault(path, otherwise)
                : decides.apply(new WebhookPost(path, headers, body, false));
        boolean accepted = behaviour instanceof SinkBehaviour.Answer answer && answer.status() / 100 == 2;
        if (behaviour instanceof SinkBehaviour.Answer answer) {
            untilClosedByPeer(connection, answer.delay());
        }
        receiver.accept(new WebhookPost(path, headers, body, accepted));
        return switch (behaviour) {
            case SinkBehaviour.Answer answer -> {
                String location = answer.location().isEmpty() ? "" : "Location: " + answer.location() + "\r\n";
                write(connection, "HTTP/1.1 " + answer.status() + " Sink\r\n" + location + "Content-Length: 0\r\n\r\n");
                yield true;
            }
            case SinkBehaviour.Reset reset -> {
                // Linger 0 makes close() send RST instead of FIN.
                connection.setSoLinger(true, 0);
                yield false;
            }
            case SinkBehaviour.Hang hang -> {
                untilClosedByPeer(connection, Duration.ofHours(1));
                yield false;
            }
            case SinkBehaviour.Later later -> {
                write(
                        connection,
                        "HTTP/1.1 " + later.status() + " Sink\r\nRetry-After: " + later.retryAfter()
                                + "\r\nContent-Length: 0\r\n\r\n");
                yield true;
            }
            case SinkBehaviour.Flood flood -> {
                flood(connection);
                yield false;
            }
            case SinkBehaviour.Drip drip -> {
                write(connection, "HTTP/1.1 200 Sink\r\nTransfer-Encoding: chunked\r\n\r\n");
                while (!untilClosedByPeer(connection, drip.interval())) {
                    write(connection, "1\r\nx\r\n");
                }
                yield false;
            }
        };
    }

    private void flood(Socket connection) throws IOException {
        write(connection, "HTTP/1.1 200 Sink\r\nTransfer-Encoding: chunked\r\n\r\n");
        String chunk = "400\r\n" + "x".repeat(1_024) + "\r\n";
        // Ends with the sender closing the connection.
        for (; ; flooded.addAndGet(1_024)) {
            write(connection, chunk);
        }
    }

    /** Lets time pass; true when the sender closed the connection meanwhile. */
    private static boolean untilClosedByPeer(Socket connection, Duration time) throws IOException {
        if (time.isZero()) {
            return false;
        }
        connection.setSoTimeout((int) time.toMillis());
        try {
            // A sender waits for the answer before its next request, so that the only thing to read is its end.
            return connection.getInputStream().read() < 0;
        } catch (SocketTimeoutException timePassed) {
            return false;
        } finally {
            connection.setSoTimeout(0);
        }
    }

    private static void write(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Request line and headers, empty at the end of the connection. */
    private static String readHead(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int read = in.read(), total = 0; read >= 0 && total < HEAD_LIMIT; read = in.read(), total++) {
            if (read != '\n') {
                line.append((char) read);
            } else if (line.toString().isBlank()) {
                return String.join("\n", lines);
            } else {
                lines.add(line.toString().strip());
                line.setLength(0);
            }
        }
        return "";
    }

    private static Map<String, String> headers(String head) {
        Map<String, String> headers = new HashMap<>();
        head.lines().skip(1).forEach(line -> {
            int colon = line.indexOf(':');
            String name = line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
            headers.put(name, line.substring(colon + 1).strip());
        });
        return Map.copyOf(headers);
    }
}
