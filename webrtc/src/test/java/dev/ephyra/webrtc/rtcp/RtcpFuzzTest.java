package dev.ephyra.webrtc.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

class RtcpFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void anyBytesAreACompoundPacketOrEndInADefect(byte[] bytes) {
        RtcpTest.use(bytes);
    }

    @FuzzTest(maxDuration = "30s")
    void anyBytesAreTransportFeedbackOrNone(byte[] bytes) {
        byte[] target = new byte[ArrivalsCodec.MAX_STATUSES * 4 + 8];
        ArrivalsCodec.read(bytes, 0, bytes.length).ifPresent(arrivals -> {
            int end = ArrivalsCodec.write(arrivals, target, 0, target.length);
            assertThat(ArrivalsCodec.read(Arrays.copyOf(target, end), 0, end)).contains(arrivals);
        });
    }
}
