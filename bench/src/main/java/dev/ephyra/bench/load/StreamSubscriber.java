package dev.ephyra.bench.load;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.wire.ServerMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A server socket that has asked for a stream: a place of its own in the journal. Its snapshot comes in messages of half a
 * megabyte, so it has a buffer of its own. Owned by the thread of its loop.
 */
public final class StreamSubscriber implements LoadChannel, FrameReader.Sink {
    /** Looks at each message after the response; {@code bytes} is valid during the call. */
    public interface MessageHandler {
        void received(ByteBuffer bytes, int offset, int length, long nowNanos) throws ScenarioFailure;
    }

    private static final int MAX_MESSAGE_BYTES = 1 << 20;
    // A whole message and the beginning of the next.
    private static final int BUFFER_BYTES = 2 * MAX_MESSAGE_BYTES;

    private final SocketChannel channel;
    private final FrameReader frames = new FrameReader(this, MAX_MESSAGE_BYTES);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final MessageHandler handler;
    private final long askedNanos;
    private ServerMessage.@Nullable SubscribeResponse response;
    private long received;
    private long readNanos;

    private StreamSubscriber(SocketChannel channel, MessageHandler handler, long askedNanos) {
        this.channel = channel;
        this.handler = handler;
        this.askedNanos = askedNanos;
    }

    /** Connects, authenticates and asks; what is answered comes as the loop turns. */
    public static StreamSubscriber open(
            LoadLoop loop, int port, ServerMessage.SubscribeRequest.Builder request, MessageHandler handler)
            throws IOException, ScenarioFailure {
        Handshake handshake = Handshake.open(port);
        StreamSubscriber subscriber = new StreamSubscriber(handshake.channel(), handler, System.nanoTime());
        handshake.send(ServerMessage.newBuilder()
                .setSubscribeRequest(request.setEventType(ServerMessage.EventType.EVENT_TYPE_SERVER_NOTIFICATION))
                .build());
        loop.watch(handshake.channel(), SelectionKey.OP_READ, subscriber);
        return subscriber;
    }

    /** When the request was sent. */
    public long askedNanos() {
        return askedNanos;
    }

    public boolean isAnswered() {
        return response != null;
    }

    /** What was answered to the request. */
    public ServerMessage.SubscribeResponse response() throws ScenarioFailure {
        ServerMessage.SubscribeResponse answered = response;
        if (answered == null) {
            throw new ScenarioFailure("a stream was not answered");
        }
        return answered;
    }

    /** Messages after the response so far. */
    public long received() {
        return received;
    }

    /** Ends it; what comes later is not heard. */
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public void ready(SelectionKey key, ByteBuffer scratch) throws IOException, ScenarioFailure {
        frames.prepare(buffer.clear());
        ScenarioFailure.unless(channel.read(buffer) >= 0, "the server ended a stream without a close frame");
        readNanos = System.nanoTime();
        frames.read(buffer.flip());
    }

    @Override
    public void message(ByteBuffer bytes, int offset, int length) throws ScenarioFailure {
        if (response != null) {
            received++;
            handler.received(bytes, offset, length, readNanos);
            return;
        }
        ServerMessage first = parse(bytes, offset, length);
        ScenarioFailure.unless(first.hasSubscribeResponse(), "a stream begins with something else than its response");
        response = first.getSubscribeResponse();
    }

    /** The message at a place of {@code bytes}. */
    public static ServerMessage parse(ByteBuffer bytes, int offset, int length) throws ScenarioFailure {
        try {
            return ServerMessage.parseFrom(bytes.slice(offset, length));
        } catch (InvalidProtocolBufferException broken) {
            throw new ScenarioFailure("a message that is none: " + broken.getMessage());
        }
    }

    @Override
    public void ping() {
        try {
            // An empty masked pong: RFC 6455 section 5.5.3.
            channel.write(ByteBuffer.wrap(new byte[] {(byte) 0x8A, (byte) 0x80, 0, 0, 0, 0}));
        } catch (IOException broken) {
            // The next read of this socket says so.
        }
    }
}
