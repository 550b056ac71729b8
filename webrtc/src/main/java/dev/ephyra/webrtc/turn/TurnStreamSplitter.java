package dev.ephyra.webrtc.turn;

/**
 * Finds the messages in a TCP stream of STUN and ChannelData (RFC 8656 section 3.1, RFC 8489 section 6.2.2). Owned by
 * its connection's thread.
 */
public final class TurnStreamSplitter {
    /** A datagram of 1,500 bytes in a Send indication, with room to spare; one such buffer for each connection. */
    public static final int MAX_FRAME_BYTES = 4096;

    private static final int STUN_HEADER_BYTES = 20;

    /** Takes one message; the buffer is the splitter's and good only during the call. */
    @FunctionalInterface
    public interface Sink {
        /** A STUN message, or ChannelData without its padding. */
        void frame(byte[] buffer, int offset, int length);
    }

    private final byte[] frame = new byte[MAX_FRAME_BYTES];
    private int filled;
    private boolean broken;

    /**
     * Takes what was read from the stream.
     *
     * @return false once the stream is broken: it does not speak TURN or its message is too long, and no later byte can
     *     be made sense of; to be closed
     */
    public boolean split(byte[] bytes, int offset, int length, Sink sink) {
        int at = offset;
        int end = offset + length;
        while (at < end && !broken) {
            int wanted = filled < ChannelData.HEADER_BYTES ? ChannelData.HEADER_BYTES : paddedFrameBytes();
            int taken = Math.min(wanted - filled, end - at);
            System.arraycopy(bytes, at, frame, filled, taken);
            filled += taken;
            at += taken;
            emit(sink);
        }
        return !broken;
    }

    private void emit(Sink sink) {
        if (filled < ChannelData.HEADER_BYTES) {
            return;
        } else if (!isTurn() || paddedFrameBytes() > MAX_FRAME_BYTES) {
            broken = true;
        } else if (filled == paddedFrameBytes()) {
            sink.frame(frame, 0, frameBytes());
            filled = 0;
        }
    }

    private boolean isTurn() {
        boolean isStun = frame[0] >= 0 && frame[0] <= 3 && frame[3] % 4 == 0;
        return isStun || ChannelData.isChannel(ChannelData.number(frame, 0));
    }

    private int frameBytes() {
        boolean isChannel = ChannelData.isChannel(ChannelData.number(frame, 0));
        return ChannelData.dataLength(frame, 0) + (isChannel ? ChannelData.HEADER_BYTES : STUN_HEADER_BYTES);
    }

    private int paddedFrameBytes() {
        return ChannelData.padded(frameBytes());
    }
}
