package dev.ephyra.conformance.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.testkit.DeliveryLedger;
import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.OperatorClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.SinkBehaviour;
import dev.ephyra.testkit.WebhookPost;
import dev.ephyra.testkit.WebhookSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

/** What operators do with endpoints while deliveries fail, and rooms and events that make trouble by themselves. */
class EndpointCampaignTest {
    private static final int WORKERS = 4;
    private static final Duration CALM = Duration.ofMillis(5);
    private static final Duration SOON = Duration.ofSeconds(40);
    // What is on its way when an operator changes something.
    private static final Duration IN_FLIGHT = Duration.ofSeconds(1);

    @TempDir
    Path home;

    @CampaignRow(value = 8, fault = "one event of one room is refused for ever")
    void onePoisonEvent(RowRecord row) {
        try (FaultCampaign campaign = FaultCampaign.withoutWebhooks(ServerOptions.in(home))) {
            OperatorClient operator = new OperatorClient(campaign.rest);
            String id = operator.endpoint(campaign.sink.url("/all"), "\"maxAgeSeconds\":20")
                    .id();
            campaign.sink.behaveBy(post -> isPoison(post) ? SinkBehaviour.status(500) : SinkBehaviour.ACCEPT);
            ConcurrentLinkedQueue<String> gaps = new ConcurrentLinkedQueue<>();
            DeliveryDelays healthy = new DeliveryDelays();
            campaign.alsoTo(post -> {
                if (post.headers().containsKey("x-fishjam-gap")) {
                    gaps.add(post.notification().roomId() + " " + post.headers().get("x-fishjam-gap"));
                } else if (!post.notification().roomId().equals("poisoned")) {
                    healthy.accept(post);
                }
            });
            campaign.load.pausing(CALM).start("well", WORKERS, row.seed());
            ReceiverCampaignTest.warmUp(campaign, healthy);
            campaign.awaitEvents(500);
            long before = healthy.takePercentile(99);
            campaign.rest.createRoom("{\"roomId\":\"poisoned\"}");
            campaign.model.happened(Notification.roomCreated("poisoned"));
            for (int peer = 0; peer < 4; peer++) {
                String added =
                        campaign.rest.addPeer("poisoned").data().at("/peer/id").asText();
                campaign.model.happened(Notification.peerAdded("poisoned", added));
            }
            row.recovered(campaign.await("the gap", FaultCampaign.TOLD, () -> !gaps.isEmpty()));
            long during = healthy.takePercentile(99);
            campaign.load.stop();
            campaign.awaitTold();
            row.runs(1);
            row.measured("other rooms' p99 before", before + " ms");
            row.measured("during", during + " ms");
            row.note(
                    "given up by its age of 20 s; twenty failures in 15 min are LaneBookScenarioTest, in virtual time");
            assertThat(gaps).containsExactly("poisoned seq=3-3;reason=dead_letter");
            JsonNode letters = operator.answer("GET", "/dead-letters?endpoint=" + id, "");
            assertThat(letters.path("deadLetters")).hasSize(1);
            assertThat(during).isLessThanOrEqualTo(before + before / 10 + 50);
            campaign.judge(row);
        }
    }

    private static boolean isPoison(WebhookPost post) {
        return post.notification().roomId().equals("poisoned")
                && "3".equals(post.headers().get("x-fishjam-room-seq"));
    }

    @CampaignRow(value = 29, fault = "rooms deleted and created anew at once while the receiver fails")
    void livesOfOneId(RowRecord row) {
        try (FaultCampaign campaign = new FaultCampaign(ServerOptions.in(home))) {
            campaign.sink.behaveOtherwise(SinkBehaviour.status(500));
            int lives = CampaignScale.count(200, 30);
            for (int life = 0; life < lives; life++) {
                for (int n = 0; n < 5; n++) {
                    String room = "again" + n;
                    campaign.rest.createRoom(
                            "{\"roomId\":\"" + room + "\",\"webhookUrl\":\"" + campaign.sink.url("/" + n) + "\"}");
                    campaign.rest.delete("/room/" + room);
                    campaign.model.happened(Notification.roomCreated(room), Notification.roomDeleted(room));
                }
                row.runs(1);
            }
            campaign.sink.behaveOtherwise(SinkBehaviour.ACCEPT);
            row.recovered(campaign.awaitTold());
            campaign.judge(row);
        }
    }

    @CampaignRow(value = 34, fault = "10,000 endpoints come back together")
    void thunderingHerd(RowRecord row) {
        int endpoints = CampaignScale.count(10_000, 1_000);
        AtomicInteger most = new AtomicInteger();
        Map<Long, AtomicInteger> perSecond = new ConcurrentHashMap<>();
        try (FaultCampaign campaign = new FaultCampaign(ServerOptions.in(home))) {
            campaign.sink.behaveOtherwise(SinkBehaviour.status(503));
            for (int n = 0; n < endpoints; n++) {
                String room = "herd" + n;
                campaign.rest.createRoom(
                        "{\"roomId\":\"" + room + "\",\"webhookUrl\":\"" + campaign.sink.url("/" + n) + "\"}");
                campaign.rest.delete("/room/" + room);
                campaign.model.happened(Notification.roomCreated(room), Notification.roomDeleted(room));
            }
            Pause.of(CampaignScale.time(Duration.ofSeconds(30), Duration.ofSeconds(5)));
            campaign.alsoTo(_ -> {
                most.accumulateAndGet(campaign.sink.openConnections(), Math::max);
                perSecond
                        .computeIfAbsent(System.nanoTime() / 1_000_000_000, _ -> new AtomicInteger())
                        .incrementAndGet();
            });
            campaign.sink.behaveOtherwise(SinkBehaviour.ACCEPT);
            row.recovered(campaign.awaitTold());
            row.runs(endpoints);
            int busiest = perSecond.values().stream()
                    .mapToInt(AtomicInteger::get)
                    .max()
                    .orElse(0);
            row.measured("most connections", Integer.toString(most.get()));
            row.measured("busiest second", busiest + " requests");
            campaign.judge(row);
            // 2,048 in use and 1,024 idle, LaneLimits and Connections.
            assertThat(most.get()).isLessThanOrEqualTo(3_072);
        }
    }

    @CampaignRow(value = 37, fault = "URL changed, secret changed, endpoint paused and deleted in mid-retry")
    void changesInMidRetry(RowRecord row) {
        DeliveryLedger moved = new DeliveryLedger();
        ConcurrentLinkedQueue<WebhookPost> atNew = new ConcurrentLinkedQueue<>();
        try (FaultCampaign campaign = FaultCampaign.withoutWebhooks(ServerOptions.in(home));
                WebhookSink next = new WebhookSink(post -> {
                    moved.accept(post);
                    atNew.add(post);
                })) {
            OperatorClient operator = new OperatorClient(campaign.rest);
            campaign.sink.behaveOtherwise(SinkBehaviour.status(500));
            next.behaveOtherwise(SinkBehaviour.status(500));
            OperatorClient.Created endpoint = operator.endpoint(campaign.sink.url("/old"));
            campaign.load.pausing(CALM).start("m", WORKERS, row.seed());
            campaign.awaitEvents(4);
            campaign.load.stop();

            long posts = await(
                    campaign,
                    () -> operator.answer(
                            "PATCH", "/endpoints/" + endpoint.id(), "{\"url\":\"" + next.url("/new") + "\"}"));
            String secret = operator.answer(
                            "POST",
                            "/endpoints/" + endpoint.id() + "/rotate",
                            "{\"overlapSeconds\":0,\"flipAfterSeconds\":0}")
                    .path("secret")
                    .asText();
            Pause.of(IN_FLIGHT);
            operator.answer("POST", "/endpoints/" + endpoint.id() + "/pause", "");
            Pause.of(IN_FLIGHT);
            int paused = atNew.size();
            Pause.of(Duration.ofSeconds(10));
            assertThat(atNew).as("posts to a paused endpoint").hasSize(paused);
            next.behaveOtherwise(SinkBehaviour.ACCEPT);
            operator.answer("POST", "/endpoints/" + endpoint.id() + "/resume", "");
            row.recovered(campaign.await("all at the new URL", SOON, () -> campaign.model.isTold(moved.byRoom())));
            assertThat(campaign.ledger.verdict().posts())
                    .as("posts to the old URL")
                    .isEqualTo(posts);
            assertThat(atNew.stream()
                            .filter(WebhookPost::accepted)
                            .filter(post -> !new SignedPost(post).isSignedBy(secret))
                            .count())
                    .as("posts not signed with the new secret")
                    .isZero();

            next.behaveOtherwise(SinkBehaviour.status(500));
            campaign.rest.createRoom("{\"roomId\":\"after\"}");
            Pause.of(IN_FLIGHT);
            operator.answer("DELETE", "/endpoints/" + endpoint.id(), "");
            Pause.of(IN_FLIGHT);
            int deleted = atNew.size();
            Pause.of(Duration.ofSeconds(10));
            assertThat(atNew).as("posts to a deleted endpoint").hasSize(deleted);
            row.runs(4);
            campaign.model.happened(Notification.roomCreated("after"));
            row.judged(moved, campaign.model);
            assertThat(row.broken()).isEmpty();
        }
    }

    /** Changes something and says how many posts the first receiver had once what was on its way had arrived. */
    private static long await(FaultCampaign campaign, Runnable change) {
        change.run();
        Pause.of(IN_FLIGHT);
        return campaign.ledger.verdict().posts();
    }

    @CampaignRow(value = 38, fault = "a replay of everything while live traffic runs")
    void replayBesideLiveTraffic(RowRecord row) {
        try (FaultCampaign campaign = FaultCampaign.withoutWebhooks(ServerOptions.in(home))) {
            OperatorClient operator = new OperatorClient(campaign.rest);
            String id = operator.endpoint(campaign.sink.url("/all")).id();
            Set<String> ids = ConcurrentHashMap.newKeySet();
            Set<String> again = ConcurrentHashMap.newKeySet();
            DeliveryDelays live = new DeliveryDelays();
            campaign.alsoTo(post -> {
                boolean replay = post.headers().containsKey("x-fishjam-replay");
                (replay ? again : ids).add(post.headers().getOrDefault("webhook-id", ""));
                if (!replay) {
                    live.accept(post);
                }
            });
            campaign.load.pausing(CALM).start("past", WORKERS, row.seed());
            ReceiverCampaignTest.warmUp(campaign, live);
            for (int thousand = 0; thousand < CampaignScale.count(60, 3); thousand++) {
                campaign.awaitEvents(1_000);
            }
            campaign.load.stop();
            campaign.awaitTold();
            long before = live.takePercentile(99);
            int past = ids.size();
            campaign.load.pausing(CALM).start("live", WORKERS, row.seed() + 1);
            JsonNode replay = operator.answer(
                    "POST", "/replays", "{\"endpoint\":\"" + id + "\",\"since\":\"1h\",\"perSecond\":1000}");
            row.recovered(campaign.await("the replay", Duration.ofMinutes(5), () -> again.size() >= past));
            long during = live.takePercentile(99);
            campaign.load.stop();
            campaign.awaitTold();
            row.runs(1);
            row.measured("replayed", again.size() + " events");
            row.measured("live p99 before", before + " ms");
            row.measured("during", during + " ms");
            row.note("recovery is the time of the replay at 1,000 a second; a million would only take longer");
            assertThat(replay.path("id").asText()).isNotEmpty();
            assertThat(ids).as("original ids").containsAll(again);
            assertThat(during).isLessThanOrEqualTo(before + before / 10 + 50);
            campaign.judge(row);
        }
    }
}
