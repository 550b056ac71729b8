package dev.ephyra.conformance.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.conformance.Breakpoint;
import dev.ephyra.conformance.KillAtStageTest.Stage;
import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.ServerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;

/** Everything that a debugger can do to a server: kill it at a stage, make a thread throw, hold a thread for good. */
class StageCampaignTest {
    private static final int WORKERS = 3;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String STATE = "java.lang.IllegalStateException";

    @TempDir
    Path home;

    @CampaignRow(value = 13, fault = "kill -9 at each of six stages of a commit, under load")
    void killedAtEachStage(RowRecord row) throws Exception {
        try (FaultCampaign campaign = new FaultCampaign(debugged())) {
            for (int round = 0; round < CampaignScale.count(20, 2); round++) {
                for (Stage stage : Stage.values()) {
                    campaign.load
                            .batching()
                            .start(stage.name().toLowerCase(Locale.ROOT) + round, WORKERS, row.seed() + round);
                    campaign.awaitEvents(20);
                    try (Breakpoint breakpoint = Breakpoint.at(campaign.server, stage.className(), stage.method())) {
                        breakpoint.await(SOON, () -> true);
                        Duration start = campaign.killAndRestart();
                        row.recovered(start.plus(campaign.awaitTold()));
                    }
                    row.runs(1);
                }
            }
            row.note("each stage alone, with its exact outcome, is a test of ./test too");
            campaign.judge(row);
        }
    }

    @CampaignRow(value = 32, fault = "an exception inside a room")
    void aRoomThatBreaksEndsOnceAndAlone(RowRecord row) throws Exception {
        try (FaultCampaign campaign = new FaultCampaign(debugged())) {
            for (int round = 0; round < CampaignScale.count(50, 5); round++) {
                String broken = "broken" + round;
                create(campaign, broken);
                create(campaign, "beside" + round);
                String peer =
                        campaign.rest.addPeer(broken).data().at("/peer/id").asText();
                campaign.model.happened(Notification.peerAdded(broken, peer));
                try (Breakpoint breakpoint =
                        Breakpoint.atThread(campaign.server, "dev.ephyra.room.RoomApplier", "apply")) {
                    Thread asking = Thread.ofVirtual().start(() -> campaign.rest.addPeer(broken));
                    breakpoint.throwOnce(STATE, SOON);
                    asking.join();
                }
                campaign.model.happened(Notification.roomCrashed(broken));
                assertThat(campaign.rest.get("/room/" + broken).status()).isEqualTo(404);
                assertThat(campaign.rest.get("/room/beside" + round).status()).isEqualTo(200);
                row.runs(1);
                row.recovered(campaign.awaitTold());
            }
            campaign.judge(row);
        }
    }

    @CampaignRow(value = 40, fault = "an exception in encoder, dispatcher or writer of positions")
    void whatBreaksOnceIsTriedAgain(RowRecord row) throws Exception {
        List<List<String>> places = List.of(
                List.of("dev.ephyra.server.webhook.WebhookDispatcher", "onRecords"),
                List.of("dev.ephyra.server.webhook.Poster", "post"),
                List.of("dev.ephyra.server.store.SqliteStore", "apply"),
                List.of("dev.ephyra.server.webhook.LaneDriver", "onResult"),
                List.of("dev.ephyra.server.webhook.WebhookDispatcher", "tick"));
        try (FaultCampaign campaign = new FaultCampaign(debugged())) {
            for (int round = 0; round < CampaignScale.count(10, 1); round++) {
                for (List<String> place : places) {
                    campaign.load.start("x" + places.indexOf(place) + "r" + round, WORKERS, row.seed() + round);
                    campaign.awaitEvents(30);
                    campaign.ledger.fault();
                    try (Breakpoint breakpoint =
                            Breakpoint.atThread(campaign.server, place.getFirst(), place.getLast())) {
                        breakpoint.throwOnce(STATE, SOON);
                    }
                    campaign.load.stop();
                    row.runs(1);
                    Duration recovery = campaign.await(
                            "everything told after an exception in " + place,
                            FaultCampaign.TOLD,
                            () -> campaign.model.isTold(campaign.ledger.byRoom()));
                    // Far below the watchdog: nobody may have to wait for it.
                    assertThat(recovery).as("after %s", place).isLessThan(Duration.ofSeconds(10));
                    row.recovered(recovery);
                    row.measured("recovery from " + place.getLast(), recovery.toMillis() + " ms");
                }
            }
            row.note("an error for want of memory ends the process on purpose, which is row 14");
            campaign.judge(row);
        }
    }

    @CampaignRow(value = 39, fault = "one thread of the server stands still, each in turn")
    void aThreadThatStandsStillLosesNothing(RowRecord row) throws Exception {
        Duration still = CampaignScale.time(Duration.ofSeconds(30), Duration.ofSeconds(5));
        try (FaultCampaign campaign = new FaultCampaign(debugged())) {
            List<String> threads;
            try (Breakpoint all = Breakpoint.nowhere(campaign.server)) {
                threads = all.threads().stream()
                        .filter(StageCampaignTest::isOurs)
                        .sorted()
                        .toList();
            }
            for (String thread : threads) {
                campaign.load.start("t" + threads.indexOf(thread), WORKERS, row.seed());
                campaign.awaitEvents(30);
                campaign.ledger.fault();
                try (Breakpoint debugger = Breakpoint.nowhere(campaign.server)) {
                    debugger.suspend(thread);
                    Pause.of(still);
                    debugger.resume(thread);
                }
                campaign.load.stop();
                row.runs(1);
                row.recovered(campaign.await(
                        "everything told after " + thread + " stood still",
                        FaultCampaign.TOLD,
                        () -> campaign.model.isTold(campaign.ledger.byRoom())));
            }
            row.measured("threads", String.join(", ", threads));
            row.note("each stands still for " + still.toSeconds()
                    + " s instead of for ever: a thread of the process cannot be "
                    + "replaced; receivers, names and handshakes that never answer are rows 4, 5, 10 and 12");
            campaign.judge(row);
        }
    }

    private static boolean isOurs(String thread) {
        return thread.matches(
                "room-loop-.*|journal.*|vert.x-eventloop.*|.*position.*|pump.*|server-events.*|.*webhook.*");
    }

    private ServerOptions debugged() {
        return ServerOptions.in(home).with("JAVA_TOOL_OPTIONS", Breakpoint.AGENT);
    }

    private static void create(FaultCampaign campaign, String room) {
        String body = "{\"roomId\":\"" + room + "\",\"webhookUrl\":\"" + campaign.sink.url("/" + room) + "\"}";
        assertThat(campaign.rest.createRoom(body).status()).isEqualTo(201);
        campaign.model.happened(Notification.roomCreated(room));
    }
}
