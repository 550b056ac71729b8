package dev.ephyra.server.socket;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/** Frames as a server sends them: final and unmasked (RFC 6455 section 5.2). Stateless. */
final class FrameEncoder {
    /** A control frame holds 125 bytes, 2 of which are the code (section 5.5). */
    static final int MAX_REASON_BYTES = 123;

    private static final int FINAL = 0x80;

    private FrameEncoder() {}

    static ByteBuffer binary(byte[] message) {
        return frame(0x2, message);
    }

    static ByteBuffer ping(byte[] payload) {
        return frame(0x9, payload);
    }

    static ByteBuffer pong(byte[] payload) {
        return frame(0xA, payload);
    }

    /** An empty close frame for code 1005, which is never on the wire. */
    static ByteBuffer close(int code, String reason) {
        if (code == FrameParser.NO_STATUS) {
            return frame(0x8, new byte[0]);
        }
        ByteBuffer body = ByteBuffer.allocate(2 + MAX_REASON_BYTES).putShort((short) code);
        // Stops before a character that no longer fits; an unpaired surrogate ends the text as well.
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(reason), body, true);
        byte[] payload = new byte[body.position()];
        body.flip().get(payload);
        return frame(0x8, payload);
    }

    private static ByteBuffer frame(int opcode, byte[] payload) {
        int length = payload.length;
        ByteBuffer frame = ByteBuffer.allocate(10 + length).put((byte) (FINAL | opcode));
        if (length < 126) {
            frame.put((byte) length);
        } else if (length <= 0xFFFF) {
            frame.put((byte) 126).putShort((short) length);
        } else {
            frame.put((byte) 127).putLong(length);
        }
        return frame.put(payload).flip();
    }
}
