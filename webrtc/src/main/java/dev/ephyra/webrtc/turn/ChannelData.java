package dev.ephyra.webrtc.turn;

import java.util.Arrays;

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
        return uint16(buffer, offset);
    }

    /** Bytes of data, without header and padding. */
    static int dataLength(byte[] buffer, int offset) {
        return uint16(buffer, offset + 2);
    }

    static int padded(int bytes) {
        return (bytes + 3) & ~3;
    }

    /** Writes a whole message from the beginning of {@code target}; over TCP padded, as a stream needs it. Its bytes. */
    static int write(byte[] target, int channel, byte[] data, int offset, int length, FiveTuple.Transport transport) {
        writeHeader(target, channel, length);
        System.arraycopy(data, offset, target, HEADER_BYTES, length);
        int end = HEADER_BYTES + length;
        if (transport == FiveTuple.Transport.UDP) {
            return end;
        }
        // RFC 8656 section 12.5.
        Arrays.fill(target, end, padded(end), (byte) 0);
        return padded(end);
    }

    static void writeHeader(byte[] buffer, int number, int dataLength) {
        buffer[0] = (byte) (number >> 8);
        buffer[1] = (byte) number;
        buffer[2] = (byte) (dataLength >> 8);
        buffer[3] = (byte) dataLength;
    }

    private static int uint16(byte[] buffer, int at) {
        return ((buffer[at] & 0xFF) << 8) | (buffer[at + 1] & 0xFF);
    }
}
