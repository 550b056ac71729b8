package dev.ephyra.component.worker.protocol;

import java.util.Optional;

/**
 * Cuts what comes through a pipe into frames, whatever the pieces in which it comes. Needs the memory of one frame, and of
 * that no more than its length says. Owned by one thread.
 */
public final class FrameReader {
    private static final byte[] NOTHING = {};

    private byte[] input = NOTHING;
    private int at;
    private int end;
    private int length;
    private int headerBytes;
    private int type;
    private byte[] body = NOTHING;
    private int bodyBytes;

    /**
     * Takes what came next; it must not be changed before {@link #next} has said that nothing more is in it.
     *
     * @throws IllegalStateException if something of what came before was not asked for
     */
    public void feed(byte[] bytes, int count) {
        if (at < end) {
            throw new IllegalStateException("there is more to be read");
        }
        input = bytes;
        at = 0;
        end = count;
    }

    /**
     * The next whole frame, if it is there; to be asked until it is empty.
     *
     * @throws MalformedFrame if a frame is empty or longer than {@link Frame#MAX_FRAME_BYTES}
     */
    public Optional<Frame> next() throws MalformedFrame {
        while (headerBytes < Frame.HEADER_BYTES && at < end) {
            readHeader(input[at++] & 0xff);
        }
        if (headerBytes < Frame.HEADER_BYTES) {
            return Optional.empty();
        }
        int count = Math.min(end - at, body.length - bodyBytes);
        System.arraycopy(input, at, body, bodyBytes, count);
        at += count;
        bodyBytes += count;
        if (bodyBytes < body.length) {
            return Optional.empty();
        }
        Frame whole = new Frame(type, body);
        headerBytes = 0;
        length = 0;
        body = NOTHING;
        bodyBytes = 0;
        return Optional.of(whole);
    }

    private void readHeader(int next) throws MalformedFrame {
        headerBytes++;
        if (headerBytes == Frame.HEADER_BYTES) {
            type = next;
            body = new byte[length - 1];
            return;
        }
        length = length << 8 | next;
        boolean isWhole = headerBytes == Frame.HEADER_BYTES - 1;
        if (isWhole && (length < 1 || length > Frame.MAX_FRAME_BYTES)) {
            throw new MalformedFrame("a frame of " + Integer.toUnsignedString(length) + " bytes");
        }
    }

    /** Whether a frame has begun and is not whole: what ends here is cut off. */
    public boolean isWithinFrame() {
        return headerBytes > 0;
    }
}
