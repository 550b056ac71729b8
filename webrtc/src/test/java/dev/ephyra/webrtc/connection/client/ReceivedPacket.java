package dev.ephyra.webrtc.connection.client;

/**
 * A media packet as a client got it. Immutable.
 *
 * @param ssrc by which the server sends it
 * @param sequence unwrapped
 * @param isRepaired restored from a retransmission
 * @param pictureId of VP8, as the next two; -1 for audio
 * @param isKeyFrame whether a key frame begins in it
 */
public record ReceivedPacket(
        int ssrc,
        long sequence,
        int timestamp,
        boolean marker,
        boolean isRepaired,
        int pictureId,
        int tl0PicIdx,
        int keyIdx,
        boolean isKeyFrame,
        FrameTag tag,
        long nanos) {}
