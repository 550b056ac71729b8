package dev.ephyra.server.socket;

import static dev.ephyra.server.socket.ClientFrames.binary;
import static dev.ephyra.server.socket.ClientFrames.close;
import static dev.ephyra.server.socket.ClientFrames.frame;
import static dev.ephyra.server.socket.ClientFrames.join;
import static dev.ephyra.server.socket.ClientFrames.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class FrameParserTest {
    private static final int MAX_BYTES = 70_000;
    private static final byte[] NONE = {};

    @Property(tries = 200)
    void givesBackMessagesHoweverTheyAreCut(
            @ForAll @Size(max = 300) byte[] message,
            @ForAll @IntRange(min = 1, max = 400) int portion,
            @ForAll @IntRange(max = 300) int split) {
        int cut = Math.min(split, message.length);
        byte[] bytes = join(
                binary(message),
                frame(0x02, Arrays.copyOf(message, cut)),
                frame(0x89, new byte[] {1}),
                frame(0x80, Arrays.copyOfRange(message, cut, message.length)));
        FrameParser parser = new FrameParser(MAX_BYTES);
        List<Frame> frames = new ArrayList<>();

        for (int at = 0; at < bytes.length; at += portion) {
            frames.addAll(parser.feed(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + portion))));
        }

        assertThat(frames).hasSize(3);
        assertThat(((Frame.Binary) frames.get(0)).message()).isEqualTo(message);
        assertThat(((Frame.Ping) frames.get(1)).payload()).containsExactly(1);
        assertThat(((Frame.Binary) frames.get(2)).message()).isEqualTo(message);
    }

    @Example
    void readsAllThreeLengths() {
        for (int length : new int[] {0, 1, 125, 126, 127, 65_535, 65_536, MAX_BYTES}) {
            byte[] message = new byte[length];
            Arrays.fill(message, (byte) length);

            List<Frame> frames = new FrameParser(MAX_BYTES).feed(binary(message));

            assertThat(((Frame.Binary) frames.getFirst()).message()).isEqualTo(message);
        }
    }

    @Example
    void givesNothingForAnyTruncation() {
        byte[] bytes = binary(new byte[300]);

        for (int length = 0; length < bytes.length; length++) {
            assertThat(new FrameParser(MAX_BYTES).feed(Arrays.copyOf(bytes, length)))
                    .as("cut to %s", length)
                    .isEmpty();
        }
    }

    @Property
    void survivesRandomBytes(@ForAll @Size(max = 200) byte[] bytes) {
        FrameParser parser = new FrameParser(MAX_BYTES);

        List<Frame> frames = parser.feed(bytes);

        for (int i = 0; i < frames.size() - 1; i++) {
            assertThat(frames.get(i)).isNotInstanceOf(Frame.Violation.class);
        }
        boolean failed = !frames.isEmpty() && frames.getLast() instanceof Frame.Violation;
        assertThat(failed && !parser.feed(bytes).isEmpty()).isFalse();
    }

    @Example
    void refusesWhatIsTooBigBeforeItArrives() {
        assertThat(violation(frame(0x82, MAX_BYTES + 1L, NONE))).isEqualTo(1009);
        assertThat(violation(frame(0x82, Long.MAX_VALUE, NONE))).isEqualTo(1009);
        assertThat(violation(join(frame(0x02, new byte[60_000]), frame(0x80, 10_001, NONE))))
                .isEqualTo(1009);
        assertThat(violation(frame(0x82, -1, NONE))).isEqualTo(1002);
    }

    /** Else 7 MB of one-byte fragments keep an event loop copying for a minute. */
    @Example
    void joinsTinyAndEmptyFragmentsInLinearSpace() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        FrameParser parser = new FrameParser(MAX_BYTES);
        long beforeBytes = threads.getCurrentThreadAllocatedBytes();

        parser.feed(frame(0x02, new byte[] {1}));
        byte[] tiny = frame(0x00, new byte[] {1});
        for (int i = 0; i < 30_000; i++) {
            parser.feed(tiny);
        }
        byte[] empty = frame(0x00, NONE);
        for (int i = 0; i < 30_000; i++) {
            parser.feed(empty);
        }
        List<Frame> frames = parser.feed(frame(0x80, NONE));

        assertThat(((Frame.Binary) frames.getFirst()).message()).hasSize(30_001).containsOnly(1);
        // A copy each time would be 1.3 GB; lists and fragments are about 150 B a frame.
        assertThat(threads.getCurrentThreadAllocatedBytes() - beforeBytes).isLessThan(64 << 20);
    }

    @Example
    void refusesWhatTheProtocolForbids() {
        byte[] unmasked = {(byte) 0x82, 0};
        assertThat(violation(unmasked)).isEqualTo(1002);
        assertThat(violation(frame(0xC2, NONE))).as("compressed").isEqualTo(1002);
        assertThat(violation(frame(0x83, NONE))).as("unknown data opcode").isEqualTo(1002);
        assertThat(violation(frame(0x8B, NONE))).as("unknown control opcode").isEqualTo(1002);
        assertThat(violation(frame(0x09, NONE))).as("fragmented ping").isEqualTo(1002);
        assertThat(violation(frame(0x89, new byte[126]))).as("long ping").isEqualTo(1002);
        assertThat(violation(frame(0x80, NONE))).as("continuation of nothing").isEqualTo(1002);
        assertThat(violation(join(frame(0x02, NONE), binary(NONE))))
                .as("nested")
                .isEqualTo(1002);
        assertThat(violation(frame(0x88, new byte[1]))).as("half a close code").isEqualTo(1002);
        assertThat(violation(close(1005, ""))).as("close code not for the wire").isEqualTo(1002);
        assertThat(violation(close(999, ""))).isEqualTo(1002);
    }

    @Example
    void refusesTextThatIsNotUtf8() {
        byte[] invalid = {(byte) 0xC3, 0x28};

        assertThat(violation(frame(0x81, invalid))).isEqualTo(1007);
        assertThat(violation(frame(0x88, new byte[] {3, (byte) 0xE8, (byte) 0xC3})))
                .isEqualTo(1007);
        assertThat(new FrameParser(MAX_BYTES).feed(text("zażółć"))).containsExactly(new Frame.Text("zażółć"));
    }

    @Example
    void readsCloseFramesWithAndWithoutCode() {
        assertThat(new FrameParser(MAX_BYTES).feed(close(4008, "slow"))).containsExactly(new Frame.Close(4008, "slow"));
        assertThat(new FrameParser(MAX_BYTES).feed(frame(0x88, NONE))).containsExactly(new Frame.Close(1005, ""));
    }

    private static int violation(byte[] bytes) {
        return ((Frame.Violation) new FrameParser(MAX_BYTES).feed(bytes).getLast()).code();
    }
}
