package dev.ephyra.component.file;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Writes H.264 as files have it (ITU-T H.264 annex B): with the form of pictures, which show nothing. Owned by one thread.
 */
public final class AnnexBStream {
    static final byte[] SEQUENCE = {0x67, 0x42, (byte) 0xc0, 0x1e, (byte) 0x80};
    static final byte[] PICTURE = {0x68, (byte) 0x80};

    private static final byte[] START_CODE = {0, 0, 0, 1};
    private static final byte KEY_SLICE = 0x65;
    private static final byte SLICE = 0x61;

    private final OutputStream output;

    /** @param output is not closed here; should be buffered */
    public AnnexBStream(OutputStream output) {
        this.output = output;
    }

    /** Any unit, as it is. */
    public void unit(byte[] unit) throws IOException {
        output.write(START_CODE);
        output.write(unit);
    }

    /** A picture that needs the one before; of one slice with so many bytes, at least 2. */
    public void picture(int bytes) throws IOException {
        slice(SLICE, bytes);
    }

    /** A picture that needs no other, behind its parameter sets. */
    public void keyFrame(int bytes) throws IOException {
        unit(SEQUENCE);
        unit(PICTURE);
        slice(KEY_SLICE, bytes);
    }

    private void slice(byte header, int bytes) throws IOException {
        byte[] slice = new byte[bytes];
        Arrays.fill(slice, (byte) 0x55);
        slice[0] = header;
        // The first macroblock of the picture is in it (section 7.3.3).
        slice[1] = (byte) 0x9a;
        unit(slice);
    }
}
