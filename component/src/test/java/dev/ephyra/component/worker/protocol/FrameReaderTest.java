package dev.ephyra.component.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    @Property(tries = 300)
    void messagesOfBothDirectionsComeBackInAnyPieces(@ForAll long seed) throws MalformedFrame {
        Random random = new Random(seed);
        List<ToWorker> to = new ArrayList<>();
        List<FromWorker> from = new ArrayList<>();
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            to.add(Messages.anyToWorker(random));
            from.add(Messages.anyFromWorker(random));
            frames.add(ToWorkerCodec.encode(to.getLast()));
            frames.add(FromWorkerCodec.encode(from.getLast()));
        }

        List<Frame> read = Messages.read(new FrameReader(), Messages.joined(frames), random, 3_000);

        assertThat(read).hasSize(20);
        for (int i = 0; i < 10; i++) {
            assertThat(ToWorkerCodec.decode(read.get(2 * i)))
                    .usingRecursiveComparison()
                    .isEqualTo(to.get(i));
            assertThat(FromWorkerCodec.decode(read.get(2 * i + 1)))
                    .usingRecursiveComparison()
                    .isEqualTo(from.get(i));
        }
    }

    @Property(tries = 100)
    void whatIsCutOffIsNoFrameAndIsKnownToBeCutOff(@ForAll long seed) throws MalformedFrame {
        Random random = new Random(seed);
        byte[] frame = FromWorkerCodec.encode(Messages.anyFromWorker(random));
        for (int length = 1; length < Math.min(frame.length, 300); length++) {
            FrameReader reader = new FrameReader();
            reader.feed(Arrays.copyOf(frame, length), length);

            assertThat(reader.next()).isEmpty();
            assertThat(reader.isWithinFrame()).isTrue();
        }
    }

    @Test
    void theLargestFrameIsReadAndOneMoreByteRefused() throws MalformedFrame {
        byte[] largest = FromWorkerCodec.encode(new FromWorker.Payload(1, new byte[Frame.MAX_FRAME_BYTES - 2]));
        FrameReader reader = new FrameReader();

        assertThat(Messages.read(reader, largest, new Random(1), 100_000)).hasSize(1);
        assertThat(reader.isWithinFrame()).isFalse();
        assertThatThrownBy(() -> FromWorkerCodec.encode(new FromWorker.Payload(1, new byte[Frame.MAX_FRAME_BYTES - 1])))
                .isInstanceOf(IllegalArgumentException.class);
        for (int length : new int[] {0, -1, Integer.MIN_VALUE, Frame.MAX_FRAME_BYTES + 1}) {
            byte[] header = ByteBuffer.allocate(4).putInt(length).array();
            FrameReader refusing = new FrameReader();
            refusing.feed(header, header.length);
            assertThatThrownBy(refusing::next)
                    .isInstanceOf(MalformedFrame.class)
                    .hasMessage("a frame of " + Integer.toUnsignedString(length) + " bytes");
        }
    }

    @Test
    void piecesAreTakenOneAfterTheOther() {
        FrameReader reader = new FrameReader();
        reader.feed(new byte[1], 1);

        assertThatThrownBy(() -> reader.feed(new byte[1], 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFrameOfTheOtherDirectionOrOfNoneIsRefused() {
        assertThatThrownBy(() -> FromWorkerCodec.decode(new Frame(4, new byte[0])))
                .hasMessage("a frame of the unknown type 4");
        assertThatThrownBy(() -> ToWorkerCodec.decode(new Frame(18, new byte[0])))
                .hasMessage("a frame of the unknown type 18");
        assertThatThrownBy(() -> FromWorkerCodec.decode(new Frame(255, new byte[0])))
                .hasMessage("a frame of the unknown type 255");
    }

    @Test
    void bodiesThatAreTooShortTooLongOrOutOfBoundsAreRefused() {
        refused(new Frame(18, new byte[1]), "a frame of type 18 with 1 bytes too many");
        refused(new Frame(17, new byte[3]), "a frame of type 17 with too few bytes");
        refused(new Frame(21, new byte[] {0, 0, 0, 64}), "a frame of type 21 with the number 64");
        refused(new Frame(21, new byte[] {-1, -1, -1, -1}), "a frame of type 21 with the number 4294967295");
        refused(new Frame(20, new byte[] {0, 0, 0, 1, 2}), "a frame of type 20 with the choice 2");
        refused(new Frame(22, new byte[9 + 1_151]), "a frame of type 22 with 1151 bytes of content");
        refused(new Frame(26, new byte[] {(byte) 0xc3}), "a frame of type 26 with a text that is no UTF-8");
        refused(new Frame(26, new byte[4_001]), "a frame of type 26 with 4001 bytes of content");
    }

    private static void refused(Frame frame, String message) {
        assertThatThrownBy(() -> FromWorkerCodec.decode(frame))
                .isInstanceOf(MalformedFrame.class)
                .hasMessage(message);
    }
}
