package dev.ephyra.component.file;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Writes Ogg files (RFC 3533, RFC 7845), one page for each few packets. Owned by one thread. */
public final class OggStream {
    private static final int CONTINUED = 1;
    private static final int BEGINNING = 2;
    private static final int END = 4;
    private static final byte[] CAPTURE_PATTERN = "OggS".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 27;
    private static final int CHECKSUM_OFFSET = 22;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final int serial;
    private int pages;

    OggStream(int serial) {
        this.serial = serial;
    }

    /** A stream of Opus, mono, that has begun: sound follows. */
    public static OggStream ofOpus(int serial) {
        OggStream stream = new OggStream(serial);
        stream.page(BEGINNING, List.of(head(1)));
        stream.page(0, List.of("OpusTags\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII)));
        return stream;
    }

    /** A whole file of Opus with these packets. */
    static byte[] opus(List<byte[]> packets) {
        OggStream stream = ofOpus(1);
        for (int i = 0; i < packets.size(); i++) {
            stream.page(i == packets.size() - 1 ? END : 0, List.of(packets.get(i)));
        }
        return stream.bytes();
    }

    static byte[] head(int channels) {
        return ByteBuffer.allocate(19)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("OpusHead".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) channels)
                .putShort((short) 312)
                .putInt(48_000)
                .putShort((short) 0)
                .put((byte) 0)
                .array();
    }

    /** A page of sound, with whole packets that end at so many ticks. */
    public void sound(long ticks, List<byte[]> packets) {
        page(0, ticks, packets);
    }

    /** A page with whole packets, of no time. */
    void page(int flags, List<byte[]> packets) {
        page(flags, 0, packets);
    }

    private void page(int flags, long ticks, List<byte[]> packets) {
        List<Integer> table = new ArrayList<>();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] packet : packets) {
            for (int left = packet.length; left >= 0; left -= 255) {
                table.add(Math.min(left, 255));
            }
            body.writeBytes(packet);
        }
        page(flags, ticks, table, body.toByteArray());
    }

    /** A packet over two pages: as many full segments on the first as are said. */
    void split(byte[] packet, int segments) {
        List<Integer> first = new ArrayList<>();
        for (int i = 0; i < segments; i++) {
            first.add(255);
        }
        int at = segments * 255;
        page(0, first, Arrays.copyOf(packet, at));
        List<Integer> second = new ArrayList<>();
        for (int left = packet.length - at; left >= 0; left -= 255) {
            second.add(Math.min(left, 255));
        }
        page(CONTINUED, second, Arrays.copyOfRange(packet, at, packet.length));
    }

    /** A packet over as many full pages as it takes, and one for its end. */
    void spread(byte[] packet) {
        int pageBytes = 255 * 255;
        int at = 0;
        for (; packet.length - at >= pageBytes; at += pageBytes) {
            page(
                    at == 0 ? 0 : CONTINUED,
                    Collections.nCopies(255, 255),
                    Arrays.copyOfRange(packet, at, at + pageBytes));
        }
        List<Integer> rest = new ArrayList<>();
        for (int left = packet.length - at; left >= 0; left -= 255) {
            rest.add(Math.min(left, 255));
        }
        page(at == 0 ? 0 : CONTINUED, rest, Arrays.copyOfRange(packet, at, packet.length));
    }

    private void page(int flags, List<Integer> table, byte[] body) {
        page(flags, 0, table, body);
    }

    private void page(int flags, long ticks, List<Integer> table, byte[] body) {
        ByteBuffer page =
                ByteBuffer.allocate(HEADER_BYTES + table.size() + body.length).order(ByteOrder.LITTLE_ENDIAN);
        page.put(CAPTURE_PATTERN).put((byte) 0).put((byte) flags);
        page.putLong(ticks).putInt(serial).putInt(pages++).putInt(0).put((byte) table.size());
        table.forEach(segment -> page.put((byte) (int) segment));
        page.put(body);
        page.putInt(CHECKSUM_OFFSET, OggCrc.update(0, page.array()));
        file.writeBytes(page.array());
    }

    /** What is written so far. */
    public byte[] bytes() {
        return file.toByteArray();
    }

    /**
     * These bytes as pages: each has the form and the checksum of one, so that what is in it is looked at. The last may be
     * cut off.
     */
    static byte[] repaired(byte[] bytes) {
        ByteBuffer pages = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (pages.limit() - at >= HEADER_BYTES) {
            pages.put(at, CAPTURE_PATTERN).put(at + CAPTURE_PATTERN.length, (byte) 0);
            int end = end(pages, at);
            if (end > pages.limit()) {
                break;
            }
            pages.putInt(at + CHECKSUM_OFFSET, 0);
            byte[] page = Arrays.copyOfRange(pages.array(), at, end);
            pages.putInt(at + CHECKSUM_OFFSET, OggCrc.update(0, page));
            at = end;
        }
        return pages.array();
    }

    /** Where the page ends that begins there, as its table of segments says. */
    private static int end(ByteBuffer pages, int at) {
        int segments = pages.get(at + HEADER_BYTES - 1) & 0xff;
        int end = at + HEADER_BYTES + segments;
        for (int i = 0; i < segments && at + HEADER_BYTES + i < pages.limit(); i++) {
            end += pages.get(at + HEADER_BYTES + i) & 0xff;
        }
        return end;
    }
}
