package dev.ephyra.bench.load;

import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import dev.ephyra.wire.ServerMessage;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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

    private static final int HANDSHAKE_WITHIN_MILLIS = 5_000;
    // Any 16 bytes do; the server has to transform them, and we do not check how.
    private static final String UPGRADE = """
            GET /socket/server/websocket HTTP/1.1\r
            Host: localhost\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: ZXBoeXJhLWJlbmNoLWtleQ==\r
            \r
            """;
    private static final byte[] AUTHENTICATED = ServerMessage.newBuilder()
            .setAuthenticated(ServerMessage.Authenticated.getDefaultInstance())
            .build()
            .toByteArray();
    private static final byte[] SUBSCRIBED = ServerMessage.newBuilder()
            .setSubscribeResponse(ServerMessage.SubscribeResponse.newBuilder()
                    .setEventType(ServerMessage.EventType.EVENT_TYPE_SERVER_NOTIFICATION))
            .build()
            .toByteArray();

    private final SocketChannel channel;
    private final FrameReader frames = new FrameReader(this);
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
        SocketChannel channel = LoadLoop.connect(port);
        Subscriber subscriber = new Subscriber(channel, handler);
        channel.write(ByteBuffer.wrap(UPGRADE.getBytes(StandardCharsets.US_ASCII)));
        subscriber.awaitSubscribed();
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

    private void awaitSubscribed() throws IOException, ScenarioFailure {
        channel.socket().setSoTimeout(HANDSHAKE_WITHIN_MILLIS);
        try {
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                head.append((char) (readExactly(1)[0] & 0xFF));
                ScenarioFailure.unless(head.length() < 4096, "no end of the upgrade's answer");
            }
            ScenarioFailure.unless(head.toString().startsWith("HTTP/1.1 101"), "no upgrade: " + head);
            // Both at once, as the JavaScript SDK does; but not before the answer (RFC 6455 §4.1).
            channel.write(maskedBinary(ServerMessage.newBuilder()
                    .setAuthRequest(ServerMessage.AuthRequest.newBuilder().setToken(ServerUnderLoad.TOKEN))
                    .build()));
            channel.write(maskedBinary(ServerMessage.newBuilder()
                    .setSubscribeRequest(ServerMessage.SubscribeRequest.newBuilder()
                            .setEventType(ServerMessage.EventType.EVENT_TYPE_SERVER_NOTIFICATION))
                    .build()));
            expectFrame(AUTHENTICATED, "authenticated");
            expectFrame(SUBSCRIBED, "subscribe_response");
        } catch (SocketTimeoutException late) {
            throw new ScenarioFailure("a subscription took longer than " + HANDSHAKE_WITHIN_MILLIS + " ms");
        }
    }

    private void expectFrame(byte[] payload, String what) throws IOException, ScenarioFailure {
        byte[] header = readExactly(2);
        byte[] body = readExactly(header[1]);
        ScenarioFailure.unless(Arrays.equals(body, payload), "something else than " + what);
    }

    private byte[] readExactly(int count) throws IOException, ScenarioFailure {
        // The socket's own stream honours the timeout, as the channel does not.
        byte[] bytes = channel.socket().getInputStream().readNBytes(count);
        ScenarioFailure.unless(bytes.length == count, "the server ended a socket during the handshake");
        return bytes;
    }

    private static ByteBuffer maskedBinary(ServerMessage message) {
        byte[] payload = message.toByteArray();
        // A mask of zeros is a mask (RFC 6455 §5.3), and leaves the payload as it is. All requests are below 126 bytes.
        return ByteBuffer.allocate(payload.length + 6)
                .put((byte) 0x82)
                .put((byte) (0x80 | payload.length))
                .putInt(0)
                .put(payload)
                .flip();
    }
}
