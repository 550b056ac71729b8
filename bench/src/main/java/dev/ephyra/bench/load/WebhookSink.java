package dev.ephyra.bench.load;

import dev.ephyra.bench.ScenarioFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A receiver of webhooks that answers each POST with 200 at once, but for a path that it is told to stall. Owned by the
 * thread of its loop.
 */
public final class WebhookSink implements LoadChannel {
    /** Looks at each POST. */
    public interface PostHandler {
        /** {@code path} is the number at the end of the path; {@code post} is valid during the call. */
        void posted(int path, HttpMessageReader post, long nowNanos) throws ScenarioFailure;
    }

    // One connection per room at most, and all may come at once.
    private static final int BACKLOG = 2_000;
    private static final int NONE = -1;
    private static final byte[] OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final LoadLoop loop;
    private final ServerSocketChannel server;
    private final PostHandler handler;
    private final List<Sender> stalled = new ArrayList<>();
    private int stalledPath = NONE;
    private int connections;

    private WebhookSink(LoadLoop loop, ServerSocketChannel server, PostHandler handler) {
        this.loop = loop;
        this.server = server;
        this.handler = handler;
    }

    /** Listens on a free port. */
    public static WebhookSink open(LoadLoop loop, PostHandler handler) throws IOException {
        return open(loop, 0, handler);
    }

    /** Listens on a port that {@link #freePort} gave, where nobody has answered so far. */
    public static WebhookSink open(LoadLoop loop, int port, PostHandler handler) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        WebhookSink sink = new WebhookSink(loop, server, handler);
        loop.watch(server, SelectionKey.OP_ACCEPT, sink);
        return sink;
    }

    /** A port on which nobody listens. */
    public static int freePort() throws IOException {
        try (ServerSocketChannel free = ServerSocketChannel.open()) {
            free.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return free.socket().getLocalPort();
        }
    }

    /** The URL with this number. */
    public String url(int path) {
        return url(server.socket().getLocalPort(), path);
    }

    /** The same of a sink on this port. */
    public static String url(int port, int path) {
        return "http://127.0.0.1:" + port + "/hook/" + path;
    }

    /** From now on POSTs to this path are neither counted nor answered; their connections stay open. */
    public void stall(int path) {
        stalledPath = path;
    }

    /** Answers again, and drops what was kept waiting. */
    public void resume() throws IOException {
        stalledPath = NONE;
        for (Sender sender : stalled) {
            sender.channel.close();
        }
        stalled.clear();
    }

    /** Connections accepted so far. */
    public int connections() {
        return connections;
    }

    @Override
    public void ready(SelectionKey key, ByteBuffer scratch) throws IOException {
        SocketChannel accepted = server.accept();
        if (accepted != null) {
            connections++;
            accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
            loop.watch(accepted, SelectionKey.OP_READ, new Sender(accepted));
        }
    }

    /** One connection of the server. */
    private final class Sender implements LoadChannel {
        private final SocketChannel channel;
        private final HttpMessageReader reader = new HttpMessageReader();

        private Sender(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void ready(SelectionKey key, ByteBuffer scratch) throws IOException, ScenarioFailure {
            if (channel.read(scratch) < 0) {
                channel.close();
                return;
            }
            reader.feed(scratch.flip());
            long nowNanos = System.nanoTime();
            while (reader.next()) {
                int path = reader.pathNumber();
                if (path == stalledPath) {
                    stalled.add(this);
                    continue;
                }
                handler.posted(path, reader, nowNanos);
                int written = channel.write(ByteBuffer.wrap(OK));
                ScenarioFailure.unless(written == OK.length, "the server does not read the answers to its webhooks");
            }
            ScenarioFailure.unless(!reader.isMalformed(), "a webhook that is no HTTP/1.1 with a length");
        }
    }
}
