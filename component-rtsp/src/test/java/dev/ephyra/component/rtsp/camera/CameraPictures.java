package dev.ephyra.component.rtsp.camera;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures of H.264 in packets of RTP (RFC 6184): the first and each 25th is a key frame with its parameter sets. They have
 * the form of pictures and show nothing. Owned by the thread that sends them.
 */
final class CameraPictures {
    static final int PER_SECOND = 25;

    private static final int TICKS = 90_000 / PER_SECOND;
    private static final int PAYLOAD_TYPE = 96;
    private static final int HEADER_BYTES = 12;
    private static final byte[] SEQUENCE = {0x67, 0x42, (byte) 0xc0, 0x1e, (byte) 0x80};
    private static final byte[] PICTURE = {0x68, (byte) 0x80};
    private static final int SLICE_BYTES = 600;

    private final int ssrc;
    private int sequence = 1;
    private int pictures;

    CameraPictures(int ssrc) {
        this.ssrc = ssrc;
    }

    /** The packets of the next picture. */
    List<byte[]> next() {
        List<byte[]> packets = new ArrayList<>();
        boolean isKeyFrame = pictures % PER_SECOND == 0;
        if (isKeyFrame) {
            packets.add(packet(SEQUENCE, false));
            packets.add(packet(PICTURE, false));
        }
        byte[] slice = new byte[SLICE_BYTES];
        java.util.Arrays.fill(slice, (byte) 0x55);
        slice[0] = (byte) (isKeyFrame ? 0x65 : 0x61);
        slice[1] = (byte) 0x9a;
        packets.add(packet(slice, true));
        pictures++;
        return packets;
    }

    private byte[] packet(byte[] payload, boolean marker) {
        ByteBuffer packet = ByteBuffer.allocate(HEADER_BYTES + payload.length);
        packet.put((byte) 0x80).put((byte) (marker ? 0x80 | PAYLOAD_TYPE : PAYLOAD_TYPE));
        packet.putShort((short) sequence++)
                .putInt(pictures * TICKS)
                .putInt(ssrc)
                .put(payload);
        return packet.array();
    }
}
