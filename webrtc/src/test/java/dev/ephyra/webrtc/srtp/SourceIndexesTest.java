package dev.ephyra.webrtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SourceIndexesTest {
    private static final int SOURCE = 7;

    private final SourceIndexes indexes = new SourceIndexes(4);

    @Test
    void beginsWithTheSequenceNumberItself() {
        assertThat(indexes.estimate(SourceIndexes.ABSENT, 65_535)).isEqualTo(65_535);
    }

    @Test
    void countsARolloverInEitherDirection() {
        record(SOURCE, 65_535);

        assertThat(estimate(0)).isEqualTo(65_536);
        assertThat(estimate(65_534)).isEqualTo(65_534);

        record(SOURCE, 65_536);

        assertThat(estimate(65_535)).isEqualTo(65_535);
        assertThat(estimate(1)).isEqualTo(65_537);
    }

    @Test
    void takesAFarNumberInTheFirstRoundForAJumpAhead() {
        record(SOURCE, 100);

        assertThat(estimate(40_000)).isEqualTo(40_000);
    }

    @Test
    void refusesAnIndexTwiceAndWhatIsBehindTheWindow() {
        record(SOURCE, 1_000);

        assertThat(check(SOURCE, 1_000)).isEqualTo(SrtpRefusal.REPLAYED.code());
        assertThat(check(SOURCE, 1_000 - SourceIndexes.WINDOW + 1)).isZero();
        assertThat(check(SOURCE, 1_000 - SourceIndexes.WINDOW)).isEqualTo(SrtpRefusal.TOO_OLD.code());
        assertThat(check(SOURCE, 1_001)).isZero();
    }

    @Test
    void endsWithTheLastIndex() {
        record(SOURCE, SourceIndexes.LAST_INDEX);

        assertThat(estimate(0)).isEqualTo(SourceIndexes.LAST_INDEX + 1);
        assertThat(check(SOURCE, SourceIndexes.LAST_INDEX + 1)).isEqualTo(SrtpRefusal.KEY_EXHAUSTED.code());
    }

    @Test
    void refusesASourceBeyondItsLimitAndForgetsNone() {
        for (int source = 0; source < 4; source++) {
            record(source, 10);
        }

        assertThat(check(99, 0)).isEqualTo(SrtpRefusal.TOO_MANY_SOURCES.code());
        for (int source = 0; source < 4; source++) {
            assertThat(check(source, 10)).isEqualTo(SrtpRefusal.REPLAYED.code());
            assertThat(check(source, 11)).isZero();
        }
    }

    private void record(int source, long index) {
        indexes.record(indexes.find(source), source, index);
    }

    private int check(int source, long index) {
        return indexes.check(indexes.find(source), index);
    }

    private long estimate(int sequenceNumber) {
        return indexes.estimate(indexes.find(SOURCE), sequenceNumber);
    }
}
