package dev.ephyra.component.h264;

/**
 * One NAL unit of H.264 without a start code (ITU-T H.264 section 7.3.1), {@code length} bytes from {@code offset}; not to
 * be changed.
 */
public record NalUnit(byte[] bytes, int offset, int length) {
    public static final int SLICE = 1;
    public static final int IDR_SLICE = 5;
    public static final int SUPPLEMENTAL_INFORMATION = 6;
    public static final int SEQUENCE_PARAMETER_SET = 7;
    public static final int PICTURE_PARAMETER_SET = 8;
    public static final int ACCESS_UNIT_DELIMITER = 9;
    public static final int FILLER = 12;

    private static final int FORBIDDEN_BIT = 0x80;

    /** RTP uses those above for payloads of its own (RFC 6184 section 5.2). */
    private static final int LAST_OF_VIDEO = 23;

    /** A whole array. */
    public static NalUnit of(byte[] bytes) {
        return new NalUnit(bytes, 0, bytes.length);
    }

    /** {@code nal_unit_type}, 0 to 31. */
    public int type() {
        return bytes[offset] & 0x1f;
    }

    /** Whether it can be one at all: it has a header, whose forbidden bit is not set. */
    public boolean isValid() {
        return length > 0 && (bytes[offset] & FORBIDDEN_BIT) == 0 && type() != 0;
    }

    /** Whether a receiver of RTP needs it and would take it for what it is: packets have markers, and need no filling. */
    public boolean isForRtp() {
        return type() != 0 && type() <= LAST_OF_VIDEO && type() != ACCESS_UNIT_DELIMITER && type() != FILLER;
    }

    /** Whether it says how pictures are to be decoded. */
    public boolean isParameterSet() {
        return type() == SEQUENCE_PARAMETER_SET || type() == PICTURE_PARAMETER_SET;
    }

    /** Whether it is a slice of a picture that is coded as a whole. */
    public boolean isSlice() {
        return type() == SLICE || type() == IDR_SLICE;
    }

    /** Whether it is the first slice of its picture: {@code first_mb_in_slice} is 0, a single 1 bit (section 9.1). */
    public boolean isFirstSlice() {
        return isSlice() && length > 1 && bytes[offset + 1] < 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NalUnit(byte[] theirs, int at, int size)
                && java.util.Arrays.equals(bytes, offset, offset + length, theirs, at, at + size);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return "NalUnit[type=" + (length > 0 ? type() : -1) + ", length=" + length + "]";
    }
}
