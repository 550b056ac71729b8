package dev.ephyra.webrtc.srtp;

import dev.ephyra.webrtc.bytes.NetworkOrder;

/** What of a packet stays readable and is needed to protect it (RFC 3550 sections 5.1 and 6.4). Stateless. */
final class PacketHeader {
    /** Up to and with the synchronization source of an RTP packet. */
    static final int RTP_BYTES = 12;

    /** Up to and with the sender's synchronization source of an RTCP packet: all that SRTCP leaves readable. */
    static final int RTCP_BYTES = 8;

    private static final int SEQUENCE_NUMBER_AT = 2;
    private static final int RTP_SOURCE_AT = 8;
    private static final int RTCP_SOURCE_AT = 4;
    private static final int VERSION = 2;
    private static final int WORD_BYTES = 4;

    private PacketHeader() {}

    /**
     * Bytes of the header of an RTP packet with contributing sources and extension.
     *
     * @param length of the packet without tag
     * @return at least 12 and at most {@code length}, or the code of a {@link SrtpRefusal}
     */
    static int rtpBytes(byte[] packet, int offset, int length) {
        if (length < RTP_BYTES) {
            return SrtpRefusal.TOO_SHORT.code();
        }
        int first = packet[offset];
        int bytes = RTP_BYTES + (first & 0x0F) * WORD_BYTES;
        boolean hasExtension = (first & 0x10) != 0;
        if (hasExtension && bytes + WORD_BYTES <= length) {
            bytes += WORD_BYTES + NetworkOrder.uint16(packet, offset + bytes + 2) * WORD_BYTES;
        } else if (hasExtension) {
            return SrtpRefusal.MALFORMED.code();
        }
        return bytes <= length && isVersion2(first) ? bytes : SrtpRefusal.MALFORMED.code();
    }

    /**
     * Bytes of the part of an RTCP packet that stays readable.
     *
     * @param length of the packet without index and tag
     * @return 8, or the code of a {@link SrtpRefusal}
     */
    static int rtcpBytes(byte[] packet, int offset, int length) {
        if (length < RTCP_BYTES) {
            return SrtpRefusal.TOO_SHORT.code();
        }
        return isVersion2(packet[offset]) ? RTCP_BYTES : SrtpRefusal.MALFORMED.code();
    }

    static int sequenceNumber(byte[] packet, int offset) {
        return NetworkOrder.uint16(packet, offset + SEQUENCE_NUMBER_AT);
    }

    static int rtpSource(byte[] packet, int offset) {
        return NetworkOrder.int32(packet, offset + RTP_SOURCE_AT);
    }

    static int rtcpSource(byte[] packet, int offset) {
        return NetworkOrder.int32(packet, offset + RTCP_SOURCE_AT);
    }

    private static boolean isVersion2(int first) {
        return ((first & 0xC0) >>> 6) == VERSION;
    }
}
