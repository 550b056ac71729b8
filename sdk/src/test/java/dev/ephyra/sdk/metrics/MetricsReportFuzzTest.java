package dev.ephyra.sdk.metrics;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Any text as a report: read, or refused by the documented exception. */
class MetricsReportFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void refusesOrReadsWhatever(byte[] bytes) {
        try {
            MetricsReport.parse(new String(bytes, StandardCharsets.UTF_8))
                    .rooms()
                    .values()
                    .forEach(room -> room.endpoints()
                            .values()
                            .forEach(peer -> peer.tracks().values().forEach(TrackMetrics::packets)));
        } catch (IllegalArgumentException refused) {
            return;
        }
    }
}
