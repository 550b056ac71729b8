package dev.ephyra.conformance.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.conformance.KnownRooms;
import dev.ephyra.conformance.LiveHeap;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.SinkBehaviour;
import dev.ephyra.testkit.StreamClient;
import dev.ephyra.wire.ServerMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;

/** More than can be handled: snapshots in the middle of it, and the way back to normal. */
class StormCampaignTest {
    private static final Duration TOLD = Duration.ofSeconds(60);
    private static final String PLAIN = "\"maxPeers\":9";

    @TempDir
    Path home;

    @CampaignRow(value = 26, fault = "snapshots while rooms come and go as fast as they can")
    void snapshotsUnderChurn(RowRecord row) throws Exception {
        try (FaultCampaign campaign = new FaultCampaign(ServerOptions.in(home))) {
            RoomLoad load = new RoomLoad(campaign.rest, campaign.model, _ -> PLAIN).start("c", 8, row.seed());
            List<StreamClient> clients = new ArrayList<>();
            long beganNanos = System.nanoTime();
            for (int n = 0; n < CampaignScale.count(300, 30); n++) {
                StreamClient client = StreamClient.open(
                        campaign.server.port(), request -> request.setMeta(true).setSnapshot(true));
                client.await("some more", TOLD, all -> all.size() > 40);
                if (n % 10 == 0) {
                    clients.add(client);
                } else {
                    // What it is told up to here must fit together; a hole is a failed assertion.
                    KnownRooms.of(client.told());
                    row.events(client.told().size());
                    client.close();
                }
                row.runs(1);
            }
            long rate = load.answered() * 1_000_000_000 / (System.nanoTime() - beganNanos);
            load.stop();
            assertThat(campaign.rest.createRoom("{\"roomId\":\"last\"}").isSuccess())
                    .isTrue();
            Map<String, Set<String>> shown = shown(campaign.rest.get("/room").data());
            for (StreamClient client : clients) {
                client.await("the last room", TOLD, StormCampaignTest::endsWithLast);
                assertThat(KnownRooms.of(client.told()).peersByRoom())
                        .as("seed " + row.seed())
                        .isEqualTo(shown);
                row.events(client.told().size());
                client.close();
            }
            row.measured("calls", rate + "/s");
            row.note(
                    "as many calls as the machine answers beside the subscribers; each prefix is checked for holes, each "
                            + "tenth subscriber against what REST shows in the end");
        }
    }

    private static boolean endsWithLast(List<ServerMessage> all) {
        return all.getLast().getRoomCreated().getRoomId().equals("last");
    }

    private static Map<String, Set<String>> shown(JsonNode all) {
        Map<String, Set<String>> rooms = new TreeMap<>();
        for (JsonNode room : all) {
            Set<String> peers = new TreeSet<>();
            room.path("peers").forEach(peer -> peers.add(peer.path("id").asText()));
            rooms.put(room.path("id").asText(), peers);
        }
        return rooms;
    }

    @CampaignRow(value = 35, fault = "an event storm for 60 s at a receiver that handles a hundredth of it")
    void storm(RowRecord row) throws Exception {
        try (FaultCampaign campaign = new FaultCampaign(ServerOptions.in(home))) {
            // 64 rooms of 64 endpoints at a time, an answer each 1.5 s: a hundredth of what the workers make.
            campaign.sink.behaveOtherwise(new SinkBehaviour.Answer(200, "", Duration.ofMillis(1_500)));
            long before = LiveHeap.bytes(campaign.server);
            long beganNanos = System.nanoTime();
            campaign.load.start("storm", 64, row.seed());
            Pause.of(CampaignScale.time(Duration.ofSeconds(60), Duration.ofSeconds(10)));
            campaign.load.stop();
            long rate = campaign.load.answered() * 1_000_000_000 / (System.nanoTime() - beganNanos);
            long told = campaign.ledger.verdict().events();
            long grown = LiveHeap.bytes(campaign.server) - before;
            campaign.sink.behaveOtherwise(SinkBehaviour.ACCEPT);
            Duration drained = campaign.await(
                    "everything told", Duration.ofMinutes(2), () -> campaign.model.isTold(campaign.ledger.byRoom()));
            row.recovered(drained);
            row.runs(1);
            row.measured("calls", rate + "/s");
            row.measured("told by the end of the storm", told + " events");
            row.measured("heap grown by", LiveHeap.megabytes(Math.max(0, grown)));
            campaign.judge(row);
            assertThat(grown).as("heap of the backlog").isLessThan(200L << 20);
        }
    }
}
