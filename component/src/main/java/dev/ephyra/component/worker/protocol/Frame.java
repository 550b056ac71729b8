package dev.ephyra.component.worker.protocol;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * One message as it goes through a pipe: the length of what follows in 4 bytes, the highest first, a byte that says what it
 * is, and a body.
 *
 * @param type 0 to 255
 * @param body not to be changed
 */
public record Frame(int type, byte[] body) {
    /** Type and body: a second of 1080p at 8 Mbit/s. What is larger goes in several. */
    public static final int MAX_FRAME_BYTES = 1024 * 1024;

    /** Of the length and the type. */
    static final int HEADER_BYTES = 5;

    /** A whole frame with what {@code writer} puts into its body. */
    static byte[] write(int type, int bodyBytes, Consumer<ByteBuffer> writer) {
        if (bodyBytes + 1 > MAX_FRAME_BYTES) {
            throw new IllegalArgumentException("a body of " + bodyBytes + " bytes fits into no frame");
        }
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + bodyBytes)
                .putInt(bodyBytes + 1)
                .put((byte) type);
        writer.accept(frame);
        return frame.array();
    }
}
