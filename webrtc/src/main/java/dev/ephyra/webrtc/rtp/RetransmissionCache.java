package dev.ephyra.webrtc.rtp;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The latest packets of one <em>inbound</em> source, as they came, for all who may ask for one again. Owned by the thread
 * that forwards the source; allocates nothing per packet.
 *
 * <p>One cache here and {@link SentPackets} for each subscriber: 512 packets of 1,200 bytes kept for each of 60
 * subscribers would be 37 MB for one publisher; so it is 0.5 MB and 60 times 17 KB.
 *
 * <p>Packets lie one behind the other in a ring of bytes. The ring's positions only grow, so whether a packet is still
 * whole is one comparison, and nothing is ever freed.
 */
public final class RetransmissionCache {
    /** 1.6 s of 2.5 Mbit/s. */
    public static final int MAX_BYTES = 1 << 19;

    /** 1.2 s of 830 packets a second, which are 8 Mbit/s. */
    static final int MAX_PACKETS = 1 << 10;

    /** No path carries more in one piece. */
    static final int MAX_PACKET_BYTES = 2_048;

    /** Receivers give up after about a second, and the way there and back is part of it. */
    static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final byte[] ring;
    private final long[] sequences = new long[MAX_PACKETS];
    private final long[] positions = new long[MAX_PACKETS];
    private final long[] storedNanos = new long[MAX_PACKETS];
    private final int[] lengths = new int[MAX_PACKETS];
    private long written;

    /**
     * An empty one.
     *
     * @param bytes {@link #MAX_PACKET_BYTES} to {@link #MAX_BYTES}; allocated now
     * @throws IllegalArgumentException if not
     */
    public RetransmissionCache(int bytes) {
        if (bytes < MAX_PACKET_BYTES || bytes > MAX_BYTES) {
            throw new IllegalArgumentException("a cache of " + bytes + " bytes");
        }
        ring = new byte[bytes];
        Arrays.fill(sequences, Long.MIN_VALUE);
    }

    /**
     * Copies a packet into the cache.
     *
     * @param sequence its unwrapped number
     * @return false if it is too long to be kept, or so late that a newer one has its place
     */
    public boolean put(long sequence, RtpPacket packet, long nowNanos) {
        int length = packet.length();
        int slot = slot(sequence);
        if (length > MAX_PACKET_BYTES || sequences[slot] > sequence) {
            return false;
        }
        int at = (int) (written % ring.length);
        if (ring.length - at < length) {
            written += ring.length - at;
            at = 0;
        }
        System.arraycopy(packet.buffer(), packet.offset(), ring, at, length);
        sequences[slot] = sequence;
        positions[slot] = written;
        lengths[slot] = length;
        storedNanos[slot] = nowNanos;
        written += length;
        return true;
    }

    /**
     * Finds a packet.
     *
     * @param target becomes a view of it, in this cache's memory: not to be changed, and good until the next {@link #put}
     * @return false if it never came, or is gone
     */
    public boolean find(long sequence, long nowNanos, RtpPacket target) {
        int slot = slot(sequence);
        return sequences[slot] == sequence
                && written - positions[slot] <= ring.length
                && nowNanos - storedNanos[slot] <= MAX_AGE_NANOS
                && target.wrap(ring, (int) (positions[slot] % ring.length), lengths[slot]);
    }

    private static int slot(long sequence) {
        return (int) sequence & (MAX_PACKETS - 1);
    }
}
