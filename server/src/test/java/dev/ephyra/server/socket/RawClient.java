package dev.ephyra.server.socket;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A WebSocket client that does only what a test tells it. Each wait ends after 5 s with an exception. */
final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    RawClient(int port, int receiveBufferBytes) throws IOException {
        socket.setReceiveBufferSize(receiveBufferBytes);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
    }

    /** A message or close frame: opcode, then payload. */
    record Received(int opcode, byte[] payload) {
        int closeCode() {
            return ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }

        String closeReason() {
            return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
    }

    /** Opens the WebSocket and gives the status line. */
    String upgrade(String version) throws IOException {
        String request = "GET /socket/server/websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: " + version + "\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nUser-Agent: test\r\n\r\n";
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        String status = line();
        while (!line().isEmpty()) {
            // The headers do not matter here.
        }
        return status;
    }

    void send(byte[]... frames) throws IOException {
        out.write(ClientFrames.join(frames));
    }

    Received receive() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0F;
        int length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = (int) in.readLong();
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Received(opcode, payload);
    }

    /** Reads what there is until the server closes the TCP connection; how many bytes that was. */
    int skipToEnd() throws IOException {
        return in.readAllBytes().length;
    }

    /** Whether the server has closed the TCP connection. */
    boolean isEnded() throws IOException {
        return in.read() < 0;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
