package dev.ephyra.sdk.notifier;

import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.EventType;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A server socket of Fishjam's over TCP: it answers tokens and subscriptions with recorded bytes, knows none of Ephyra's fields, and
 * tells what the test says. Owned by one test thread; a thread of its own per connection.
 */
final class PlainServer implements AutoCloseable {
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int BINARY = 0x82;
    private static final int CLOSE = 8;
    private static final int SHORT = 125;

    /** Everything that came, in its order. */
    final BlockingQueue<ServerMessage> received = new LinkedBlockingQueue<>();

    /** The same, as it came. */
    final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();

    /** Connections that have subscribed, in their order; again for each subscription. */
    final BlockingQueue<Socket> subscribed = new LinkedBlockingQueue<>();

    final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());

    PlainServer() throws IOException {
        daemon(this::accept);
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** The next connection that has subscribed. */
    Socket next() throws InterruptedException {
        Socket socket = subscribed.poll(30, TimeUnit.SECONDS);
        if (socket == null) {
            throw new AssertionError("nobody subscribed in time");
        }
        return socket;
    }

    /**
     * Ends a connection as a host that dies does. The HTTP client of Java 25 overlooks an orderly end that arrives together with a message
     * while nothing is requested; then only the deadline for silence finds it.
     */
    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    static void tellOfRoom(Socket socket, String roomId) throws IOException {
        send(
                socket,
                ServerMessage.newBuilder()
                        .setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId(roomId))
                        .build());
    }

    static void send(Socket socket, ServerMessage message) throws IOException {
        send(socket, message.toByteArray());
    }

    static void send(Socket socket, byte[] bytes) throws IOException {
        if (bytes.length > SHORT) {
            throw new AssertionError("a short message is expected");
        }
        byte[] frame = new byte[bytes.length + 2];
        frame[0] = (byte) BINARY;
        frame[1] = (byte) bytes.length;
        System.arraycopy(bytes, 0, frame, 2, bytes.length);
        OutputStream out = socket.getOutputStream();
        out.write(frame);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : subscribed) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                daemon(() -> serve(socket));
            }
        } catch (IOException closed) {
            // close() ends this loop by closing the listener.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            socket.getOutputStream().write(upgraded(in).getBytes(StandardCharsets.US_ASCII));
            for (byte[] frame = frame(in); frame != null; frame = frame(in)) {
                ServerMessage message = ServerMessage.parseFrom(frame);
                received.add(message);
                frames.add(frame);
                if (message.hasAuthRequest()) {
                    send(socket, RecordedFrames.of("authenticated"));
                } else if (message.hasSubscribeRequest()) {
                    boolean metrics = message.getSubscribeRequest().getEventType() == EventType.EVENT_TYPE_METRICS;
                    send(socket, RecordedFrames.of(metrics ? "subscribedMetrics" : "subscribedNotifications"));
                    subscribed.add(socket);
                }
            }
        } catch (IOException gone) {
            // Either side may end a connection.
        }
    }

    private static String upgraded(DataInputStream in) throws IOException {
        String key = "";
        StringBuilder line = new StringBuilder();
        while (true) {
            int next = in.readUnsignedByte();
            if (next != '\n') {
                line.append((char) next);
                continue;
            }
            String header = line.toString().strip();
            if (header.isEmpty()) {
                return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n";
            }
            if (header.regionMatches(true, 0, "Sec-WebSocket-Key:", 0, 18)) {
                key = header.substring(18).strip();
            }
            line.setLength(0);
        }
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The payload of the next frame; null if it closes. */
    private static byte @Nullable [] frame(DataInputStream in) throws IOException {
        int opcode = in.readUnsignedByte() & 0x0f;
        int length = in.readUnsignedByte() & 0x7f;
        length = length == 126 ? in.readUnsignedShort() : length;
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int at = 0; at < payload.length; at++) {
            payload[at] ^= mask[at % 4];
        }
        return opcode == CLOSE ? null : payload;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "plain-server");
        thread.setDaemon(true);
        thread.start();
    }
}
