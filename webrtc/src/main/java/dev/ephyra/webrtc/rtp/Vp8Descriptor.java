package dev.ephyra.webrtc.rtp;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import java.util.Objects;

/**
 * A view of the payload descriptor of one VP8 packet (RFC 7741 section 4.2), whose identifiers can be changed in place.
 * Allocates nothing. Owned by one thread.
 */
public final class Vp8Descriptor {
    private static final int EXTENDED_BIT = 0x80;
    private static final int START_BIT = 0x10;
    private static final int PICTURE_ID_BIT = 0x80;
    private static final int TL0PICIDX_BIT = 0x40;
    private static final int TID_BIT = 0x20;
    private static final int KEYIDX_BIT = 0x10;
    private static final int LONG_PICTURE_ID_BIT = 0x80;

    /** Bit P of the payload header (RFC 7741 section 4.3): set in frames that need others. */
    private static final int INTERFRAME_BIT = 0x01;

    private static final int ABSENT = -1;

    private byte[] buffer = {};
    private int offset;
    private int length;
    private int pictureIdAt;
    private int tl0PicIdxAt;
    private int layerAt;
    private boolean hasTid;
    private boolean hasKeyIdx;
    private boolean isFrameStart;
    private boolean isKeyFrame;

    /**
     * Looks at a payload, whoever sent it.
     *
     * @return whether it is a descriptor with at least one byte of a frame behind it; if not, everything else here is
     *     meaningless
     */
    public boolean wrap(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        buffer = bytes;
        this.offset = offset;
        pictureIdAt = ABSENT;
        tl0PicIdxAt = ABSENT;
        layerAt = ABSENT;
        hasTid = false;
        hasKeyIdx = false;
        int end = offset + length;
        int at = length == 0 ? ABSENT : afterExtension(end);
        if (at == ABSENT || at >= end) {
            return false;
        }
        this.length = at - offset;
        isFrameStart = (buffer[offset] & START_BIT) != 0 && (buffer[offset] & 0x07) == 0;
        isKeyFrame = isFrameStart && (buffer[at] & INTERFRAME_BIT) == 0;
        return true;
    }

    /** Where the frame's bytes begin, perhaps behind the end, or {@link #ABSENT}. */
    private int afterExtension(int end) {
        int at = offset + 1;
        if ((buffer[offset] & EXTENDED_BIT) == 0) {
            return at;
        }
        if (at >= end) {
            return ABSENT;
        }
        int fields = buffer[at++];
        if ((fields & PICTURE_ID_BIT) != 0) {
            if (at >= end) {
                return ABSENT;
            }
            pictureIdAt = at;
            at += (buffer[at] & LONG_PICTURE_ID_BIT) != 0 ? 2 : 1;
        }
        if ((fields & TL0PICIDX_BIT) != 0) {
            tl0PicIdxAt = at++;
        }
        hasTid = (fields & TID_BIT) != 0;
        hasKeyIdx = (fields & KEYIDX_BIT) != 0;
        if (hasTid || hasKeyIdx) {
            layerAt = at++;
        }
        return at;
    }

    /** Bytes of the descriptor; the frame begins behind them. */
    public int length() {
        return length;
    }

    /** Whether a frame begins in this packet. */
    public boolean isFrameStart() {
        return isFrameStart;
    }

    /** Whether a key frame begins in this packet. */
    public boolean isKeyFrame() {
        return isKeyFrame;
    }

    public boolean hasPictureId() {
        return pictureIdAt != ABSENT;
    }

    /** 7 or 15, or 0 without a picture id. */
    public int pictureIdBits() {
        if (pictureIdAt == ABSENT) {
            return 0;
        }
        return (buffer[pictureIdAt] & LONG_PICTURE_ID_BIT) != 0 ? 15 : 7;
    }

    /** 0 to 127 or 0 to 32,767; -1 without one. */
    public int pictureId() {
        return switch (pictureIdBits()) {
            case 0 -> ABSENT;
            case 7 -> buffer[pictureIdAt];
            default -> NetworkOrder.uint16(buffer, pictureIdAt) & 0x7fff;
        };
    }

    /** Changes it in the buffer to the low 7 or 15 bits, as wide as it is; nothing happens without one. */
    public void pictureId(int pictureId) {
        switch (pictureIdBits()) {
            case 0 -> {}
            case 7 -> buffer[pictureIdAt] = (byte) (pictureId & 0x7f);
            default -> NetworkOrder.put16(buffer, pictureIdAt, (LONG_PICTURE_ID_BIT << 8) | (pictureId & 0x7fff));
        }
    }

    /** The running index of base-layer frames, 0 to 255; -1 without one. */
    public int tl0PicIdx() {
        return tl0PicIdxAt == ABSENT ? ABSENT : NetworkOrder.uint8(buffer, tl0PicIdxAt);
    }

    /** Changes it in the buffer to the low 8 bits; nothing happens without one. */
    public void tl0PicIdx(int tl0PicIdx) {
        if (tl0PicIdxAt != ABSENT) {
            buffer[tl0PicIdxAt] = (byte) tl0PicIdx;
        }
    }

    /** The temporal layer, 0 to 3; -1 without one. */
    public int temporalLayer() {
        return hasTid ? NetworkOrder.uint8(buffer, layerAt) >>> 6 : ABSENT;
    }

    /** Whether a receiver of lower temporal layers may go up to this one here (bit Y). */
    public boolean isLayerSync() {
        return hasTid && (buffer[layerAt] & 0x20) != 0;
    }

    /** The index of the latest key frame, 0 to 31; -1 without one. */
    public int keyIdx() {
        return hasKeyIdx ? buffer[layerAt] & 0x1f : ABSENT;
    }

    /** Changes it in the buffer to the low 5 bits; nothing happens without one. */
    public void keyIdx(int keyIdx) {
        if (hasKeyIdx) {
            buffer[layerAt] = (byte) ((buffer[layerAt] & 0xe0) | (keyIdx & 0x1f));
        }
    }
}
