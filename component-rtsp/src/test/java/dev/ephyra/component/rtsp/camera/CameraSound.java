package dev.ephyra.component.rtsp.camera;

import java.nio.ByteBuffer;

/** Opus in packets of RTP of 20 ms (RFC 7587), which have its form and sound of nothing. Owned by the thread that sends them. */
final class CameraSound {
    static final String CONTROL = "sound";
    static final int PAYLOAD_TYPE = 111;
    static final int PER_SECOND = 50;

    private static final int TICKS = 48_000 / PER_SECOND;
    private static final int HEADER_BYTES = 12;

    /** 20 ms, mono, one frame (RFC 6716 section 3.1). */
    private static final byte[] FRAME = {(byte) 0xf8, (byte) 0xff, (byte) 0xfe};

    private final int ssrc;
    private int packets;

    CameraSound(int ssrc) {
        this.ssrc = ssrc;
    }

    /** The next packet; the first has the marker. */
    byte[] next() {
        int marker = packets == 0 ? 0x80 : 0;
        ByteBuffer packet = ByteBuffer.allocate(HEADER_BYTES + FRAME.length);
        packet.put((byte) 0x80).put((byte) (marker | PAYLOAD_TYPE));
        packet.putShort((short) packets).putInt(packets * TICKS).putInt(ssrc).put(FRAME);
        packets++;
        return packet.array();
    }
}
