package dev.ephyra.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into HTTP/1.1 messages with a Content-Length or without a body (RFC 9112 §6). It reads what
 * our server and its webhooks send, not all of HTTP: a chunked message is reported as malformed. Owned by one thread.
 */
public final class HttpMessageReader {
    // A room's JSON is below 1 KiB; anything larger than this is not what the bench asked for.
    private static final int MAX_MESSAGE_BYTES = 1 << 20;
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CODING = "transfer-encoding:".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[1024];
    private int filled;
    private int headAt;
    private int bodyAt;
    private int endAt;
    private boolean isMalformed;

    /** Takes all that is in {@code source}. */
    public void feed(ByteBuffer source) {
        if (headAt < endAt) {
            throw new IllegalStateException("a message has not been let go");
        }
        compact();
        int count = source.remaining();
        if (filled + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Integer.highestOneBit(filled + count) * 2);
        }
        source.get(bytes, filled, count);
        filled += count;
        isMalformed |= filled > MAX_MESSAGE_BYTES;
    }

    /** Goes to the next whole message; its parts are valid until the next call. */
    public boolean next() {
        headAt = endAt;
        int blank = blankLine(headAt);
        if (blank < 0 || isMalformed) {
            return false;
        }
        bodyAt = blank + 4;
        int length = contentLength(headAt, blank);
        if (isMalformed || bodyAt + length > filled) {
            return false;
        }
        endAt = bodyAt + length;
        return true;
    }

    /** Whether the bytes are not what it understands; it gives no more messages then. */
    public boolean isMalformed() {
        return isMalformed;
    }

    /** The status of an answer, three digits behind "HTTP/1.1 "; 0 if there are none. */
    public int status() {
        return digits(headAt + 9, headAt + 12);
    }

    /** The number at the end of a request's path, as in {@code POST /hook/17 HTTP/1.1}; 0 if there is none. */
    public int pathNumber() {
        int at = headAt;
        while (at < bodyAt && bytes[at] != '\r') {
            at++;
        }
        int end = at - " HTTP/1.1".length();
        int start = end;
        while (start > headAt && bytes[start - 1] >= '0' && bytes[start - 1] <= '9') {
            start--;
        }
        return digits(start, end);
    }

    public String bodyText() {
        return new String(bytes, bodyAt, endAt - bodyAt, StandardCharsets.UTF_8);
    }

    /** The value of the first header with this name, in lower case; empty if there is none. */
    public String header(String name) {
        String head = new String(bytes, headAt, bodyAt - headAt, StandardCharsets.ISO_8859_1);
        for (String line : head.split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
                return line.substring(colon + 1).strip();
            }
        }
        return "";
    }

    /** The array that holds the body, from {@link #bodyOffset} on; to be read only. */
    public byte[] array() {
        return bytes;
    }

    public int bodyOffset() {
        return bodyAt;
    }

    public int bodyLength() {
        return endAt - bodyAt;
    }

    private void compact() {
        if (endAt > 0) {
            System.arraycopy(bytes, endAt, bytes, 0, filled - endAt);
            filled -= endAt;
            headAt = 0;
            bodyAt = 0;
            endAt = 0;
        }
    }

    private int blankLine(int from) {
        for (int at = from + 3; at < filled; at++) {
            if (bytes[at] == '\n' && bytes[at - 1] == '\r' && bytes[at - 2] == '\n' && bytes[at - 3] == '\r') {
                return at - 3;
            }
        }
        return -1;
    }

    private int contentLength(int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\n' && hasName(LENGTH, at + 1, to)) {
                int start = at + 1 + LENGTH.length;
                while (start < to && bytes[start] == ' ') {
                    start++;
                }
                int end = start;
                while (end < to && bytes[end] != '\r') {
                    end++;
                }
                return digits(start, end);
            } else if (bytes[at] == '\n' && hasName(CODING, at + 1, to)) {
                isMalformed = true;
            }
        }
        return 0;
    }

    private boolean hasName(byte[] name, int at, int to) {
        if (at + name.length > to) {
            return false;
        }
        for (int index = 0; index < name.length; index++) {
            // Names are letters and hyphens: setting the bit makes letters lower-case and keeps the rest apart.
            if ((bytes[at + index] | 0x20) != (name[index] | 0x20)) {
                return false;
            }
        }
        return true;
    }

    private int digits(int from, int to) {
        int value = 0;
        for (int at = from; at < to && at < filled; at++) {
            if (bytes[at] < '0' || bytes[at] > '9' || value > MAX_MESSAGE_BYTES) {
                isMalformed = true;
                return 0;
            }
            value = value * 10 + bytes[at] - '0';
        }
        return value;
    }
}
