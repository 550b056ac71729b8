package dev.ephyra.component.h264;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.MemoryShare;
import dev.ephyra.component.Reservation;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class H264DepacketizerTest {
    private static final byte[] SLICE = {0x61, (byte) 0x9a, 2};
    private static final byte[] FRAGMENT_BEGIN = {0x7c, (byte) 0x85, 1};
    private static final byte[] FRAGMENT_END = {0x7c, 0x45, 2};

    private final H264Depacketizer pictures =
            new H264Depacketizer(new Reservation(MemoryShare.UNLIMITED, H264Depacketizer.COPIES));

    @Test
    void aPictureEndsWithItsMarkerOrWithTheNextTimestamp() throws MalformedVideo, ComponentFailure {
        assertThat(pictures.add(SLICE, 1, false)).isEmpty();
        assertThat(pictures.add(SLICE, 2, true))
                .extracting(H264Depacketizer.TimedPicture::timestamp)
                .containsExactly(1, 2);
    }

    @Test
    void whatIsNotWholeIsLeftOut() throws MalformedVideo, ComponentFailure {
        assertThat(pictures.add(FRAGMENT_END, 1, true)).isEmpty();
        assertThat(pictures.add(FRAGMENT_BEGIN, 2, true)).isEmpty();
        pictures.add(FRAGMENT_BEGIN, 3, false);
        pictures.lost();
        assertThat(pictures.add(FRAGMENT_END, 3, true)).isEmpty();
        assertThat(pictures.add(SLICE, 4, true)).hasSize(1);
    }

    @Test
    void aLossBetweenTwoPicturesDamagesBoth() throws MalformedVideo, ComponentFailure {
        pictures.add(SLICE, 1, false);
        pictures.lost();
        assertThat(pictures.add(SLICE, 2, true)).isEmpty();
        assertThat(pictures.add(SLICE, 3, true)).hasSize(1);
    }

    @Test
    void refusesWhatIsNoPayload() {
        for (byte[] payload : new byte[][] {{0}, {30, 1}, {0x78, 0, 9, 1}, {0x7c, 1}}) {
            assertThatThrownBy(() -> pictures.add(payload, 1, true)).isInstanceOf(MalformedVideo.class);
        }
    }

    /** A payload of 64 KiB has room for 21,845 units, each with an object of its own. */
    @Test
    void refusesAnAggregationOfMoreUnitsThanAPictureHas() {
        byte[] payload = new byte[1 + 3 * (AccessUnits.MAX_UNITS + 1)];
        payload[0] = 0x78;
        for (int at = 1; at < payload.length; at += 3) {
            payload[at + 1] = 1;
            payload[at + 2] = 0x61;
        }

        assertThatThrownBy(() -> pictures.add(payload, 1, true)).isInstanceOf(MalformedVideo.class);
    }

    @Property(tries = 1_000)
    void survivesAnyPayload(@ForAll byte[] payload, @ForAll boolean marker) throws ComponentFailure {
        try {
            assertThat(pictures.add(payload, 1, marker)).doesNotContainNull();
        } catch (MalformedVideo refused) {
            assertThat(refused.getMessage()).isNotBlank();
            pictures.lost();
        }
    }
}
