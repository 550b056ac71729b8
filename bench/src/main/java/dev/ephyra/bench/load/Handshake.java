package dev.ephyra.bench.load;

import com.google.protobuf.MessageLite;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import dev.ephyra.wire.ServerMessage;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The beginning of a socket, blocking: the upgrade, and a server socket's authentication. Owned by the thread of its loop. */
final class Handshake {
    private static final int WITHIN_MILLIS = 5_000;
    private static final int MAX_HEAD_CHARS = 4_096;
    private static final int SHORT_PAYLOAD_BYTES = 125;
    private static final byte[] AUTHENTICATED = ServerMessage.newBuilder()
            .setAuthenticated(ServerMessage.Authenticated.getDefaultInstance())
            .build()
            .toByteArray();

    private final SocketChannel channel;

    private Handshake(SocketChannel channel) {
        this.channel = channel;
    }

    /** Connects and authenticates; returns when the server has answered that. */
    static Handshake open(int port) throws IOException, ScenarioFailure {
        Handshake handshake = upgrade(port, "/socket/server/websocket");
        handshake.send(ServerMessage.newBuilder()
                .setAuthRequest(ServerMessage.AuthRequest.newBuilder().setToken(ServerUnderLoad.TOKEN))
                .build());
        handshake.expectFrame(AUTHENTICATED, "authenticated");
        return handshake;
    }

    /** Connects to the socket at {@code path}, and no more. */
    static Handshake upgrade(int port, String path) throws IOException, ScenarioFailure {
        Handshake handshake = new Handshake(LoadLoop.connect(port));
        handshake.channel.socket().setSoTimeout(WITHIN_MILLIS);
        // Any 16 bytes do for the key; the server has to transform them, and we do not check how.
        String request = """
                GET %s HTTP/1.1\r
                Host: localhost\r
                Connection: Upgrade\r
                Upgrade: websocket\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: ZXBoeXJhLWJlbmNoLWtleQ==\r
                \r
                """.formatted(path);
        handshake.channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        handshake.awaitUpgrade();
        return handshake;
    }

    SocketChannel channel() {
        return channel;
    }

    void send(ServerMessage message) throws IOException {
        channel.write(maskedBinary(message));
    }

    /** Waits for exactly this message. */
    void expectFrame(byte[] payload, String what) throws IOException, ScenarioFailure {
        byte[] header = readExactly(2);
        byte[] body = readExactly(header[1]);
        ScenarioFailure.unless(Arrays.equals(body, payload), "something else than " + what);
    }

    private void awaitUpgrade() throws IOException, ScenarioFailure {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) (readExactly(1)[0] & 0xFF));
            ScenarioFailure.unless(head.length() < MAX_HEAD_CHARS, "no end of the upgrade's answer");
        }
        ScenarioFailure.unless(head.toString().startsWith("HTTP/1.1 101"), "no upgrade: " + head);
    }

    private byte[] readExactly(int count) throws IOException, ScenarioFailure {
        try {
            // The socket's own stream honours the timeout, as the channel does not.
            byte[] bytes = channel.socket().getInputStream().readNBytes(count);
            ScenarioFailure.unless(bytes.length == count, "the server ended a socket during the handshake");
            return bytes;
        } catch (SocketTimeoutException late) {
            throw new ScenarioFailure("a handshake took longer than " + WITHIN_MILLIS + " ms");
        }
    }

    /** A whole frame; a message has at most 64 KiB. */
    static ByteBuffer maskedBinary(MessageLite message) {
        byte[] payload = message.toByteArray();
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8).put((byte) 0x82);
        if (payload.length <= SHORT_PAYLOAD_BYTES) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        // A mask of zeros is a mask (RFC 6455 section 5.3), and leaves the payload as it is.
        return frame.putInt(0).put(payload).flip();
    }
}
