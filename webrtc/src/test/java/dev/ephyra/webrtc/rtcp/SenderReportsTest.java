package dev.ephyra.webrtc.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.rtcp.RtcpPacket.SenderReport;
import dev.ephyra.webrtc.rtp.NtpTime;
import dev.ephyra.webrtc.rtp.ReportBlock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SenderReportsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long NTP = NtpTime.ofUnixNanos(1_800_000_000L * SECOND);

    private final SenderReports reports = new SenderReports(90_000);

    @Test
    void saysNothingBeforeTheSourceHas() {
        assertThat(reports.report(1, 0, 0)).isEmpty();
        reports.source(source(5), 0);
        assertThat(reports.report(1, 0, 0)).isPresent();
        reports.switchSource();
        assertThat(reports.report(1, 0, 0)).isEmpty();
    }

    @Test
    void goesOnFromTheSourcesMomentWithMovedTimestamps() {
        reports.source(source(1_000), 7 * SECOND);
        reports.sent(100);
        reports.sent(20);

        assertThat(reports.report(9, -300, 9 * SECOND))
                .contains(new SenderReport(9, NTP + (2L << 32), 1_000 - 300 + 180_000, 2, 120, List.of()));
    }

    @Test
    void tracksOfOnePublisherStayTogether() {
        // Both were captured at NTP; one report came 80 ms later than the other.
        SenderReports audio = new SenderReports(48_000);
        audio.source(source(0), SECOND);
        reports.source(source(0), SECOND + SECOND / 50 * 4);

        SenderReport ofAudio = audio.report(1, 0, 2 * SECOND).orElseThrow();
        SenderReport ofVideo = reports.report(2, 0, 2 * SECOND).orElseThrow();
        double audioSeconds = ofAudio.rtpTimestamp() / 48_000.0 - (ofAudio.ntp() - NTP) / (double) (1L << 32);
        double videoSeconds = ofVideo.rtpTimestamp() / 90_000.0 - (ofVideo.ntp() - NTP) / (double) (1L << 32);
        assertThat(Math.abs(audioSeconds - videoSeconds)).isLessThan(0.000_1);
    }

    @Test
    void measuresTheRoundTrip() {
        reports.source(source(0), 0);
        int middle = NtpTime.middle(reports.report(9, 0, SECOND).orElseThrow().ntp());
        reports.report(9, 0, 2 * SECOND);

        ReportBlock answer = new ReportBlock(9, 0, 0, 0, 0, middle, NtpTime.shortOfNanos(SECOND / 2));
        assertThat(reports.roundTripNanos(answer, SECOND + SECOND / 2 + 60_000_000)
                        .orElseThrow())
                .isEqualTo(60_000_000);
        assertThat(reports.roundTripNanos(answer, SECOND)).as("never negative").hasValue(0);
        assertThat(reports.roundTripNanos(new ReportBlock(9, 0, 0, 0, 0, 0, 0), SECOND))
                .as("it has had no report yet")
                .isEmpty();

        for (int i = 0; i < SenderReports.MAX_REMEMBERED; i++) {
            reports.report(9, 0, (3 + i) * SECOND);
        }
        assertThat(reports.roundTripNanos(answer, 20 * SECOND)).as("forgotten").isEmpty();
    }

    private static SenderReport source(int timestamp) {
        return new SenderReport(7, NTP, timestamp, 0, 0, List.of());
    }
}
