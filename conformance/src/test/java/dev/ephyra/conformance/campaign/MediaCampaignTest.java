package dev.ephyra.conformance.campaign;

import dev.ephyra.conformance.peer.MediaSoak;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** Media over a long time. */
class MediaCampaignTest {
    private static final Duration ROUND = Duration.ofSeconds(60);

    @TempDir
    Path home;

    @CampaignRow(value = 46, fault = "media soak: 20 peers join, publish and leave at random")
    void nothingIsUntoldAndNothingGrows(RowRecord row) throws Exception {
        long beganNanos = System.nanoTime();
        long endNanos = beganNanos + CampaignScale.mediaSoak().toNanos();
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                MediaSoak soak = new MediaSoak(server, row.seed())) {
            while (System.nanoTime() - endNanos < 0) {
                soak.round(CampaignScale.time(ROUND, Duration.ofSeconds(15)));
                row.runs(1);
            }
            row.events(soak.events());
            long seconds = (System.nanoTime() - beganNanos) / 1_000_000_000L;
            row.measured("minutes", Long.toString(seconds / 60));
            row.note(soak.summary());
        }
    }
}
