package dev.ephyra.bench.media;

import dev.ephyra.bench.Latencies;
import dev.ephyra.webrtc.bytes.NetworkOrder;
import dev.ephyra.webrtc.rtp.SequenceUnwrapper;
import java.util.Arrays;

/**
 * When the packets of one stream came, beside when their timestamps say that they should: the earliest of all that are
 * counted came in time, and every other one is late by how much it came later than by its timestamp's distance to that one.
 * Owned by the thread of the load.
 */
final class PacedStream {
    private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
    private final int clockRateHz;
    private long[] offsets = new long[1_024];
    private int count;
    private long first;
    private long highest;
    private int firstTimestamp;

    PacedStream(int clockRateHz) {
        this.clockRateHz = clockRateHz;
    }

    /** Begins anew: what came before is not counted. */
    void restart() {
        count = 0;
    }

    /** A packet of RTP as it came; its header is never encrypted. */
    void came(byte[] packet, long nowNanos) {
        long sequence = unwrapper.unwrap(NetworkOrder.uint16(packet, 2));
        int timestamp = NetworkOrder.int32(packet, 4);
        if (count == 0) {
            first = sequence;
            highest = sequence;
            firstTimestamp = timestamp;
        }
        first = Math.min(first, sequence);
        highest = Math.max(highest, sequence);
        // The difference wraps as timestamps do.
        long dueNanos = (timestamp - firstTimestamp) * 1_000_000_000L / clockRateHz;
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
        }
        offsets[count++] = nowNanos - dueNanos;
    }

    /** Counted ones. */
    int received() {
        return count;
    }

    /** Numbers between those of counted ones that did not come. */
    long lost() {
        return count == 0 ? 0 : highest - first + 1 - count;
    }

    /** How late each was. */
    void addTo(Latencies late) {
        long earliest = Arrays.stream(offsets, 0, count).min().orElse(0);
        for (int i = 0; i < count; i++) {
            late.record(offsets[i] - earliest);
        }
    }
}
