package dev.ephyra.component.file;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;

/**
 * The packets of the first logical stream of an Ogg file (RFC 3533); pages of others are passed over, and a stream that
 * follows the first one's end goes on. Owned by one thread.
 */
final class OggReader {
    /** Tags carry pictures. */
    static final int MAX_PACKET_BYTES = 16 * 1024 * 1024;

    /** Of a packet: one of Opus has 48 frames of 2.5 ms at 1,275 B (RFC 6716 section 3.2). What tags say nobody asks. */
    static final int MAX_KEPT_BYTES = 64 * 1024;

    private static final int HEADER_BYTES = 27;
    private static final int CAPTURE_PATTERN = 0x4f676753;
    private static final int CONTINUED = 0x01;
    private static final int BEGINNING = 0x02;
    private static final int END = 0x04;
    private static final int FULL_SEGMENT = 255;

    private final DataInputStream source;
    private final Queue<byte[]> packets = new ArrayDeque<>();
    private final byte[] header = new byte[HEADER_BYTES];
    private byte[] pending = {};
    private int pendingBytes;
    private boolean hasBegun;
    private boolean isInStream;
    private boolean isBeginning;
    private boolean isFirst;
    private int serial;

    /** @param source is not closed here; should be buffered */
    OggReader(InputStream source) {
        this.source = new DataInputStream(source);
    }

    /** Whether the packet that was taken last is the first of a stream. */
    boolean isFirst() {
        return isFirst;
    }

    /**
     * The next packet, of which the first {@link #MAX_KEPT_BYTES} are kept; empty at the end.
     *
     * @throws MalformedOgg if it is no Ogg file
     */
    Optional<byte[]> next() throws IOException, MalformedOgg {
        while (packets.isEmpty()) {
            if (!readPage()) {
                return Optional.empty();
            }
        }
        isFirst = isBeginning;
        isBeginning = false;
        return Optional.of(packets.remove());
    }

    private boolean readPage() throws IOException, MalformedOgg {
        if (!readHeader()) {
            return false;
        }
        int segments = header[26] & 0xff;
        byte[] table = exactly(segments);
        int length = 0;
        for (byte segment : table) {
            length += segment & 0xff;
        }
        byte[] body = exactly(length);
        check(table, body);
        if (isOurs()) {
            take(table, body);
        }
        return true;
    }

    /** False at the end of the file, which may only be between pages. */
    private boolean readHeader() throws IOException, MalformedOgg {
        int first = source.read();
        if (first < 0) {
            if (!hasBegun) {
                throw new MalformedOgg("it holds no stream");
            }
            return false;
        }
        header[0] = (byte) first;
        System.arraycopy(exactly(HEADER_BYTES - 1), 0, header, 1, HEADER_BYTES - 1);
        if (int32(0) != Integer.reverseBytes(CAPTURE_PATTERN) || header[4] != 0) {
            throw new MalformedOgg("a page does not begin as pages of Ogg do");
        }
        return true;
    }

    private byte[] exactly(int length) throws IOException, MalformedOgg {
        try {
            byte[] bytes = new byte[length];
            source.readFully(bytes);
            return bytes;
        } catch (EOFException _) {
            throw new MalformedOgg("it is cut off in the middle of a page");
        }
    }

    private void check(byte[] table, byte[] body) throws MalformedOgg {
        int expected = int32(22);
        Arrays.fill(header, 22, 26, (byte) 0);
        int crc = OggCrc.update(OggCrc.update(OggCrc.update(0, header), table), body);
        if (crc != expected) {
            throw new MalformedOgg("a page is damaged");
        }
    }

    private boolean isOurs() {
        boolean begins = (header[5] & BEGINNING) != 0;
        if (begins && !isInStream) {
            hasBegun = true;
            isInStream = true;
            isBeginning = true;
            beginPacket();
            serial = int32(14);
        }
        return isInStream && int32(14) == serial;
    }

    private void take(byte[] table, byte[] body) throws MalformedOgg {
        if ((header[5] & CONTINUED) == 0) {
            // What was begun on a page before, and is not continued, was lost.
            beginPacket();
        }
        int at = 0;
        int length = 0;
        for (byte segment : table) {
            int size = segment & 0xff;
            length += size;
            if (size < FULL_SEGMENT) {
                collect(body, at, length);
                packets.add(pending);
                beginPacket();
                at += length;
                length = 0;
            }
        }
        collect(body, at, length);
        isInStream = (header[5] & END) == 0;
    }

    private void beginPacket() {
        pending = new byte[0];
        pendingBytes = 0;
    }

    private void collect(byte[] body, int at, int length) throws MalformedOgg {
        pendingBytes += length;
        if (pendingBytes > MAX_PACKET_BYTES) {
            throw new MalformedOgg("a packet has more than " + MAX_PACKET_BYTES + " bytes");
        }
        int begun = pending.length;
        int kept = Math.min(length, MAX_KEPT_BYTES - begun);
        if (kept > 0) {
            // Not for each page behind what is kept: pages may be as short as they like.
            pending = Arrays.copyOf(pending, begun + kept);
            System.arraycopy(body, at, pending, begun, kept);
        }
    }

    private int int32(int at) {
        return (header[at] & 0xff)
                | ((header[at + 1] & 0xff) << 8)
                | ((header[at + 2] & 0xff) << 16)
                | ((header[at + 3] & 0xff) << 24);
    }
}
