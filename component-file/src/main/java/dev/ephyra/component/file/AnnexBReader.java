package dev.ephyra.component.file;

import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.MemoryShare;
import dev.ephyra.component.Reservation;
import dev.ephyra.component.h264.MalformedVideo;
import dev.ephyra.component.h264.NalUnit;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a byte stream at its start codes (ITU-T H.264 Annex B.1). Reads only as much ahead as one unit needs. Owned by one
 * thread.
 */
final class AnnexBReader {
    /** A coded picture of 1080p in lossless quality is below; what is longer has lost its start codes. */
    static final int MAX_UNIT_BYTES = 4 * 1024 * 1024;

    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int START_CODE_BYTES = 3;

    /** The one it grows out of has half its size, and a unit that is cut out has at most its size. */
    private static final int COPIES = 2;

    private final InputStream source;
    private final Reservation memory;
    private byte[] buffer = new byte[CHUNK_BYTES];
    private int start;
    private int scanned;
    private int end;
    private boolean isAtEnd;
    private boolean hasBegun;

    /**
     * At the beginning.
     *
     * @param source is not closed here
     * @param memory for units that are larger than most
     */
    AnnexBReader(InputStream source, MemoryShare memory) {
        this.source = source;
        this.memory = new Reservation(memory, COPIES);
    }

    /**
     * The next unit with something in it; empty at the end.
     *
     * @throws MalformedVideo if what is there is no such stream
     * @throws ComponentFailure if there is no memory for it
     */
    Optional<NalUnit> next() throws IOException, MalformedVideo, ComponentFailure {
        if (!hasBegun) {
            begin();
        }
        while (true) {
            int code = findStartCode();
            if (code < 0 && !isAtEnd) {
                fill();
                continue;
            }
            int unitEnd = code < 0 ? end : code;
            int unitStart = start;
            start = code < 0 ? end : code + START_CODE_BYTES;
            scanned = start;
            // Zeros in front of a start code, and at the end of the stream, are its padding.
            while (unitEnd > unitStart && buffer[unitEnd - 1] == 0) {
                unitEnd--;
            }
            if (unitEnd > unitStart) {
                return Optional.of(unit(unitStart, unitEnd));
            }
            if (code < 0) {
                return Optional.empty();
            }
        }
    }

    private NalUnit unit(int from, int to) throws MalformedVideo, ComponentFailure {
        // The buffer may be larger, and then more is taken already.
        memory.grow(to - from);
        NalUnit unit = NalUnit.of(Arrays.copyOfRange(buffer, from, to));
        if (!unit.isValid()) {
            throw new MalformedVideo("a NAL unit has an invalid header");
        }
        return unit;
    }

    /** Nothing but zeros may stand before the first start code. */
    private void begin() throws IOException, MalformedVideo, ComponentFailure {
        hasBegun = true;
        int code = findStartCode();
        while (code < 0 && !isAtEnd && isZero(start, end)) {
            start = Math.max(start, end - START_CODE_BYTES + 1);
            fill();
            code = findStartCode();
        }
        if (code < 0 || !isZero(start, code)) {
            throw new MalformedVideo("it does not begin with a start code of H.264");
        }
        start = code + START_CODE_BYTES;
        scanned = start;
    }

    private boolean isZero(int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Where the next one begins, or -1; what was looked at is not looked at again. */
    private int findStartCode() {
        for (int i = Math.max(start, scanned); i + START_CODE_BYTES <= end; i++) {
            if (buffer[i] == 0 && buffer[i + 1] == 0 && buffer[i + 2] == 1) {
                return i;
            }
        }
        scanned = Math.max(start, end - START_CODE_BYTES + 1);
        return -1;
    }

    private void fill() throws IOException, MalformedVideo, ComponentFailure {
        if (end - start >= MAX_UNIT_BYTES) {
            throw new MalformedVideo("a NAL unit has more than " + MAX_UNIT_BYTES + " bytes");
        }
        if (end == buffer.length) {
            byte[] next = buffer;
            if (end - start > buffer.length / 2) {
                memory.grow(buffer.length * 2L);
                next = new byte[buffer.length * 2];
            }
            System.arraycopy(buffer, start, next, 0, end - start);
            buffer = next;
            scanned -= start;
            end -= start;
            start = 0;
        }
        int read = source.read(buffer, end, buffer.length - end);
        if (read < 0) {
            isAtEnd = true;
        } else {
            end += read;
        }
    }
}
