package dev.ephyra.testkit;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A WebSocket client that sends whatever it is told, also what the protocol forbids. It answers pings and close
 * frames by itself unless it was made silent. Binary messages go to a listener on the reader's virtual thread.
 *
 * <p>Sending is for one thread at a time; the reader ends with the connection.
 */
public final class RawWebSocket implements AutoCloseable {
    // Server frames are at most 512 KiB (metrics); more is a defect of the server.
    private static final int FRAME_LIMIT = 4 << 20;
    private static final int CONNECT_MILLIS = 5_000;

    private final Socket socket;
    private final OutputStream out;
    private final Consumer<byte[]> onBinary;
    private final CompletableFuture<SocketEnd> ended = new CompletableFuture<>();
    private final Semaphore reading = new Semaphore(1);
    private volatile boolean silent;

    private RawWebSocket(Socket socket, OutputStream out, Consumer<byte[]> onBinary) {
        this.socket = socket;
        this.out = out;
        this.onBinary = onBinary;
    }

    /** Connects and upgrades; an answer other than 101 is an IOException with its status line. */
    public static RawWebSocket connect(int port, String path, Consumer<byte[]> onBinary) throws IOException {
        return connect(port, path, "", onBinary);
    }

    /** The same with header lines of one's own, each ended by CRLF. */
    public static RawWebSocket connect(int port, String path, String headers, Consumer<byte[]> onBinary)
            throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(CONNECT_MILLIS);
            String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" + headers + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            String status = readHead(in);
            if (!status.startsWith("HTTP/1.1 101")) {
                throw new IOException("upgrade refused: " + status);
            }
            socket.setSoTimeout(0);
            RawWebSocket webSocket = new RawWebSocket(socket, socket.getOutputStream(), onBinary);
            Thread.ofVirtual().name("websocket-reader").start(() -> webSocket.read(in));
            return webSocket;
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }

    public void sendBinary(byte[] payload) throws IOException {
        sendRaw(WebSocketFrame.masked(WebSocketFrame.BINARY, payload));
    }

    public void sendText(String text) throws IOException {
        sendRaw(WebSocketFrame.masked(WebSocketFrame.TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Any bytes, framed by the caller. */
    public void sendRaw(byte[] bytes) throws IOException {
        synchronized (out) {
            out.write(bytes);
            out.flush();
        }
    }

    /** From now on pings and close frames stay unanswered. */
    public void beSilent() {
        silent = true;
    }

    /** From now on nothing is read, so that the server's window closes once the buffers between are full. */
    public void stopReading() {
        reading.acquireUninterruptibly();
    }

    /** Reads on. */
    public void readOn() {
        reading.release();
    }

    /** A close frame with code 1000, then the end of the connection when the server answered it. */
    public void closePolitely() throws IOException {
        sendRaw(WebSocketFrame.masked(WebSocketFrame.CLOSE, new byte[] {0x03, (byte) 0xE8}));
    }

    /** How the server ended this connection; fails when it does not in time. */
    public SocketEnd awaitEnd(Duration within) {
        try {
            return ended.get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            throw new AssertionError("the socket was not closed within " + within, late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    public boolean isOpen() {
        return !ended.isDone();
    }

    /** Drops the connection without a word. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            ended.complete(new SocketEnd(SocketEnd.NO_FRAME, ""));
        }
    }

    private void read(DataInputStream in) {
        SocketEnd end = new SocketEnd(SocketEnd.NO_FRAME, "");
        try (socket) {
            for (WebSocketFrame frame = readFrame(in); ; frame = readFrame(in)) {
                if (frame.opcode() == WebSocketFrame.CLOSE) {
                    end = frame.end();
                    answer(WebSocketFrame.CLOSE, frame.payload());
                    return;
                } else if (frame.opcode() == WebSocketFrame.PING) {
                    answer(WebSocketFrame.PONG, frame.payload());
                } else if (frame.opcode() == WebSocketFrame.BINARY) {
                    onBinary.accept(frame.payload());
                }
                reading.acquireUninterruptibly();
                reading.release();
            }
        } catch (IOException gone) {
            // The end of the connection is what this reader waits for; `end` says how it came.
        } finally {
            ended.complete(end);
        }
    }

    private void answer(int opcode, byte[] payload) throws IOException {
        if (!silent) {
            sendRaw(WebSocketFrame.masked(opcode, payload));
        }
    }

    private static WebSocketFrame readFrame(DataInputStream in) throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        long length = second & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        // Section 5.1: a server must not mask; section 5.2: reserved bits are for extensions, and none was agreed.
        if ((second & 0x80) != 0 || (first & 0x70) != 0 || length < 0 || length > FRAME_LIMIT) {
            throw new IOException("not a frame a server may send: " + first + " " + second + " " + length);
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return new WebSocketFrame(first & 0x0F, (first & 0x80) != 0, payload);
    }

    /** Reads up to the empty line and returns the status line. */
    private static String readHead(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 16_384 && head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.substring(0, Math.max(0, head.indexOf("\r\n")));
    }
}
