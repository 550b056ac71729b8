package dev.ephyra.webrtc.turn;

import dev.ephyra.webrtc.bytes.NetworkOrder;

/** The short framing of relayed data (RFC 8656 section 12.4). Stateless; indices are the caller's to check. */
final class ChannelData {
    static final int HEADER_BYTES = 4;

    /** Larger numbers are reserved, for the sake of the other protocols on a port (RFC 8656 section 12, RFC 7983). */
    static final int FIRST_CHANNEL = 0x4000;

    static final int LAST_CHANNEL = 0x4FFF;

    private ChannelData() {}

    static boolean isChannel(int number) {
        return number >= FIRST_CHANNEL && number <= LAST_CHANNEL;
    }

    /** The first two bytes, in which a channel's number and a STUN message's type differ. */
    static int number(byte[] buffer, int offset) {
        return NetworkOrder.uint16(buffer, offset);
    }

    /** Bytes of data, without header and padding. */
    static int dataLength(byte[] buffer, int offset) {
        return NetworkOrder.uint16(buffer, offset + 2);
    }

    /** Bytes of header and data; a stream needs them padded (RFC 8656 section 12.5). */
    static int framedLength(int dataLength, FiveTuple.Transport transport) {
        int length = HEADER_BYTES + dataLength;
        return transport == FiveTuple.Transport.TCP ? padded(length) : length;
    }

    static int padded(int bytes) {
        return (bytes + 3) & ~3;
    }

    static void writeHeader(byte[] buffer, int offset, int number, int dataLength) {
        NetworkOrder.put16(buffer, offset, number);
        NetworkOrder.put16(buffer, offset + 2, dataLength);
    }
}
