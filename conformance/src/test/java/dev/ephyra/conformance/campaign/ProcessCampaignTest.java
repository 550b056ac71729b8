package dev.ephyra.conformance.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.PeerSocketClient;
import dev.ephyra.testkit.ServerOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** The process stands still, and peers that abort. */
class ProcessCampaignTest {
    private static final int WORKERS = 4;

    @TempDir
    Path home;

    @CampaignRow(value = 19, fault = "SIGSTOP of the server, then SIGCONT")
    void aServerThatStoodStillGoesOn(RowRecord row) throws Exception {
        Duration still = CampaignScale.time(Duration.ofSeconds(60), Duration.ofSeconds(10));
        try (FaultCampaign campaign = new FaultCampaign(ServerOptions.in(home))) {
            for (int round = 0; round < CampaignScale.count(3, 1); round++) {
                campaign.load.start("still" + round, WORKERS, row.seed() + round);
                campaign.awaitEvents(100);
                Standstill.of(campaign.server, still);
                Duration answers =
                        campaign.await("answers", Duration.ofSeconds(10), () -> campaign.rest.tryGet("/health") == 200);
                // Calls that the client gave up on meanwhile may have been carried out after all.
                campaign.load.stop();
                row.runs(1);
                row.recovered(answers.plus(campaign.awaitTold()));
            }
            row.measured("stood still", still.toSeconds() + " s");
            row.note("one node: there are no leases yet");
            campaign.judge(row);
        }
    }

    @CampaignRow(value = 31, fault = "a peer aborts while it joins, and once joined")
    void aPeerThatAbortsHasOneEnding(RowRecord row) throws Exception {
        try (FaultCampaign campaign = new FaultCampaign(ServerOptions.in(home))) {
            String room = "aborted";
            assertThat(campaign.rest
                            .createRoom(
                                    "{\"roomId\":\"" + room + "\",\"webhookUrl\":\"" + campaign.sink.url("/a") + "\"}")
                            .isSuccess())
                    .isTrue();
            campaign.model.happened(Notification.roomCreated(room));
            int rounds = CampaignScale.count(300, 40);
            for (int round = 0; round < rounds; round++) {
                abortOnce(campaign, room, round);
                row.runs(1);
            }
            assertThat(campaign.rest.delete("/room/" + room).status()).isEqualTo(204);
            campaign.model.happened(Notification.roomDeleted(room));
            row.recovered(campaign.awaitTold());
            row.note(
                    "the peer has no media here; MediaContainmentTest and row 46 end peers with media, and components are not"
                            + " part of this row");
            campaign.judge(row);
        }
    }

    /** Without a token, with the connection reset right behind it, or after it was accepted. */
    private static void abortOnce(FaultCampaign campaign, String room, int round) throws Exception {
        var added = campaign.rest.addPeer(room);
        String peer = added.data().at("/peer/id").asText();
        String token = added.data().path("token").asText();
        campaign.model.happened(Notification.peerAdded(room, peer));
        switch (round % 3) {
            case 0 -> PeerSocketClient.connect(campaign.server.port()).close();
            case 1 -> {
                try (PeerSocketClient client = PeerSocketClient.connect(campaign.server.port())) {
                    client.sendToken(token);
                }
                // It may have been connected for a moment or never; the pair is what the ledger checks.
                campaign.model.mayHaveHappened(
                        Notification.peerConnected(room, peer), Notification.peerDisconnected(room, peer));
            }
            default -> {
                PeerSocketClient.authenticated(campaign.server.port(), token).close();
                campaign.model.happened(
                        Notification.peerConnected(room, peer), Notification.peerDisconnected(room, peer));
            }
        }
        // Its end comes after whatever it was, so that nothing is in doubt any more.
        assertThat(campaign.rest.delete("/room/" + room + "/peer/" + peer).status())
                .isEqualTo(204);
        campaign.model.happened(Notification.peerDeleted(room, peer));
        campaign.awaitTold();
        campaign.model.settle(campaign.ledger.byRoom());
    }
}
