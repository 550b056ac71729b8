package dev.ephyra.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NackGeneratorTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private NackGenerator generator = new NackGenerator();
    private final int[] target = new int[NackGenerator.MAX_OUTSTANDING];

    @Test
    void asksForAHoleAfterTheGraceAndAgainAfterARoundTrip() {
        generator.roundTrip(80 * MILLI);
        generator.receive(10, 0);
        generator.receive(13, 0);

        assertThat(generator.deadlineNanos()).hasValue(5 * MILLI);
        assertThat(poll(4 * MILLI)).isEmpty();
        assertThat(poll(5 * MILLI)).containsExactly(11, 12);
        assertThat(generator.deadlineNanos()).hasValue(85 * MILLI);
        assertThat(poll(84 * MILLI)).isEmpty();
        assertThat(poll(85 * MILLI)).containsExactly(11, 12);
    }

    @Test
    void asksForNothingThatOnlyCameLate() {
        assertThat(generator.receive(10, 0)).isTrue();
        assertThat(generator.receive(12, 0)).isTrue();
        assertThat(generator.receive(11, MILLI)).isTrue();
        assertThat(generator.receive(11, MILLI)).as("a duplicate").isFalse();
        assertThat(generator.receive(12, MILLI)).as("a duplicate").isFalse();
        assertThat(generator.receive(9, MILLI)).as("before the beginning").isFalse();

        assertThat(generator.deadlineNanos()).isEmpty();
        assertThat(poll(100 * MILLI)).isEmpty();
    }

    @Test
    void keepsTheRoundTripInReason() {
        generator.roundTrip(0);
        hole(0);
        poll(5 * MILLI);
        assertThat(generator.deadlineNanos()).hasValue(25 * MILLI);

        generator.roundTrip(TimeUnit.HOURS.toNanos(1));
        poll(25 * MILLI);
        assertThat(generator.deadlineNanos()).hasValue(525 * MILLI);
    }

    @Test
    void givesUpAfterTenTimes() {
        generator.roundTrip(20 * MILLI);
        hole(0);
        int asked = 0;
        for (long now = 0; now < 500 * MILLI; now += MILLI) {
            asked += poll(now).size();
        }

        assertThat(asked).isEqualTo(NackGenerator.MAX_ASKED);
        assertThat(generator.outstanding()).isZero();
        assertThat(generator.takeKeyFrameWanted()).isTrue();
        assertThat(generator.takeKeyFrameWanted()).as("said once").isFalse();
    }

    @Test
    void givesUpWhatIsTooOld() {
        generator.roundTrip(400 * MILLI);
        hole(0);
        for (long now = 0; now <= NackGenerator.MAX_AGE_NANOS; now += MILLI) {
            poll(now);
        }
        assertThat(generator.takeKeyFrameWanted()).isFalse();

        poll(NackGenerator.MAX_AGE_NANOS + 1);
        assertThat(generator.outstanding()).isZero();
        assertThat(generator.takeKeyFrameWanted()).isTrue();
    }

    @Test
    void givesUpWhenTooMuchIsMissing() {
        generator.receive(0, 0);
        generator.receive(NackGenerator.MAX_OUTSTANDING + 1, 0);
        assertThat(generator.outstanding()).isEqualTo(NackGenerator.MAX_OUTSTANDING);
        assertThat(generator.takeKeyFrameWanted()).isFalse();

        generator.receive(NackGenerator.MAX_OUTSTANDING + 3, 0);
        assertThat(generator.outstanding()).isZero();
        assertThat(generator.takeKeyFrameWanted()).isTrue();

        generator.receive(1L << 40, 0);
        assertThat(generator.outstanding()).isZero();
        assertThat(generator.takeKeyFrameWanted()).isTrue();
    }

    @Test
    void aKeyFrameMakesWhatIsBeforeItUseless() {
        generator.receive(1, 0);
        generator.receive(3, 0);
        generator.receive(5, 0);
        generator.receive(7, 0);
        generator.keyFrame(5);

        assertThat(poll(5 * MILLI)).containsExactly(6);
    }

    @Test
    void whatFindsNoPlaceStaysDue() {
        generator.receive(1, 0);
        generator.receive(5, 0);
        int[] small = new int[2];

        assertThat(generator.poll(5 * MILLI, small)).isEqualTo(2);
        assertThat(small).containsExactly(2, 3);
        assertThat(generator.deadlineNanos()).hasValue(5 * MILLI);
        assertThat(generator.poll(5 * MILLI, small)).isEqualTo(1);
        assertThat(small[0]).isEqualTo(4);
    }

    @Test
    void writesNumbersOfSixteenBits() {
        generator.receive(65_534, 0);
        generator.receive(65_538, 0);

        assertThat(poll(5 * MILLI)).containsExactly(65_535, 0, 1);
    }

    /** Against a map that knows everything: only what is missing is asked for, never too soon, and never for ever. */
    @Property(tries = 150)
    void agreesWithTheModel(@ForAll long seed) {
        generator = new NackGenerator();
        Random random = new Random(seed);
        long rtt = (20 + random.nextInt(200)) * MILLI;
        generator.roundTrip(rtt);
        Map<Long, Long> missing = new TreeMap<>();
        Map<Long, Long> lastAsked = new HashMap<>();
        long highest = 0;
        long now = random.nextLong();
        generator.receive(0, now);
        for (int step = 0; step < 1_500; step++) {
            now += random.nextLong(2 * MILLI);
            if (random.nextInt(4) == 0 && !missing.isEmpty()) {
                long filled = List.copyOf(missing.keySet()).get(random.nextInt(missing.size()));
                generator.receive(filled, now);
                missing.remove(filled);
            } else {
                long next = highest + 1 + (random.nextInt(20) == 0 ? random.nextInt(12) : 0);
                for (long hole = highest + 1; hole < next; hole++) {
                    missing.put(hole, now);
                }
                highest = next;
                assertThat(generator.receive(next, now)).isTrue();
            }
            for (int number : poll(now)) {
                long sequence = highest - ((highest - number) & 0xffff);
                assertThat(missing).containsKey(sequence);
                assertThat(now - missing.getOrDefault(sequence, now)).isGreaterThanOrEqualTo(NackGenerator.GRACE_NANOS);
                Long last = lastAsked.put(sequence, now);
                assertThat(last == null || now - last >= rtt).isTrue();
            }
            assertThat(generator.outstanding()).isLessThanOrEqualTo(missing.size());
            OptionalLong deadline = generator.deadlineNanos();
            assertThat(deadline.isPresent()).isEqualTo(generator.outstanding() > 0);
            assertThat(deadline.isPresent() && deadline.getAsLong() - now <= 0)
                    .as("all that was due was taken")
                    .isFalse();
        }
        poll(now + 2 * NackGenerator.MAX_AGE_NANOS);
        assertThat(generator.outstanding()).isZero();
    }

    private void hole(long nowNanos) {
        generator.receive(1, nowNanos);
        generator.receive(3, nowNanos);
    }

    private List<Integer> poll(long nowNanos) {
        int count = generator.poll(nowNanos, target);
        return IntStream.of(Arrays.copyOf(target, count)).boxed().toList();
    }
}
