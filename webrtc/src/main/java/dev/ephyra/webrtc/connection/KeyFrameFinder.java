package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.rtp.H264Payload;
import dev.ephyra.webrtc.rtp.RtpPacket;
import dev.ephyra.webrtc.rtp.Vp8Descriptor;
import dev.ephyra.webrtc.sdp.Codec;

/** Tells where key frames begin in the packets of one stream. Owned by its thread; allocates nothing per packet. */
final class KeyFrameFinder {
    private final Codec codec;
    private final Vp8Descriptor vp8 = new Vp8Descriptor();
    private final H264Payload h264 = new H264Payload();
    private boolean isKeyFrame;

    KeyFrameFinder(Codec codec) {
        this.codec = codec;
    }

    /** Whether a key frame begins in {@code packet}; what cannot be read begins none. */
    boolean startsIn(RtpPacket packet) {
        byte[] buffer = packet.buffer();
        int offset = packet.payloadOffset();
        int length = packet.payloadLength();
        isKeyFrame = length > 0
                && switch (codec) {
                    case VP8 -> vp8.wrap(buffer, offset, length) && vp8.isKeyFrame();
                    case H264 -> h264.wrap(buffer, offset, length) && h264.isKeyFrame();
                    case OPUS -> false;
                };
        return isKeyFrame;
    }

    /** What {@link #startsIn} said last. */
    boolean isKeyFrame() {
        return isKeyFrame;
    }
}
