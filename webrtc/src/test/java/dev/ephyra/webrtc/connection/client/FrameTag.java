package dev.ephyra.webrtc.connection.client;

import dev.ephyra.webrtc.bytes.NetworkOrder;

/**
 * What a synthetic packet says of itself inside its payload, where no server changes anything: so a receiver knows what it
 * ought to get. Immutable.
 *
 * @param stream which source it was made by: its SSRC at the publisher
 * @param frame counts frames of the source from 0
 * @param index of the packet in its frame, from 0
 * @param count of packets in the frame
 * @param sentNanos when the frame was made, by the publisher's clock
 */
public record FrameTag(int stream, int frame, int index, int count, long sentNanos) {
    /** On the wire. */
    public static final int BYTES = 24;

    /** Of a packet that no synthetic stream has made. */
    static final FrameTag NONE = new FrameTag(0, 0, 0, 0, 0);

    private static final int MOST_PACKETS = 1_000;

    void write(byte[] buffer, int at) {
        NetworkOrder.put32(buffer, at, stream);
        NetworkOrder.put32(buffer, at + 4, frame);
        NetworkOrder.put32(buffer, at + 8, index);
        NetworkOrder.put32(buffer, at + 12, count);
        NetworkOrder.put64(buffer, at + 16, sentNanos);
    }

    static FrameTag read(byte[] buffer, int at, int length) {
        if (length < BYTES) {
            return NONE;
        }
        FrameTag tag = new FrameTag(
                NetworkOrder.int32(buffer, at),
                NetworkOrder.int32(buffer, at + 4),
                NetworkOrder.int32(buffer, at + 8),
                NetworkOrder.int32(buffer, at + 12),
                NetworkOrder.int64(buffer, at + 16));
        boolean isSound = tag.index >= 0 && tag.index < tag.count && tag.count <= MOST_PACKETS;
        return isSound ? tag : NONE;
    }
}
