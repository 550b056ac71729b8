package dev.ephyra.conformance.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.SinkBehaviour;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

/** Everything at once, for as long as is asked for. */
class SoakCampaignTest {
    private static final int WORKERS = 8;
    // The test kit's heap of 768 MiB, and what a JVM has beside it.
    private static final long MOST_RESIDENT_KIB = 1_200_000;
    private static final Pattern OLDEST =
            Pattern.compile("(?m)^ephyra_oldest_undelivered_age_seconds(?:\\{[^}]*})? (\\S+)$");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    @TempDir
    Path home;

    private final HttpClient metrics = HttpClient.newHttpClient();

    private interface Fault {
        void happen(FaultCampaign campaign) throws Exception;
    }

    @CampaignRow(value = 45, fault = "soak: a load with faults of receiver, process and clock at random")
    void nothingIsLostAndNothingGrows(RowRecord row) throws Exception {
        Random random = new Random(row.seed());
        FaultyMachine machine = FaultyMachine.of(ServerOptions.in(home));
        List<Fault> faults = List.of(
                campaign -> receiver(campaign, SinkBehaviour.status(500)),
                campaign -> receiver(campaign, SinkBehaviour.status(404)),
                campaign -> receiver(campaign, new SinkBehaviour.Reset()),
                campaign -> receiver(campaign, new SinkBehaviour.Answer(200, "", Duration.ofMillis(300))),
                campaign -> campaign.killAndRestart(),
                campaign -> stall(machine),
                campaign -> clock(machine, random));
        long endNanos = System.nanoTime() + CampaignScale.soak().toNanos();
        long beganNanos = System.nanoTime();
        long mostResident = 0;
        try (FaultCampaign campaign = new FaultCampaign(machine.options())) {
            campaign.load.endingAll().batching();
            for (int round = 0; System.nanoTime() - endNanos < 0; round++) {
                campaign.load.start("k" + round, WORKERS, random.nextLong());
                campaign.awaitEvents(500 + random.nextInt(3_000));
                faults.get(random.nextInt(faults.size())).happen(campaign);
                campaign.load.stop();
                row.recovered(campaign.awaitTold());
                row.runs(1);
                campaign.model.forget(campaign.ledger.forgetEnded());
                assertThat(campaign.ledger.verdict().broken())
                        .as("seed " + row.seed())
                        .isEmpty();
                mostResident = Math.max(mostResident, residentKib(campaign.server.pid()));
            }
            long seconds = (System.nanoTime() - beganNanos) / 1_000_000_000L;
            campaign.await("oldest undelivered < 1 s", Duration.ofSeconds(10), () -> oldestSeconds(campaign) < 1);
            row.judged(campaign.ledger);
            row.measured("minutes", Long.toString(seconds / 60));
            row.measured("most resident memory", mostResident / 1_024 + " MiB");
            row.note("the rate is what the machine does beside the load itself");
            assertThat(row.broken()).as("seed " + row.seed()).isEmpty();
            assertThat(mostResident).as("resident KiB").isLessThan(MOST_RESIDENT_KIB);
        }
    }

    private static void receiver(FaultCampaign campaign, SinkBehaviour behaviour) {
        campaign.ledger.fault();
        campaign.sink.behaveOtherwise(behaviour);
        Pause.of(Duration.ofSeconds(5));
        campaign.sink.behaveOtherwise(SinkBehaviour.ACCEPT);
    }

    private static void stall(FaultyMachine machine) {
        machine.syncTakes(Duration.ofMillis(300));
        Pause.of(Duration.ofSeconds(5));
        machine.diskHeals();
    }

    private static void clock(FaultyMachine machine, Random random) {
        machine.clockIsOff(Duration.ofSeconds(random.nextInt(7_200) - 3_600));
        Pause.of(Duration.ofSeconds(2));
        machine.clockIsOff(Duration.ZERO);
    }

    private double oldestSeconds(FaultCampaign campaign) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + campaign.server.metricsPort() + "/metrics"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            String body =
                    metrics.send(request, HttpResponse.BodyHandlers.ofString()).body();
            Matcher oldest = OLDEST.matcher(body);
            return oldest.find() ? Double.parseDouble(oldest.group(1)) : Double.MAX_VALUE;
        } catch (IOException unanswered) {
            return Double.MAX_VALUE;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Double.MAX_VALUE;
        }
    }

    private static long residentKib(long pid) throws IOException {
        Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
        return resident.find() ? Long.parseLong(resident.group(1)) : 0;
    }
}
