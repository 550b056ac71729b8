package dev.ephyra.bench.load;

import dev.ephyra.bench.ScenarioFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A kept-alive connection to the server with at most one request under way. Owned by the thread of its loop. */
public final class HttpConnection implements LoadChannel {
    /** Hears of the answer; it may send the next request at once. */
    public interface AnswerHandler {
        /** {@code answer} is valid during the call. */
        void answered(HttpConnection connection, HttpMessageReader answer, long nowNanos)
                throws IOException, ScenarioFailure;
    }

    private final SocketChannel channel;
    private final HttpMessageReader reader = new HttpMessageReader();
    private @Nullable AnswerHandler waiting;

    private HttpConnection(SocketChannel channel) {
        this.channel = channel;
    }

    /** Connects to the server on {@code port}. */
    public static HttpConnection open(LoadLoop loop, int port) throws IOException {
        HttpConnection connection = new HttpConnection(LoadLoop.connect(port));
        loop.watch(connection.channel, SelectionKey.OP_READ, connection);
        return connection;
    }

    public boolean isIdle() {
        return waiting == null;
    }

    /** Sends {@code request}, a whole HTTP message. */
    public void send(byte[] request, AnswerHandler handler) throws IOException, ScenarioFailure {
        ScenarioFailure.unless(isIdle(), "a request is under way on this connection");
        waiting = handler;
        // One small request: it always fits the empty buffer of its socket.
        int written = channel.write(ByteBuffer.wrap(request));
        ScenarioFailure.unless(written == request.length, "the server does not read requests");
    }

    @Override
    public void ready(SelectionKey key, ByteBuffer scratch) throws IOException, ScenarioFailure {
        ScenarioFailure.unless(channel.read(scratch) >= 0, "the server closed a REST connection");
        reader.feed(scratch.flip());
        while (reader.next()) {
            AnswerHandler handler = waiting;
            ScenarioFailure.unless(handler != null, "an answer without a request");
            waiting = null;
            if (handler != null) {
                handler.answered(this, reader, System.nanoTime());
            }
        }
        ScenarioFailure.unless(!reader.isMalformed(), "an answer that is no HTTP/1.1 with a length");
    }
}
