package dev.ephyra.webrtc.connection;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/**
 * Media that overtook the end of the handshake: a browser has its keys a flight before we have ours, and its first
 * packets are the key frame that everybody waits for. Owned by one connection.
 */
final class EarlyPackets {
    /** The first frame of a camera at 300 kbit/s, and some audio: 48 x 1,200 B = 58 KB. */
    static final int MAX_PACKETS = 48;

    private final Queue<byte[]> packets = new ArrayDeque<>();

    /** Keeps a copy; false if there is no room. */
    boolean keep(byte[] buffer, int offset, int length) {
        return packets.size() < MAX_PACKETS && packets.add(Arrays.copyOfRange(buffer, offset, offset + length));
    }

    boolean isEmpty() {
        return packets.isEmpty();
    }

    /** What was kept, in order; then it is empty. */
    Queue<byte[]> take() {
        Queue<byte[]> taken = new ArrayDeque<>(packets);
        packets.clear();
        return taken;
    }
}
