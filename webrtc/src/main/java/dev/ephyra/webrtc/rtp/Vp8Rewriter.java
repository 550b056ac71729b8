package dev.ephyra.webrtc.rtp;

/**
 * Keeps the identifiers in VP8 payload descriptors continuous when a track goes on with another source (RFC 7741 section
 * 4.2: PictureID, TL0PICIDX, KEYIDX). Beside the {@link StreamRewriter} of its track, owned by the same thread; allocates
 * nothing.
 */
public final class Vp8Rewriter {
    private static final int PICTURE_ID_MASK = 0x7fff;
    private static final int TL0PICIDX_MASK = 0xff;
    private static final int KEYIDX_MASK = 0x1f;
    private static final int TL0PICIDX_SHIFT = 15;
    private static final int KEYIDX_SHIFT = 23;

    private int offsets;
    private int lastPictureId = -1;
    private int lastTl0PicIdx = -1;
    private int lastKeyIdx = -1;

    /** Goes on with another source, whose first packet, that of a key frame, has this descriptor. Changes nothing in it. */
    public void switchTo(Vp8Descriptor first) {
        offsets = (following(lastPictureId, first.pictureId()) & PICTURE_ID_MASK)
                | ((following(lastTl0PicIdx, first.tl0PicIdx()) & TL0PICIDX_MASK) << TL0PICIDX_SHIFT)
                | ((following(lastKeyIdx, first.keyIdx()) & KEYIDX_MASK) << KEYIDX_SHIFT);
    }

    /** What must be added to {@code first} to make it the one behind {@code last}; at the beginning nothing. */
    private static int following(int last, int first) {
        return last < 0 || first < 0 ? 0 : last + 1 - first;
    }

    /** Changes the descriptor of a packet of the current source in its buffer: our copy, not the cache's. */
    public void rewrite(Vp8Descriptor descriptor) {
        apply(descriptor, offsets);
        lastPictureId = newer(lastPictureId, descriptor.pictureId(), PICTURE_ID_MASK);
        lastTl0PicIdx = newer(lastTl0PicIdx, descriptor.tl0PicIdx(), TL0PICIDX_MASK);
        lastKeyIdx = newer(lastKeyIdx, descriptor.keyIdx(), KEYIDX_MASK);
    }

    /** The later of two in a circle of {@code mask + 1}: what is late must not turn the numbering back. */
    private static int newer(int last, int next, int mask) {
        boolean isBehind = last >= 0 && ((next - last) & mask) > mask / 2;
        return next < 0 || isBehind ? last : next;
    }

    /** What the current source's identifiers are moved by, to be kept with a sent packet and applied when it goes again. */
    public int offsets() {
        return offsets;
    }

    /** Moves the identifiers of a descriptor by what {@link #offsets} was. */
    public static void apply(Vp8Descriptor descriptor, int offsets) {
        if (offsets != 0) {
            descriptor.pictureId(descriptor.pictureId() + (offsets & PICTURE_ID_MASK));
            descriptor.tl0PicIdx(descriptor.tl0PicIdx() + (offsets >>> TL0PICIDX_SHIFT & TL0PICIDX_MASK));
            descriptor.keyIdx(descriptor.keyIdx() + (offsets >>> KEYIDX_SHIFT & KEYIDX_MASK));
        }
    }
}
