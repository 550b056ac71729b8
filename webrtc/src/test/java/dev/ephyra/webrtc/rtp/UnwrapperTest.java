package dev.ephyra.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class UnwrapperTest {
    @Property(tries = 200)
    void numbersCountOnOverTheWrap(@ForAll long seed) {
        Random random = new Random(seed);
        SequenceUnwrapper unwrapper = new SequenceUnwrapper();
        long truth = random.nextInt(0x10000);
        long highest = truth;
        assertThat(unwrapper.unwrap((int) truth)).isEqualTo(truth);
        for (int i = 0; i < 100; i++) {
            truth = highest + random.nextInt(0xffff) - 0x7fff;
            assertThat(unwrapper.nearest((int) truth & 0xffff)).isEqualTo(truth);
            assertThat(unwrapper.unwrap((int) truth & 0xffff)).isEqualTo(truth);
            highest = Math.max(highest, truth);
            assertThat(unwrapper.highest()).isEqualTo(highest);
        }
    }

    @Test
    void aRestartIsAlwaysLater() {
        SequenceUnwrapper unwrapper = new SequenceUnwrapper();
        unwrapper.unwrap(40_000);

        assertThat(unwrapper.restart(20_000)).isEqualTo(65_536 + 20_000);
        assertThat(unwrapper.restart(60_000)).isEqualTo(65_536 + 60_000);
        assertThat(unwrapper.unwrap(60_001)).isEqualTo(65_536 + 60_001);
    }

    /** Up to 2036, when the seconds of NTP end. */
    @Property(tries = 300)
    void ntpTimesKeepNanoseconds(@ForAll int seconds, @ForAll long rest) {
        long nanos = Math.floorMod(seconds, 2_085_978_496L) * 1_000_000_000 + Math.floorMod(rest, 1_000_000_000L);

        assertThat(NtpTime.unixNanos(NtpTime.ofUnixNanos(nanos))).isEqualTo(nanos);
    }

    @Test
    void ntpTimesAreThoseOfTheRfc() {
        // RFC 3550 section 6.4.1, figure 2: 10 Nov 1995, 11:33:25.125 UTC.
        long ntp = NtpTime.ofUnixNanos(816_003_205_125_000_000L);

        assertThat(ntp >>> 32).isEqualTo(0xb44db705L);
        assertThat(ntp & 0xffff_ffffL).isEqualTo(0x20000000L);
        assertThat(NtpTime.middle(ntp)).isEqualTo(0xb7052000);
        // Its delay of 5.250 s is 0x0005:4000.
        assertThat(NtpTime.shortOfNanos(5_250_000_000L)).isEqualTo(0x00054000);
        assertThat(NtpTime.nanosOfShort(0x00054000)).isEqualTo(5_250_000_000L);
    }

    @Test
    void ticksDoNotOverflow() {
        assertThat(MediaClock.ticks(TimeUnit.DAYS.toNanos(10_000), 90_000)).isEqualTo(10_000L * 86_400 * 90_000);
        assertThat(MediaClock.ticks(-1, 90_000)).isEqualTo(-1);
        assertThat(MediaClock.ticks(TimeUnit.MILLISECONDS.toNanos(20), 48_000)).isEqualTo(960);
    }
}
