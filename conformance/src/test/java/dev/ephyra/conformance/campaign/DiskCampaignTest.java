package dev.ephyra.conformance.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.RestAnswer;
import dev.ephyra.testkit.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, read-only, broken or slow under load: nothing is acknowledged that is not durable. */
class DiskCampaignTest {
    private static final int WORKERS = 4;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration FAULT = Duration.ofSeconds(5);

    @TempDir
    Path home;

    @CampaignRow(value = 17, fault = "disk full (ENOSPC on write)")
    void aFullDiskAcknowledgesNothingAndHeals(RowRecord row) throws Exception {
        FaultyMachine machine = FaultyMachine.of(ServerOptions.in(home));
        refusesAndHeals(row, machine, () -> machine.writeFails(FaultyMachine.Affected.JOURNAL, FaultyMachine.ENOSPC));
    }

    @CampaignRow(value = 17, fault = "disk turns read-only (EROFS on write)")
    void aReadOnlyDiskAcknowledgesNothingAndHeals(RowRecord row) throws Exception {
        FaultyMachine machine = FaultyMachine.of(ServerOptions.in(home));
        refusesAndHeals(row, machine, () -> machine.writeFails(FaultyMachine.Affected.JOURNAL, FaultyMachine.EROFS));
    }

    @CampaignRow(value = 17, fault = "EIO on fsync of the journal")
    void aFailedSyncAcknowledgesNothingAndHeals(RowRecord row) throws Exception {
        FaultyMachine machine = FaultyMachine.of(ServerOptions.in(home));
        refusesAndHeals(row, machine, () -> machine.syncFails(FaultyMachine.Affected.JOURNAL, FaultyMachine.EIO));
    }

    @CampaignRow(value = 17, fault = "EIO on write and fsync of the database of positions")
    void positionsThatCannotBeWrittenHoldTheLanesAndLoseNothing(RowRecord row) throws Exception {
        FaultyMachine machine = FaultyMachine.of(ServerOptions.in(home));
        try (FaultCampaign campaign = new FaultCampaign(machine.options())) {
            for (int round = 0; round < CampaignScale.count(5, 1); round++) {
                campaign.load.start("db" + round, WORKERS, row.seed() + round);
                campaign.awaitEvents(50);
                machine.writeFails(FaultyMachine.Affected.DATABASE, FaultyMachine.EIO);
                machine.syncFails(FaultyMachine.Affected.DATABASE, FaultyMachine.EIO);
                Pause.of(FAULT);
                assertThat(status(campaign)).as("while the disk fails").isEqualTo("DOWN");
                machine.diskHeals();
                campaign.load.stop();
                row.runs(1);
                row.recovered(campaign.awaitTold());
            }
            campaign.judge(row);
        }
    }

    private static String status(FaultCampaign campaign) {
        return campaign.rest.get("/health").data().path("status").asText();
    }

    private interface Fault {
        void begin() throws IOException;
    }

    /** A load meets the fault: calls are refused, nothing refused exists later, and all is well after it. */
    private static void refusesAndHeals(RowRecord row, FaultyMachine machine, Fault fault) throws IOException {
        try (FaultCampaign campaign = new FaultCampaign(machine.options())) {
            for (int round = 0; round < CampaignScale.count(10, 2); round++) {
                campaign.load.start("full" + round, WORKERS, row.seed() + round);
                campaign.awaitEvents(50);
                fault.begin();
                campaign.load.join();
                RestAnswer refused = campaign.rest.createRoom("{\"roomId\":\"refused" + round + "\"}");
                assertThat(refused.status()).as("while the disk fails").isEqualTo(503);
                assertThat(status(campaign)).as("while the disk fails").isEqualTo("DOWN");
                machine.diskHeals();
                Duration healed =
                        campaign.await("healed", SOON, () -> status(campaign).equals("UP"));
                row.runs(1);
                row.recovered(healed.plus(campaign.awaitTold()));
            }
            // What was refused while it failed either never happened or is told; the model allows both, and a restart
            // agrees.
            campaign.killAndRestart();
            campaign.awaitTold();
            row.runs(1);
            campaign.judge(row);
            assertThat(campaign.server.log()).doesNotContain("OutOfMemory");
        }
    }

    @CampaignRow(value = 18, fault = "each fsync takes 500 ms")
    void aSlowDiskDelaysAnswersAndNothingElse(RowRecord row) throws Exception {
        FaultyMachine machine = FaultyMachine.of(ServerOptions.in(home));
        try (FaultCampaign campaign = new FaultCampaign(machine.options())) {
            campaign.load.start("slow", WORKERS, row.seed());
            campaign.awaitEvents(100);
            campaign.load.takeLatencies();
            campaign.awaitEvents(100);
            List<Long> before = campaign.load.takeLatencies();

            machine.syncTakes(Duration.ofMillis(500));
            long reads =
                    slowestReadMillis(campaign, CampaignScale.time(Duration.ofSeconds(60), Duration.ofSeconds(10)));
            List<Long> during = campaign.load.takeLatencies();
            machine.diskHeals();
            campaign.load.stop();
            row.runs(1);
            row.recovered(campaign.awaitTold());
            row.measured("REST p99 before", RoomLoad.percentile(before, 99) / 1_000_000 + " ms");
            row.measured("REST p99 during", RoomLoad.percentile(during, 99) / 1_000_000 + " ms");
            row.measured("slowest read of a room's loop during", reads + " ms");
            row.note(
                    "that the room's loop does not wait is seen from reads that it answers; the nanoseconds of handing over "
                            + "are measured by bench");
            campaign.judge(row);
            assertThat(RoomLoad.percentile(during, 50))
                    .as("an answer waits for the disk")
                    .isGreaterThan(Duration.ofMillis(200).toNanos());
            assertThat(reads).as("a read that has nothing to wait for").isLessThan(450);
        }
    }

    /** Reads a room that does not change, which its loop answers at once. */
    private static long slowestReadMillis(FaultCampaign campaign, Duration during) {
        assertThat(campaign.rest.createRoom("{\"roomId\":\"still\"}").isSuccess())
                .isTrue();
        campaign.rest.get("/room/still");
        long slowestNanos = 0;
        long beganNanos = System.nanoTime();
        while (System.nanoTime() - beganNanos < during.toNanos()) {
            long askedNanos = System.nanoTime();
            assertThat(campaign.rest.get("/room/still").status()).isEqualTo(200);
            slowestNanos = Math.max(slowestNanos, System.nanoTime() - askedNanos);
            Pause.of(Duration.ofMillis(20));
        }
        return slowestNanos / 1_000_000;
    }

    @CampaignRow(value = 23, fault = "wall clock jumps by +1 h and -1 h under load")
    void aClockThatJumpsChangesNoOrder(RowRecord row) throws Exception {
        FaultyMachine machine = FaultyMachine.of(ServerOptions.in(home));
        try (FaultCampaign campaign = new FaultCampaign(machine.options())) {
            OccurredAt occurredAt = new OccurredAt();
            campaign.alsoTo(occurredAt);
            List<Duration> offsets = List.of(
                    Duration.ofHours(1), Duration.ZERO, Duration.ofHours(-1), Duration.ZERO, Duration.ofSeconds(1));
            for (int round = 0; round < CampaignScale.count(4, 1); round++) {
                campaign.load.start("clock" + round, WORKERS, row.seed() + round);
                campaign.rest.createRoom("{\"roomId\":\"over-the-jump" + round + "\",\"webhookUrl\":\""
                        + campaign.sink.url("/over") + "\"}");
                campaign.model.happened(Notification.roomCreated("over-the-jump" + round));
                for (Duration offset : offsets) {
                    campaign.awaitEvents(100);
                    machine.clockIsOff(offset);
                    String peer = campaign.rest
                            .addPeer("over-the-jump" + round)
                            .data()
                            .at("/peer/id")
                            .asText();
                    campaign.model.happened(Notification.peerAdded("over-the-jump" + round, peer));
                    row.runs(1);
                }
                campaign.load.stop();
                row.recovered(campaign.awaitTold());
                machine.clockIsOff(Duration.ZERO);
            }
            campaign.judge(row);
            assertThat(occurredAt.decreased()).as("occurred_at inside a room").isEmpty();
            row.note("one node, so no skew between nodes; jumps of the wall clock only, as a person or NTP makes them");
        }
    }
}
