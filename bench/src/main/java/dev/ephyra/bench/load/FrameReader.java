package dev.ephyra.bench.load;

import dev.ephyra.bench.ScenarioFailure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Cuts what a server sends on a WebSocket into frames (RFC 6455 §5.2) without copying whole ones. Owned by one thread.
 */
final class FrameReader {
    /** Hears of what was read. */
    interface Sink {
        /** A binary message of {@code length} bytes at {@code offset}; valid during the call. */
        void message(ByteBuffer bytes, int offset, int length) throws ScenarioFailure;

        /** A ping, which wants a pong. */
        void ping();
    }

    private static final int BINARY = 0x82;
    private static final int PING = 0x89;
    private static final int PONG = 0x8A;
    private static final int CLOSE = 0x88;
    private static final int SHORTEST_HEADER_BYTES = 2;
    private static final int SIXTEEN_BITS = 126;
    private static final int SIXTY_FOUR_BITS = 127;
    private final Sink sink;
    private final int maxPayloadBytes;
    private byte[] rest = new byte[0];

    FrameReader(Sink sink, int maxPayloadBytes) {
        this.sink = sink;
        this.maxPayloadBytes = maxPayloadBytes;
    }

    /** Puts the beginning of an unfinished frame into the empty {@code scratch}; what is read comes behind it. */
    void prepare(ByteBuffer scratch) {
        scratch.put(rest);
    }

    /** Reads the frames in the flipped {@code scratch}. */
    void read(ByteBuffer scratch) throws ScenarioFailure {
        int at = 0;
        int end = scratch.limit();
        while (end - at >= SHORTEST_HEADER_BYTES) {
            int opcode = scratch.get(at) & 0xFF;
            int length = scratch.get(at + 1) & 0xFF;
            int header = SHORTEST_HEADER_BYTES;
            if (length == SIXTEEN_BITS && end - at >= 4) {
                length = scratch.getShort(at + 2) & 0xFFFF;
                header = 4;
            } else if (length == SIXTY_FOUR_BITS && end - at >= 10) {
                long asked = scratch.getLong(at + 2);
                length = asked < 0 || asked > maxPayloadBytes ? Integer.MAX_VALUE : (int) asked;
                header = 10;
            } else if (length >= SIXTEEN_BITS) {
                break;
            }
            ScenarioFailure.unless(length <= maxPayloadBytes, "a frame beyond " + maxPayloadBytes + " bytes");
            if (end - at - header < length) {
                break;
            }
            frame(opcode, scratch, at + header, length);
            at += header + length;
        }
        keep(scratch, at, end);
    }

    private void frame(int opcode, ByteBuffer scratch, int offset, int length) throws ScenarioFailure {
        if (opcode == BINARY) {
            sink.message(scratch, offset, length);
        } else if (opcode == PING) {
            sink.ping();
        } else if (opcode == CLOSE) {
            throw new ScenarioFailure("the server closed a socket: " + reason(scratch, offset, length));
        } else if (opcode != PONG) {
            throw new ScenarioFailure("a frame that a server does not send: 0x" + Integer.toHexString(opcode));
        }
    }

    private static String reason(ByteBuffer scratch, int offset, int length) {
        if (length < 2) {
            return "no reason";
        }
        byte[] text = new byte[length - 2];
        scratch.get(offset + 2, text);
        return (scratch.getShort(offset) & 0xFFFF) + " " + new String(text, StandardCharsets.UTF_8);
    }

    private void keep(ByteBuffer scratch, int at, int end) {
        if (rest.length != end - at) {
            rest = new byte[end - at];
        }
        scratch.get(at, rest);
    }
}
