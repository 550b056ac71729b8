package dev.ephyra.webrtc.rtp;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import java.util.Objects;

/**
 * A view of one H.264 payload: a single NAL unit, an aggregation STAP-A, or a fragment FU-A (RFC 6184 section 5.2,
 * packetization modes 0 and 1). Allocates nothing. Owned by one thread.
 */
public final class H264Payload {
    private static final int IDR_SLICE = 5;
    private static final int SEQUENCE_PARAMETER_SET = 7;
    private static final int LAST_SINGLE = 23;
    private static final int STAP_A = 24;
    private static final int FU_A = 28;
    private static final int FU_START_BIT = 0x80;

    private byte[] buffer = {};
    private boolean isKeyFrame;

    /**
     * Looks at a payload, whoever sent it.
     *
     * @return whether it is one of the three; units of other modes and units that do not fit are not
     */
    public boolean wrap(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        buffer = bytes;
        isKeyFrame = false;
        if (length < 1) {
            return false;
        }
        int type = buffer[offset] & 0x1f;
        return switch (type) {
            case 0 -> false;
            case STAP_A -> walkAggregation(offset + 1, offset + length);
            case FU_A -> fragment(offset + 1, offset + length);
            default -> type <= LAST_SINGLE && unit(type, offset + 1, offset + length);
        };
    }

    /**
     * Whether a key frame begins in this packet: a sequence parameter set, or the first slice of an IDR picture. Where
     * the parameter sets travel in a packet of their own, both they and the picture behind them begin one; a receiver
     * that starts with the first has all it needs.
     */
    public boolean isKeyFrame() {
        return isKeyFrame;
    }

    private boolean walkAggregation(int from, int end) {
        int at = from;
        boolean hasUnit = false;
        while (end - at >= 2) {
            int size = NetworkOrder.uint16(buffer, at);
            at += 2;
            if (size == 0 || size > end - at) {
                return false;
            }
            int type = buffer[at] & 0x1f;
            // An aggregation in an aggregation is forbidden, and never walked.
            if (type == 0 || type > LAST_SINGLE) {
                return false;
            }
            hasUnit |= unit(type, at + 1, at + size);
            at += size;
        }
        return hasUnit && at == end;
    }

    private boolean fragment(int at, int end) {
        if (end - at < 2) {
            return false;
        }
        int header = buffer[at];
        int type = header & 0x1f;
        if (type == 0 || type > LAST_SINGLE) {
            return false;
        }
        return (header & FU_START_BIT) == 0 || unit(type, at + 1, end);
    }

    private boolean unit(int type, int at, int end) {
        // A slice begins with first_mb_in_slice; 0 is coded as a single 1 bit (H.264 sections 7.3.3 and 9.1).
        boolean isFirstSlice = type == IDR_SLICE && at < end && buffer[at] < 0;
        isKeyFrame |= type == SEQUENCE_PARAMETER_SET || isFirstSlice;
        return true;
    }
}
