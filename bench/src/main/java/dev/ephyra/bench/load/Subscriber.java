package dev.ephyra.bench.load;

import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.wire.ServerMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * A server socket that has subscribed to notifications. It counts them, and answers pings. Owned by the thread of its
 * loop.
 */
public final class Subscriber implements LoadChannel, FrameReader.Sink {
    /** Looks at each notification; {@code bytes} is valid during the call. */
    public interface NotificationHandler {
        void received(Subscriber subscriber, ByteBuffer bytes, int offset, int length, long nowNanos)
                throws ScenarioFailure;
    }

    // A metrics report has at most 512 KiB, and the load does not subscribe to it.
    private static final int MAX_MESSAGE_BYTES = 64 * 1024;
    private static final byte[] SUBSCRIBED = ServerMessage.newBuilder()
            .setSubscribeResponse(ServerMessage.SubscribeResponse.newBuilder()
                    .setEventType(ServerMessage.EventType.EVENT_TYPE_SERVER_NOTIFICATION))
            .build()
            .toByteArray();

    private final SocketChannel channel;
    private final FrameReader frames = new FrameReader(this, MAX_MESSAGE_BYTES);
    private final NotificationHandler handler;
    private long received;
    private long readNanos;

    private Subscriber(SocketChannel channel, NotificationHandler handler) {
        this.channel = channel;
        this.handler = handler;
    }

    /** Connects, authenticates and subscribes; returns when the server has answered that. */
    public static Subscriber open(LoadLoop loop, int port, NotificationHandler handler)
            throws IOException, ScenarioFailure {
        Handshake handshake = Handshake.open(port);
        handshake.send(ServerMessage.newBuilder()
                .setSubscribeRequest(ServerMessage.SubscribeRequest.newBuilder()
                        .setEventType(ServerMessage.EventType.EVENT_TYPE_SERVER_NOTIFICATION))
                .build());
        handshake.expectFrame(SUBSCRIBED, "subscribe_response");
        SocketChannel channel = handshake.channel();
        Subscriber subscriber = new Subscriber(channel, handler);
        loop.watch(channel, SelectionKey.OP_READ, subscriber);
        return subscriber;
    }

    /** Notifications so far. */
    public long received() {
        return received;
    }

    @Override
    public void ready(SelectionKey key, ByteBuffer scratch) throws IOException, ScenarioFailure {
        frames.prepare(scratch);
        ScenarioFailure.unless(channel.read(scratch) >= 0, "the server ended a socket without a close frame");
        readNanos = System.nanoTime();
        frames.read(scratch.flip());
    }

    @Override
    public void message(ByteBuffer bytes, int offset, int length) throws ScenarioFailure {
        received++;
        handler.received(this, bytes, offset, length, readNanos);
    }

    @Override
    public void ping() {
        try {
            // An empty masked pong: RFC 6455 §5.5.3.
            channel.write(ByteBuffer.wrap(new byte[] {(byte) 0x8A, (byte) 0x80, 0, 0, 0, 0}));
        } catch (IOException broken) {
            // The next read of this socket says so.
        }
    }
}
