package dev.ephyra.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One frame as it was on the wire, RFC 6455 section 5.2. Payloads arrive unmasked from a server.
 *
 * @param opcode 0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong
 */
record WebSocketFrame(int opcode, boolean isFinal, byte[] payload) {
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /** The masked form that a client must send, section 5.3. */
    static byte[] masked(int opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
        frame.put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65_536) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        byte[] mask = ByteBuffer.allocate(4)
                .putInt(ThreadLocalRandom.current().nextInt())
                .array();
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i % 4]));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    /** Code and reason of a close frame, section 5.5.1. */
    SocketEnd end() {
        if (payload.length < 2) {
            return new SocketEnd(SocketEnd.NO_CODE, "");
        }
        int code = ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        return new SocketEnd(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
    }
}
