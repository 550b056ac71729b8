package dev.ephyra.component.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ephyra.component.ComponentFailure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Whatever a camera sends, its session goes on or says why not. */
class RtspFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void anyAnswersAreTakenOrEndTheSession(byte[] bytes) throws ComponentFailure {
        RtspSession session = new RtspSession(
                new RtspSession.Plan(RtspAddress.parse("rtsp://u:p@cam/a"), Optional.of("1"), 1_000_000_000, "00"), 0);
        session.receive(bytes, bytes.length, 1);
        session.onTime(10_000_000_000L);
        List<RtspOutput> outputs = session.drain();
        for (int i = 0; i < outputs.size() - 1; i++) {
            assertThat(outputs.get(i)).isNotInstanceOf(RtspOutput.Failed.class);
        }
    }

    @FuzzTest(maxDuration = "30s")
    void anyDescriptionIsReadOrRefused(byte[] bytes) {
        try {
            String sdp = new String(bytes, StandardCharsets.UTF_8);
            assertThat(CameraDescription.firstVideo(sdp, "rtsp://cam").clockRateHz())
                    .isPositive();
        } catch (MalformedRtsp refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
