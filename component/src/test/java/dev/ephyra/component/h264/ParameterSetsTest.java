package dev.ephyra.component.h264;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterSetsTest {
    private static final NalUnit SEQUENCE = unit(0x67, 0x42, 0xc0, 0x1e, 0x80);
    private static final NalUnit SEQUENCE_AGAIN = unit(0x67, 0x42, 0xc0, 0x1f, 0x80);
    private static final NalUnit PICTURE = unit(0x68, 0x80);
    private static final NalUnit SECOND_PICTURE = unit(0x68, 0x40);
    private static final NalUnit KEY = unit(0x65, 0x80);

    private final ParameterSets sets = new ParameterSets();

    private static NalUnit unit(int... bytes) {
        byte[] unit = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            unit[i] = (byte) bytes[i];
        }
        return NalUnit.of(unit);
    }

    @Test
    void standBeforeEachKeyFrameThatHasNone() throws MalformedVideo {
        sets.note(SEQUENCE);
        assertThat(sets.isComplete()).isFalse();
        sets.note(PICTURE);
        sets.note(SECOND_PICTURE);
        sets.note(KEY);

        assertThat(sets.isComplete()).isTrue();
        assertThat(sets.complete(new AccessUnit(List.of(KEY))).units())
                .containsExactly(SEQUENCE, PICTURE, SECOND_PICTURE, KEY);
        AccessUnit whole = new AccessUnit(List.of(SEQUENCE, PICTURE, SECOND_PICTURE, KEY));
        assertThat(sets.complete(whole)).isEqualTo(whole);
        // Encoders may repeat one of several, and who joins here needs the others too.
        assertThat(sets.complete(new AccessUnit(List.of(SEQUENCE, PICTURE, KEY))))
                .isEqualTo(whole);
    }

    @Test
    void aLaterSetTakesThePlaceOfThatWithItsId() throws MalformedVideo {
        sets.note(SEQUENCE);
        sets.note(PICTURE);
        sets.note(SEQUENCE_AGAIN);

        assertThat(sets.complete(new AccessUnit(List.of(KEY))).units()).containsExactly(SEQUENCE_AGAIN, PICTURE, KEY);
    }

    @Test
    void refusesWhatHasNoIdAndWhatIsTooMuch() {
        assertThatThrownBy(() -> sets.note(unit(0x67, 0x42, 0xc0)))
                .isInstanceOf(MalformedVideo.class)
                .hasMessage("a parameter set is cut off");
        assertThatThrownBy(() -> sets.note(unit(0x68, 0, 0, 0)))
                .isInstanceOf(MalformedVideo.class)
                .hasMessage("a parameter set has no id");
        assertThatThrownBy(() -> sets.note(NalUnit.of(oversized())))
                .isInstanceOf(MalformedVideo.class)
                .hasMessage("a parameter set has more than 1024 bytes");
    }

    @Test
    void keepsEverySetThatThereCanBe() throws MalformedVideo {
        sets.note(SEQUENCE);
        for (int id = 0; id < ParameterSets.MAX_PICTURES; id++) {
            sets.note(picture(id));
        }

        assertThat(sets.complete(new AccessUnit(List.of(KEY))).units())
                .hasSize(1 + ParameterSets.MAX_PICTURES + 1)
                .contains(picture(0), picture(ParameterSets.MAX_PICTURES - 1));
        assertThatThrownBy(() -> sets.note(picture(ParameterSets.MAX_PICTURES)))
                .isInstanceOf(MalformedVideo.class)
                .hasMessage("a parameter set has the id 256");
    }

    @Test
    void refusesMoreThanFitsBeforeAKeyFrame() throws MalformedVideo {
        int fitting = ParameterSets.MAX_BYTES / ParameterSets.MAX_SET_BYTES;
        for (int id = 0; id < fitting; id++) {
            sets.note(largePicture(id));
        }
        // Another of the same id takes its place, and its bytes.
        sets.note(largePicture(0));

        assertThatThrownBy(() -> sets.note(largePicture(fitting)))
                .isInstanceOf(MalformedVideo.class)
                .hasMessage("the parameter sets have more than 65536 bytes");
    }

    private static byte[] oversized() {
        byte[] bytes = new byte[ParameterSets.MAX_SET_BYTES + 1];
        bytes[0] = 0x68;
        bytes[1] = (byte) 0x80;
        return bytes;
    }

    private static NalUnit largePicture(int id) {
        NalUnit small = picture(id);
        return NalUnit.of(Arrays.copyOf(small.bytes(), ParameterSets.MAX_SET_BYTES));
    }

    /** The id in Exp-Golomb code (ITU-T H.264 section 9.1). */
    private static NalUnit picture(int id) {
        int zeros = 31 - Integer.numberOfLeadingZeros(id + 1);
        int bits = (id + 1) << (23 - 2 * zeros);
        return unit(0x68, bits >>> 16 & 0xff, bits >>> 8 & 0xff, bits & 0xff);
    }
}
