package dev.ephyra.sdk.notification;

import java.nio.charset.StandardCharsets;

/**
 * Values of the protobuf wire format, one after the other, out of bytes. What is cut off or malformed makes it {@link #failed},
 * and everything after that 0 or empty; it never throws. Owned by its {@link PlainMessage}.
 */
final class WireBytes {
    private static final char REPLACEMENT = '\uFFFD';
    private static final int VARINT_BITS = 70;

    private final byte[] bytes;
    private int at;
    private int end;
    private boolean failed;

    WireBytes(byte[] bytes) {
        this.bytes = bytes;
        this.end = bytes.length;
    }

    /** Whether something was not as it should be; also by {@link #fail}. */
    boolean failed() {
        return failed;
    }

    /** Nothing more is read. */
    void fail() {
        failed = true;
        at = end;
    }

    /** Whether there is more, in the innermost message. */
    boolean more() {
        return at < end;
    }

    /** Enters the message that is here. Where the one around it ends, for {@link #leave}. */
    int enter() {
        int around = end;
        int length = length();
        end = at + length;
        return around;
    }

    /** Goes on behind the message that was entered and read to its end. */
    void leave(int around) {
        end = around;
        if (failed) {
            at = end;
        }
    }

    /** A number, or the tag of a field. */
    long varint() {
        if (at < end && bytes[at] >= 0) {
            return bytes[at++];
        }
        long value = 0;
        for (int shift = 0; at < end && shift < VARINT_BITS; shift += 7) {
            byte next = bytes[at++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        fail();
        return 0;
    }

    /** A text in UTF-8. */
    String text() {
        int length = length();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        if (text.indexOf(REPLACEMENT) >= 0) {
            // Most likely it stands for what was no UTF-8.
            fail();
        }
        return text;
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > end - at) {
            fail();
            return 0;
        }
        return (int) length;
    }
}
