package dev.ephyra.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StreamRewriterTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int FIRST = 1_000;
    private static final int FIRST_TIMESTAMP = 0x7fff_0000;

    private StreamRewriter rewriter = new StreamRewriter(90_000, FIRST, FIRST_TIMESTAMP);

    @Test
    void sendsNothingBeforeThereIsASource() {
        assertThat(rewriter.rewrite(1, 1, 0)).isFalse();
        rewriter.drop(1);
        rewriter.switchTo(50, 0, 0);
        assertThat(rewrite(50)).isEqualTo(FIRST);
        assertThat(rewriter.timestamp()).isEqualTo(FIRST_TIMESTAMP);
        assertThat(rewriter.inboundSequence()).isEqualTo(50);
    }

    @Test
    void keepsHolesForWhatIsLate() {
        rewriter.switchTo(50, 0, 0);
        assertThat(rewrite(50)).isEqualTo(FIRST);
        assertThat(rewrite(53)).isEqualTo(FIRST + 3);
        assertThat(rewrite(52)).isEqualTo(FIRST + 2);
        assertThat(rewrite(51)).isEqualTo(FIRST + 1);
        assertThat(rewriter.rewrite(53, 0, 0)).as("a duplicate of the highest").isFalse();
        assertThat(rewriter.rewrite(49, 0, 0)).as("before the switch").isFalse();
    }

    @Test
    void closesTheHolesOfWhatIsLeftOut() {
        rewriter.switchTo(50, 0, 0);
        rewrite(50);
        rewriter.drop(52);
        assertThat(rewrite(53)).isEqualTo(FIRST + 2);
        assertThat(rewrite(51)).as("late, from before").isEqualTo(FIRST + 1);
        assertThat(rewriter.rewrite(52, 0, 0)).as("left out").isFalse();
        rewriter.drop(54);
        rewriter.drop(54);
        assertThat(rewrite(55)).isEqualTo(FIRST + 3);
    }

    @Test
    void goesOnWithTheNextSource() {
        rewriter.switchTo(50, 3_000, 0);
        rewriter.rewrite(50, 3_000, 0);
        rewriter.rewrite(51, 3_000, 5 * MILLI);
        rewriter.switchTo(60_000, 77, 100 * MILLI);

        assertThat(rewriter.rewrite(60_000, 77, 100 * MILLI)).isTrue();
        assertThat(rewriter.sequence()).isEqualTo(FIRST + 2);
        assertThat(rewriter.timestamp())
                .as("100 ms after the first packet of the last frame")
                .isEqualTo(FIRST_TIMESTAMP + 9_000);
        assertThat(rewriter.timestampOffset()).isEqualTo(FIRST_TIMESTAMP + 9_000 - 77);
    }

    @Test
    void timestampsRiseEvenInAnInstant() {
        rewriter.switchTo(50, 3_000, 0);
        rewriter.rewrite(50, 3_000, 0);
        rewriter.switchTo(7, 5, 0);
        rewriter.rewrite(7, 5, 0);

        assertThat(rewriter.timestamp()).isEqualTo(FIRST_TIMESTAMP + 1);
    }

    @Test
    void aSourceThatBeginsAnewMakesNoHole() {
        rewriter.switchTo(50, 3_000, 0);
        rewriter.rewrite(50, 3_000, 0);
        assertThat(rewriter.rewrite(50 + 1 + StreamRewriter.MAX_GAP, 3_000, 0)).isTrue();
        assertThat(rewriter.sequence()).isEqualTo(FIRST + 1 + StreamRewriter.MAX_GAP);

        assertThat(rewriter.rewrite(70_000, 123_456, 10 * MILLI)).isTrue();
        assertThat(rewriter.sequence()).isEqualTo(FIRST + 2 + StreamRewriter.MAX_GAP);
        assertThat(rewriter.timestamp()).isEqualTo(FIRST_TIMESTAMP + 900);
    }

    @Test
    void doesNotGuessThePlaceOfWhatIsTooLate() {
        rewriter.switchTo(0, 0, 0);
        rewrite(0);
        long last = 2L + 2 * StreamRewriter.MAX_DROPS_REMEMBERED;
        for (long sequence = 3; sequence <= last + 2; sequence += 2) {
            rewriter.drop(sequence);
            rewrite(sequence + 1);
        }

        assertThat(rewriter.rewrite(2, 0, 0)).isFalse();
    }

    /** Whatever is lost, late, left out or switched: no number twice, order kept, and no hole but for what is missing. */
    @Property(tries = 150)
    void numbersAreUniqueAndInOrder(@ForAll long seed) {
        rewriter = new StreamRewriter(90_000, FIRST, FIRST_TIMESTAMP);
        Random random = new Random(seed);
        Set<Long> outbound = new HashSet<>();
        Set<Long> expected = new TreeSet<>();
        long next = FIRST;
        long now = 0;
        for (int source = 0; source < 5; source++) {
            long base = random.nextInt(100_000);
            List<Long> arrivals = new ArrayList<>();
            for (int i = 1; i < 200; i++) {
                if (random.nextInt(10) > 0) {
                    arrivals.add(base + i);
                }
            }
            for (int i = 0; i + 1 < arrivals.size(); i++) {
                if (random.nextInt(5) == 0) {
                    Collections.swap(arrivals, i, i + 1);
                }
            }
            rewriter.switchTo(base, 0, now);
            arrivals.addFirst(base);
            Map<Long, Long> placed = new HashMap<>();
            Set<Long> dropped = new HashSet<>();
            long highest = base - 1;
            for (long inbound : arrivals) {
                now += MILLI;
                if (inbound != base && inbound > highest && random.nextInt(8) == 0) {
                    rewriter.drop(inbound);
                    dropped.add(inbound);
                } else {
                    assertThat(rewriter.rewrite(inbound, 0, now)).isTrue();
                    assertThat(outbound.add(rewriter.sequence())).as("unique").isTrue();
                    placed.put(inbound, rewriter.sequence());
                }
                highest = Math.max(highest, inbound);
            }
            // The truth: all numbers of the source in order, without those left out.
            for (long inbound = base; inbound <= highest; inbound++) {
                if (!dropped.contains(inbound)) {
                    assertThat(placed.getOrDefault(inbound, next)).isEqualTo(next);
                    expected.add(next);
                    next++;
                }
            }
        }
        assertThat(expected).containsAll(outbound);
    }

    private long rewrite(long sequence) {
        assertThat(rewriter.rewrite(sequence, 0, 0)).isTrue();
        return rewriter.sequence();
    }
}
