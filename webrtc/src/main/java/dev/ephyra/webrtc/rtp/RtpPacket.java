package dev.ephyra.webrtc.rtp;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import java.util.Objects;

/**
 * A view of one RTP packet in a buffer of somebody else (RFC 3550 section 5.1), to be wrapped again for each packet.
 * Allocates nothing. Owned by one thread, as its buffer is.
 *
 * <p>Wrap what has been decrypted: the count of padding bytes is at the end of what SRTP encrypts.
 */
public final class RtpPacket {
    public static final int FIXED_HEADER_BYTES = 12;

    private static final int VERSION = 2;
    private static final int PADDING_BIT = 0x20;
    private static final int EXTENSION_BIT = 0x10;
    private static final int MARKER_BIT = 0x80;
    private static final byte[] NOTHING = {};

    private final HeaderExtensions extensions = new HeaderExtensions();
    private byte[] buffer = NOTHING;
    private int offset;
    private int length;
    private int payloadOffset;
    private int paddingLength;
    private RtpDefect defect = RtpDefect.TOO_SHORT;

    /**
     * Looks at {@code length} bytes from {@code offset} on, whoever sent them.
     *
     * @return whether they are a packet; if not, {@link #defect} says why and everything else here is meaningless
     * @throws IndexOutOfBoundsException if the array does not have these bytes
     */
    public boolean wrap(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        this.buffer = bytes;
        this.offset = offset;
        this.length = length;
        defect = examine();
        return defect == RtpDefect.NONE;
    }

    private RtpDefect examine() {
        int end = offset + length;
        if (length < FIXED_HEADER_BYTES) {
            return RtpDefect.TOO_SHORT;
        }
        int first = buffer[offset];
        if (((first >>> 6) & 0x03) != VERSION) {
            return RtpDefect.WRONG_VERSION;
        }
        int at = offset + FIXED_HEADER_BYTES + csrcCount() * Integer.BYTES;
        if (at > end) {
            return RtpDefect.CSRC_LIST;
        }
        extensions.clear();
        if ((first & EXTENSION_BIT) != 0) {
            if (end - at < Integer.BYTES) {
                return RtpDefect.EXTENSION;
            }
            int bytes = NetworkOrder.uint16(buffer, at + 2) * Integer.BYTES;
            int profile = NetworkOrder.uint16(buffer, at);
            at += Integer.BYTES;
            if (end - at < bytes) {
                return RtpDefect.EXTENSION;
            }
            extensions.wrap(buffer, profile, at, at + bytes);
            at += bytes;
        }
        payloadOffset = at;
        paddingLength = 0;
        if ((first & PADDING_BIT) != 0) {
            paddingLength = at == end ? 0 : NetworkOrder.uint8(buffer, end - 1);
            if (paddingLength == 0 || paddingLength > end - at) {
                return RtpDefect.PADDING;
            }
        }
        return RtpDefect.NONE;
    }

    /** Why {@link #wrap} returned false. */
    public RtpDefect defect() {
        return defect;
    }

    public byte[] buffer() {
        return buffer;
    }

    /** Where the packet begins in the buffer. */
    public int offset() {
        return offset;
    }

    /** Bytes of the whole packet, header and padding included. */
    public int length() {
        return length;
    }

    public boolean marker() {
        return (buffer[offset + 1] & MARKER_BIT) != 0;
    }

    /** 0 to 127. */
    public int payloadType() {
        return buffer[offset + 1] & 0x7f;
    }

    /** Changes it in the buffer, and leaves the marker. */
    public void payloadType(int payloadType) {
        buffer[offset + 1] = (byte) ((buffer[offset + 1] & MARKER_BIT) | (payloadType & 0x7f));
    }

    /** 0 to 65,535. */
    public int sequenceNumber() {
        return NetworkOrder.uint16(buffer, offset + 2);
    }

    /** Changes it in the buffer. */
    public void sequenceNumber(int sequenceNumber) {
        NetworkOrder.put16(buffer, offset + 2, sequenceNumber);
    }

    /** 32 bits, unsigned in an int, in ticks of the codec's clock. */
    public int timestamp() {
        return NetworkOrder.int32(buffer, offset + 4);
    }

    /** 32 bits, unsigned in an int. */
    public int ssrc() {
        return NetworkOrder.int32(buffer, offset + 8);
    }

    /** Changes it in the buffer. */
    public void ssrc(int ssrc) {
        NetworkOrder.put32(buffer, offset + 8, ssrc);
    }

    /** 0 to 15. */
    public int csrcCount() {
        return buffer[offset] & 0x0f;
    }

    /** The extension elements, rewound; the same object for each packet. */
    public HeaderExtensions extensions() {
        extensions.rewind();
        return extensions;
    }

    /** Where the payload begins in the buffer. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /** Bytes of payload, without padding; 0 in packets that only probe for bandwidth. */
    public int payloadLength() {
        return offset + length - paddingLength - payloadOffset;
    }

    /** Bytes of padding at the end, the count itself included. */
    public int paddingLength() {
        return paddingLength;
    }
}
