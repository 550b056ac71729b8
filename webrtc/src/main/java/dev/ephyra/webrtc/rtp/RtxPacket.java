package dev.ephyra.webrtc.rtp;

import dev.ephyra.webrtc.bytes.NetworkOrder;

/**
 * Retransmissions in a stream of their own (RFC 4588 section 4): the original's payload behind its sequence number. In
 * the SSRC-multiplexed way, as browsers do. Stateless.
 */
public final class RtxPacket {
    /** Bytes of the original sequence number. */
    public static final int OSN_BYTES = 2;

    /** What a packet of a retransmission stream is. */
    public enum Content {
        /** The original, restored. */
        ORIGINAL,
        /** Nothing but padding, sent to probe for bandwidth: nothing to restore. */
        PROBE,
        /** One byte cannot be a sequence number. */
        MALFORMED
    }

    private RtxPacket() {}

    /**
     * Restores the original in the buffer of {@code packet}, which is a view of it afterwards; header extensions stay as
     * they are. Unless the answer is {@link Content#ORIGINAL}, nothing changes.
     *
     * @param payloadType of the original, by the {@code apt} of what it came with
     * @param ssrc of the original
     */
    public static Content restore(RtpPacket packet, int payloadType, int ssrc) {
        int payloadLength = packet.payloadLength();
        if (payloadLength < OSN_BYTES) {
            return payloadLength == 0 ? Content.PROBE : Content.MALFORMED;
        }
        byte[] buffer = packet.buffer();
        int offset = packet.offset();
        int originalSequenceNumber = NetworkOrder.uint16(buffer, packet.payloadOffset());
        // The header is shorter than most payloads: move that one, over the number that is not needed any more.
        System.arraycopy(buffer, offset, buffer, offset + OSN_BYTES, packet.payloadOffset() - offset);
        if (!packet.wrap(buffer, offset + OSN_BYTES, packet.length() - OSN_BYTES)) {
            throw new IllegalStateException("a packet without its first payload bytes is one: " + packet.defect());
        }
        packet.sequenceNumber(originalSequenceNumber);
        packet.payloadType(payloadType);
        packet.ssrc(ssrc);
        return Content.ORIGINAL;
    }

    /**
     * Writes the payload of a retransmission: call it instead of {@link RtpHeaderWriter#payload}, behind a header with
     * the payload type, the SSRC and the next sequence number of the retransmission stream.
     *
     * @param originalSequenceNumber as it went out first, its low 16 bits
     */
    public static RtpHeaderWriter write(
            RtpHeaderWriter writer, long originalSequenceNumber, byte[] payload, int offset, int length) {
        return writer.payload16((int) originalSequenceNumber).payload(payload, offset, length);
    }
}
