package dev.ephyra.component.h264;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.MemoryShare;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessUnitsTest {
    private static final NalUnit DELIMITER = unit(0x09, 0x10);
    private static final NalUnit SEQUENCE = unit(0x67, 0x42);
    private static final NalUnit KEY = unit(0x65, 0x88);
    private static final NalUnit REST_OF_KEY = unit(0x65, 0x44);
    private static final NalUnit SLICE = unit(0x61, 0x9a);

    private final AccessUnits pictures = new AccessUnits(MemoryShare.UNLIMITED);

    private static NalUnit unit(int header, int next) {
        return NalUnit.of(new byte[] {(byte) header, (byte) next});
    }

    private List<AccessUnit> all(NalUnit... units) throws MalformedVideo, ComponentFailure {
        List<AccessUnit> found = new ArrayList<>();
        for (NalUnit unit : units) {
            pictures.add(unit).ifPresent(found::add);
        }
        pictures.end().ifPresent(found::add);
        return found;
    }

    @Test
    void aPictureEndsWhereTheNextBegins() throws MalformedVideo, ComponentFailure {
        assertThat(all(DELIMITER, SEQUENCE, KEY, REST_OF_KEY, SLICE, SLICE, DELIMITER, SLICE))
                .containsExactly(
                        new AccessUnit(List.of(DELIMITER, SEQUENCE, KEY, REST_OF_KEY)),
                        new AccessUnit(List.of(SLICE)),
                        new AccessUnit(List.of(SLICE)),
                        new AccessUnit(List.of(DELIMITER, SLICE)));
    }

    @Test
    void whatHasNoSliceIsNoPicture() throws MalformedVideo, ComponentFailure {
        assertThat(all(SEQUENCE)).isEmpty();
    }

    @Test
    void aPictureOfTooManyUnitsIsMalformed() throws MalformedVideo, ComponentFailure {
        for (int i = 0; i < AccessUnits.MAX_UNITS; i++) {
            assertThat(pictures.add(REST_OF_KEY)).isEmpty();
        }
        assertThatThrownBy(() -> pictures.add(REST_OF_KEY))
                .isInstanceOf(MalformedVideo.class)
                .hasMessage("a picture has more than 1024 NAL units");
    }
}
