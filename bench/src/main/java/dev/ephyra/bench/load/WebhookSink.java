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

/** A receiver of webhooks that answers each POST with 200 at once. Owned by the thread of its loop. */
public final class WebhookSink implements LoadChannel {
    /** Looks at each POST. */
    public interface PostHandler {
        /** {@code room} is the number in the path; the body is valid during the call. */
        void posted(int room, byte[] bytes, int offset, int length) throws ScenarioFailure;
    }

    // One connection per room at most, and all may come at once.
    private static final int BACKLOG = 2_000;
    private static final byte[] OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final LoadLoop loop;
    private final ServerSocketChannel server;
    private final PostHandler handler;
    private int connections;

    private WebhookSink(LoadLoop loop, ServerSocketChannel server, PostHandler handler) {
        this.loop = loop;
        this.server = server;
        this.handler = handler;
    }

    /** Listens on a free port. */
    public static WebhookSink open(LoadLoop loop, PostHandler handler) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        WebhookSink sink = new WebhookSink(loop, server, handler);
        loop.watch(server, SelectionKey.OP_ACCEPT, sink);
        return sink;
    }

    /** Where the room with this number posts to. */
    public String url(int room) {
        return "http://127.0.0.1:" + server.socket().getLocalPort() + "/hook/" + room;
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
            while (reader.next()) {
                handler.posted(reader.pathNumber(), reader.array(), reader.bodyOffset(), reader.bodyLength());
                int written = channel.write(ByteBuffer.wrap(OK));
                ScenarioFailure.unless(written == OK.length, "the server does not read the answers to its webhooks");
            }
            ScenarioFailure.unless(!reader.isMalformed(), "a webhook that is no HTTP/1.1 with a length");
        }
    }
}
