package dev.ephyra.conformance.peer;

import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the soak; the long one is row 46 of {@code ./campaign}. */
class MediaSoakTest {
    private static final int ROUNDS = 3;
    private static final Duration CHURN = Duration.ofSeconds(6);

    @TempDir
    Path home;

    @Test
    void nothingIsUntoldOrLeftBehindByPeersThatComeAndGo() throws Exception {
        long seed = Long.getLong("soak.seed", System.nanoTime());
        System.out.println("soak: seed " + seed + "; -Dsoak.seed repeats its choices");
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                MediaSoak soak = new MediaSoak(server, seed)) {
            for (int round = 0; round < ROUNDS; round++) {
                soak.round(CHURN);
            }
        }
    }
}
