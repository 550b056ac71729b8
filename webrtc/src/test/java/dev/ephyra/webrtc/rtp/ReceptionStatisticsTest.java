package dev.ephyra.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.rtp.ReceptionStatistics.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReceptionStatisticsTest {
    private static final long FRAME_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int FRAME_TICKS = 960;

    private ReceptionStatistics statistics = new ReceptionStatistics(48_000);

    @Test
    void hasNothingToReportAtFirst() {
        assertThat(statistics.report(7, 0)).isEqualTo(new ReportBlock(7, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void reportsWhatWasLostSinceTheLastReportAndAltogether() {
        for (int i = 0; i < 100; i++) {
            if (i % 4 != 1) {
                receive(65_500 + i);
            }
        }
        ReportBlock first = statistics.report(7, 0);
        assertThat(first.fractionLost()).isEqualTo(64);
        assertThat(first.cumulativeLost()).isEqualTo(25);
        assertThat(first.extendedHighestSequence()).isEqualTo(65_599);
        assertThat(first.ssrc()).isEqualTo(7);

        receive(65_600);
        ReportBlock second = statistics.report(7, 0);
        assertThat(second.fractionLost()).isZero();
        assertThat(second.cumulativeLost()).isEqualTo(25);
    }

    @Test
    void duplicatesMakeTheLossNegative() {
        receive(1);
        receive(1);
        receive(1);

        ReportBlock block = statistics.report(7, 0);
        assertThat(block.cumulativeLost()).isEqualTo(-2);
        assertThat(block.fractionLost()).isZero();
    }

    @Test
    void saysWhenTheLastSenderReportCame() {
        statistics.senderReport(0xb44db705_20000000L, 1_000);
        ReportBlock block = statistics.report(7, 1_000 + 5_250_000_000L);

        // RFC 3550 section 6.4.1, figure 2.
        assertThat(block.lastSenderReport()).isEqualTo(0xb7052000);
        assertThat(block.delaySinceLastSenderReport()).isEqualTo(0x00054000);
    }

    @Test
    void steadyPacketsHaveNoJitterAndLateOnesHave() {
        for (int i = 0; i < 50; i++) {
            statistics.receive(i, i * FRAME_TICKS, i * FRAME_NANOS);
        }
        assertThat(statistics.jitter()).isZero();

        // 10 ms late, then in time: the difference is 480 ticks twice, and a sixteenth of it counts.
        statistics.receive(50, 50 * FRAME_TICKS, 50 * FRAME_NANOS + FRAME_NANOS / 2);
        assertThat(statistics.jitter()).isEqualTo(30);
        statistics.receive(51, 51 * FRAME_TICKS, 51 * FRAME_NANOS);
        assertThat(statistics.jitter()).isEqualTo(58);
    }

    @Test
    void packetsOfOneFrameAndOtherClocksAreNoJitter() {
        statistics.receive(1, 0, 0);
        statistics.receive(2, 0, FRAME_NANOS);
        statistics.receive(3, 0x7000_0000, 2 * FRAME_NANOS);

        assertThat(statistics.jitter()).isZero();
    }

    @Test
    void dropsAStrayAndFollowsARestart() {
        receive(1_000);
        assertThat(receive(30_000)).isEqualTo(Verdict.SUSPECT);
        assertThat(receive(1_001)).isEqualTo(Verdict.VALID);
        assertThat(receive(30_001)).isEqualTo(Verdict.SUSPECT);
        assertThat(receive(40_000)).isEqualTo(Verdict.SUSPECT);
        assertThat(statistics.received()).isEqualTo(2);
        assertThat(receive(40_001)).isEqualTo(Verdict.RESTARTED);
        assertThat(statistics.sequence()).isEqualTo(40_001);
        assertThat(receive(40_002)).isEqualTo(Verdict.VALID);
        assertThat(statistics.lost()).isZero();

        receive(20_000);
        assertThat(receive(20_001)).isEqualTo(Verdict.RESTARTED);
        assertThat(statistics.sequence()).as("later than all before").isEqualTo(65_536 + 20_001);
        assertThat(statistics.nearest(20_000)).isEqualTo(65_536 + 20_000);
    }

    @Test
    void takesWhatIsLateButNotWhatIsAncient() {
        receive(5_000);
        assertThat(receive(5_000 - ReceptionStatistics.MAX_MISORDER + 1)).isEqualTo(Verdict.VALID);
        assertThat(receive(5_000 - ReceptionStatistics.MAX_MISORDER - 1)).isEqualTo(Verdict.SUSPECT);
        assertThat(receive(5_000 + ReceptionStatistics.MAX_DROPOUT - 1)).isEqualTo(Verdict.VALID);
    }

    @Property(tries = 100)
    void countsTheSameInWhateverOrder(@ForAll long seed) {
        statistics = new ReceptionStatistics(48_000);
        Random random = new Random(seed);
        int first = random.nextInt(0x10000);
        List<Integer> numbers = new ArrayList<>();
        for (int i = 1; i < 300; i++) {
            if (random.nextInt(5) > 0) {
                numbers.add(first + i);
            }
        }
        Collections.shuffle(numbers, random);
        receive(first);
        numbers.forEach(this::receive);

        int highest = numbers.isEmpty() ? first : Collections.max(numbers);
        assertThat(statistics.lost()).isEqualTo(highest - first - numbers.size());
        assertThat(statistics.report(1, 0).extendedHighestSequence()).isEqualTo(highest);
    }

    private Verdict receive(int sequenceNumber) {
        return statistics.receive(sequenceNumber & 0xffff, 0, 0);
    }
}
