package dev.ephyra.webrtc.rtp;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import java.nio.charset.StandardCharsets;

/**
 * The extension elements of one RTP header, in the one-byte or the two-byte form (RFC 8285 section 4). A cursor: after
 * {@link #next} or {@link #find} returned true, the other methods are about that element. Allocates nothing but
 * {@link #text}. Owned by its {@link RtpPacket}.
 *
 * <p>An element that does not fit ends the walk; those before it count. Another profile has no elements.
 */
public final class HeaderExtensions {
    static final int ONE_BYTE_PROFILE = 0xbede;
    static final int TWO_BYTE_PROFILE = 0x1000;

    /** Its lower four bits, "appbits", are the application's. */
    private static final int TWO_BYTE_MASK = 0xfff0;

    /** Reserved in the one-byte form: a receiver stops there (RFC 8285 section 4.2). */
    private static final int STOP_ID = 15;

    private byte[] buffer = {};
    private boolean isTwoByte;
    private int start;
    private int end;
    private int at;
    private int id;
    private int offset;
    private int length;

    HeaderExtensions() {}

    void clear() {
        start = 0;
        end = 0;
        at = 0;
    }

    void wrap(byte[] bytes, int profile, int from, int to) {
        buffer = bytes;
        isTwoByte = (profile & TWO_BYTE_MASK) == TWO_BYTE_PROFILE;
        start = from;
        end = isTwoByte || profile == ONE_BYTE_PROFILE ? to : from;
        at = from;
    }

    /** Goes back to before the first element. */
    public void rewind() {
        at = start;
    }

    /** Goes to the next element. */
    public boolean next() {
        while (at < end && buffer[at] == 0) {
            at++;
        }
        int header = isTwoByte ? 2 : 1;
        if (end - at < header) {
            return false;
        }
        int first = NetworkOrder.uint8(buffer, at);
        id = isTwoByte ? first : first >>> 4;
        length = isTwoByte ? NetworkOrder.uint8(buffer, at + 1) : (first & 0x0f) + 1;
        offset = at + header;
        // Id 0 with a length is not padding but nonsense, and ends the walk as well.
        boolean ends = id == 0 || (!isTwoByte && id == STOP_ID) || end - offset < length;
        at = ends ? end : offset + length;
        return !ends;
    }

    /** Goes to the first element with {@code wanted}, 1 to 255; with 0, which nothing was negotiated for, to none. */
    public boolean find(int wanted) {
        rewind();
        while (next()) {
            if (id == wanted) {
                return true;
            }
        }
        return false;
    }

    /** 1 to 14, or 1 to 255 in the two-byte form. */
    public int id() {
        return id;
    }

    /** Where its value begins in the packet's buffer. */
    public int offset() {
        return offset;
    }

    /** Bytes of its value: 1 to 16, or 0 to 255 in the two-byte form. */
    public int length() {
        return length;
    }

    /** The first byte of its value, as {@link AudioLevel} reads it; -1 without any. */
    public int uint8() {
        return length < 1 ? -1 : NetworkOrder.uint8(buffer, offset);
    }

    /** The first two bytes of its value, as a transport-wide sequence number is; -1 if it has fewer. */
    public int uint16() {
        return length < 2 ? -1 : NetworkOrder.uint16(buffer, offset);
    }

    /** Whether its value is this text of ASCII, as mid and rid are. */
    public boolean isText(String text) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (buffer[offset + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Its value as text; allocates, so only until the source is known. */
    public String text() {
        return new String(buffer, offset, length, StandardCharsets.ISO_8859_1);
    }
}
