package dev.ephyra.conformance.campaign;

import dev.ephyra.testkit.ServerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 under load, at random moments, over and over. */
class KillCampaignTest {
    private static final int WORKERS = 4;

    @TempDir
    Path home;

    @CampaignRow(value = 14, fault = "kill -9 in a loop, random moments under load")
    void nothingAnsweredIsLostAndEachOpenRoomCrashesOnce(RowRecord row) {
        Random random = new Random(row.seed());
        int kills = CampaignScale.count(500, 20);
        try (FaultCampaign campaign = new FaultCampaign(ServerOptions.in(home))) {
            Duration longestStart = Duration.ZERO;
            for (int round = 0; round < kills; round++) {
                campaign.load.batching().start("r" + round, WORKERS, random.nextLong());
                campaign.awaitEvents(5 + random.nextInt(150));
                Duration start = campaign.killAndRestart();
                longestStart = start.compareTo(longestStart) > 0 ? start : longestStart;
                row.runs(1);
                row.recovered(start.plus(campaign.awaitTold()));
            }
            row.measured("longest start until ready", longestStart.toMillis() + " ms");
            campaign.judge(row);
        }
    }
}
