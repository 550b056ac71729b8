package dev.ephyra.webrtc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.connection.client.FrameTag;
import dev.ephyra.webrtc.connection.client.ReceivedPacket;
import java.util.Comparator;
import java.util.List;

/** What a decoder expects of one stream, whatever it is made of. */
final class StreamContinuity {
    /** Of the encodings of {@link dev.ephyra.webrtc.connection.client.VideoShapes#CAMERA}, two frames. */
    private static final int NEAR = 40;

    private static final int MOST_TICKS = 60 * 90_000;

    private StreamContinuity() {}

    /**
     * Sequence numbers without a hole, but where a key frame makes what is missing useless; timestamps that rise;
     * identifiers of pictures that go up by one.
     */
    static void check(List<ReceivedPacket> packets) {
        List<ReceivedPacket> ordered = packets.stream()
                .sorted(Comparator.comparingLong(ReceivedPacket::sequence))
                .toList();
        for (int i = 1; i < ordered.size(); i++) {
            List<ReceivedPacket> ahead = ordered.subList(i, Math.min(ordered.size(), i + NEAR));
            int holes = ahead.stream().anyMatch(ReceivedPacket::isKeyFrame) ? NEAR : 0;
            check(ordered.get(i - 1), ordered.get(i), holes);
        }
    }

    private static void check(ReceivedPacket before, ReceivedPacket packet, int mostHoles) {
        FrameTag tag = packet.tag();
        boolean isSameFrame = before.tag().frame() == tag.frame() && before.tag().stream() == tag.stream();
        int holes = (int) (packet.sequence() - before.sequence()) - 1;
        int step = isSameFrame ? 0 : 1;
        assertThat(holes).as("missing before %s", packet).isBetween(0, mostHoles);
        assertThat(packet.timestamp() - before.timestamp())
                .as("ticks before %s", packet)
                .isBetween(step, step * MOST_TICKS);
        assertThat((packet.pictureId() - before.pictureId()) & 0x7fff).isBetween(step, step + holes);
        assertThat((packet.tl0PicIdx() - before.tl0PicIdx()) & 0xff).isBetween(step, step + holes);
        // What is missing may have begun a key frame.
        int keyFrames = packet.isKeyFrame() && !isSameFrame ? 1 : 0;
        assertThat((packet.keyIdx() - before.keyIdx()) & 0x1f).isBetween(keyFrames, keyFrames + holes);
    }
}
