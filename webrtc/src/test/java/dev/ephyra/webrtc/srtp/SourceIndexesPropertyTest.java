package dev.ephyra.webrtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class SourceIndexesPropertyTest {
    /** Sources that collide in small tables, and strides that cross the words of the window and leave it. */
    record Step(int source, long stride) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> sources = Arbitraries.integers().between(-20, 20).map(n -> n * 0x1000_0000 + n);
        Arbitrary<Long> strides = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.longs().between(-4, 4)),
                Tuple.of(3, Arbitraries.longs().between(-140, 140)),
                Tuple.of(1, Arbitraries.longs().between(-70_000, 70_000)));
        return Combinators.combine(sources, strides).as(Step::new).list().ofMaxSize(300);
    }

    @Property(tries = 300)
    void allowsEachIndexOnceAndNothingBehindTheWindow(@ForAll("steps") List<Step> steps) {
        SourceIndexes indexes = new SourceIndexes(12);
        Map<Integer, TreeSet<Long>> used = new HashMap<>();
        for (Step step : steps) {
            TreeSet<Long> mine = used.getOrDefault(step.source, new TreeSet<>());
            long index = Math.max(0, (mine.isEmpty() ? 1_000 : mine.last()) + step.stride);
            int slot = indexes.find(step.source);

            int result = indexes.check(slot, index);

            assertThat(result).isEqualTo(expected(mine, used.size(), index));
            if (result == 0) {
                indexes.record(slot, step.source, index);
                mine.add(index);
                used.put(step.source, mine);
            }
        }
    }

    private static int expected(NavigableSet<Long> mine, int sources, long index) {
        if (mine.isEmpty()) {
            return sources < 12 ? 0 : SrtpRefusal.TOO_MANY_SOURCES.code();
        } else if (index <= mine.last() - SourceIndexes.WINDOW) {
            return SrtpRefusal.TOO_OLD.code();
        }
        return mine.contains(index) ? SrtpRefusal.REPLAYED.code() : 0;
    }

    @Property(tries = 500)
    void estimatesTheNearestIndexWithThatSequenceNumber(
            @ForAll @LongRange(min = 0, max = 1L << 20) long highest,
            @ForAll @IntRange(min = 0, max = 65_535) int sequenceNumber) {
        SourceIndexes indexes = new SourceIndexes(1);
        indexes.record(SourceIndexes.ABSENT, 0, highest);

        long index = indexes.estimate(indexes.find(0), sequenceNumber);

        long round = highest & ~0xFFFFL;
        long nearest = LongStream.of(round - 65_536, round, round + 65_536)
                .map(start -> start + sequenceNumber)
                .filter(candidate -> candidate >= 0)
                .map(candidate -> Math.abs(candidate - highest))
                .min()
                .orElseThrow();
        assertThat(index & 0xFFFF).isEqualTo(sequenceNumber);
        assertThat(Math.abs(index - highest)).isEqualTo(nearest);
    }
}
