package dev.ephyra.notify.socket;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Binary WebSocket frames as a server sends them: one frame, final, unmasked (RFC 6455 section 5.2). Stateless. */
public final class ServerFrames {
    /** FIN and opcode 2. */
    private static final byte FINAL_BINARY = (byte) 0x82;

    private static final int SHORT_LENGTH = 126;
    private static final int LONG_LENGTH = 127;

    private ServerFrames() {}

    /** The size of the header before a payload of {@code payloadBytes}. */
    static int headerBytes(int payloadBytes) {
        if (payloadBytes < SHORT_LENGTH) {
            return 2;
        }
        return payloadBytes <= 0xFFFF ? 4 : 10;
    }

    /** Writes the frame of {@code message} at {@code offset}; the buffer's position stays. */
    static void putBinary(ByteBuffer into, int offset, byte[] message) {
        into.put(offset, FINAL_BINARY);
        int header = headerBytes(message.length);
        switch (header) {
            case 2 -> into.put(offset + 1, (byte) message.length);
            case 4 -> into.put(offset + 1, (byte) SHORT_LENGTH).putShort(offset + 2, (short) message.length);
            default -> into.put(offset + 1, (byte) LONG_LENGTH).putLong(offset + 2, message.length);
        }
        into.put(offset + header, message);
    }

    /** The frames of {@code messages} in shared direct memory, one buffer each. */
    public static List<ByteBuffer> encode(List<byte[]> messages) {
        List<ByteBuffer> frames = new ArrayList<>(messages.size());
        for (byte[] message : messages) {
            ByteBuffer frame = ByteBuffer.allocateDirect(headerBytes(message.length) + message.length);
            putBinary(frame, 0, message);
            frames.add(frame);
        }
        return List.copyOf(frames);
    }

    /** The frames of {@code messages} in a ring's chunks: few buffers for many small messages. */
    static List<ByteBuffer> encodePacked(List<byte[]> messages, int chunkBytes) {
        List<ByteBuffer> chunks = new ArrayList<>();
        int next = 0;
        while (next < messages.size()) {
            int end = next;
            int bytes = 0;
            while (end < messages.size() && (end == next || bytes < chunkBytes)) {
                bytes += headerBytes(messages.get(end).length) + messages.get(end).length;
                end++;
            }
            ByteBuffer chunk = ByteBuffer.allocateDirect(bytes);
            int offset = 0;
            for (byte[] message : messages.subList(next, end)) {
                putBinary(chunk, offset, message);
                offset += headerBytes(message.length) + message.length;
            }
            chunks.add(chunk);
            next = end;
        }
        return List.copyOf(chunks);
    }

    /**
     * The frames of {@code messages} one behind the other, in pieces that need not end where a frame does.
     *
     * @param bytes of all frames together
     */
    static List<ByteBuffer> sliced(List<byte[]> messages, int bytes, int sliceBytes) {
        ByteBuffer all = ByteBuffer.allocate(bytes);
        int offset = 0;
        for (byte[] message : messages) {
            putBinary(all, offset, message);
            offset += headerBytes(message.length) + message.length;
        }
        List<ByteBuffer> slices = new ArrayList<>(bytes / sliceBytes + 1);
        for (int from = 0; from < bytes; from += sliceBytes) {
            slices.add(all.slice(from, Math.min(sliceBytes, bytes - from)));
        }
        return List.copyOf(slices);
    }
}
