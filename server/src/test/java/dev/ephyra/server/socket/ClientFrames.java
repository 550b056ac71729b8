package dev.ephyra.server.socket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Frames as a client sends them: masked (RFC 6455 section 5.3). */
final class ClientFrames {
    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

    private ClientFrames() {}

    static byte[] binary(byte[] message) {
        return frame(0x82, message);
    }

    static byte[] text(String message) {
        return frame(0x81, message.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        return frame(
                0x88,
                ByteBuffer.allocate(2 + text.length)
                        .putShort((short) code)
                        .put(text)
                        .array());
    }

    static byte[] frame(int first, byte[] payload) {
        return frame(first, payload.length, payload);
    }

    /** A frame that announces another length than it has. */
    static byte[] frame(int first, long announced, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) first);
        if (announced >= 0 && announced < 126) {
            frame.put((byte) (0x80 | announced));
        } else if (announced >= 0 && announced <= 0xFFFF) {
            frame.put((byte) (0x80 | 126)).putShort((short) announced);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(announced);
        }
        frame.put(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ MASK[i & 3]));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    static byte[] join(byte[]... frames) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            joined.writeBytes(frame);
        }
        return joined.toByteArray();
    }
}
