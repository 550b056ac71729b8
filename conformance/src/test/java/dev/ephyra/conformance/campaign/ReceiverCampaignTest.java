package dev.ephyra.conformance.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.testkit.DeliveryLedger;
import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.OperatorClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.SinkBehaviour;
import dev.ephyra.testkit.WebhookSink;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;

/** Receivers of webhooks that fail, each in its way. */
class ReceiverCampaignTest {
    private static final int WORKERS = 4;
    private static final Duration CALM = Duration.ofMillis(5);
    private static final Duration SOON = Duration.ofSeconds(30);
    // The longest way from a recovery to the next probe, its answer included.
    private static final Duration RECOVERY = Duration.ofSeconds(10);
    // A request ends by itself after so long.
    private static final Duration TOTAL = Duration.ofSeconds(15);

    @TempDir
    Path home;

    @CampaignRow(value = 1, fault = "the receiver answers 500 for 30 s")
    void errorsForAWhile(RowRecord row) {
        Duration sick = CampaignScale.time(Duration.ofSeconds(30), Duration.ofSeconds(12));
        try (FaultCampaign campaign = new FaultCampaign(ServerOptions.in(home))) {
            for (int round = 0; round < CampaignScale.count(5, 1); round++) {
                campaign.load.pausing(CALM).start("s" + round, WORKERS, row.seed() + round);
                campaign.awaitEvents(100);
                campaign.sink.behaveOtherwise(SinkBehaviour.status(500));
                campaign.ledger.fault();
                Pause.of(sick);
                AtomicBoolean accepted = new AtomicBoolean();
                campaign.alsoTo(post -> accepted.compareAndSet(false, post.accepted()));
                campaign.sink.behaveOtherwise(SinkBehaviour.ACCEPT);
                Duration first = campaign.await("a first success", SOON, accepted::get);
                campaign.load.stop();
                row.runs(1);
                row.recovered(first);
                campaign.awaitTold();
                assertThat(first).as("first success after it healed").isLessThanOrEqualTo(RECOVERY);
            }
            row.note("recovery is the time from healing to the first success");
            campaign.judge(row);
        }
    }

    @CampaignRow(value = 2, fault = "the receiver of 1,000 rooms is down for 10 min")
    void downForLong(RowRecord row) {
        Duration down = CampaignScale.time(Duration.ofMinutes(10), Duration.ofSeconds(40));
        int rooms = CampaignScale.count(1_000, 300);
        try (FaultCampaign campaign = FaultCampaign.withoutWebhooks(ServerOptions.in(home))) {
            new OperatorClient(campaign.rest).endpoint(campaign.sink.url("/all"));
            campaign.sink.behaveOtherwise(SinkBehaviour.status(503));
            ConcurrentLinkedQueue<Long> probes = new ConcurrentLinkedQueue<>();
            long downNanos = System.nanoTime();
            for (int room = 0; room < rooms; room++) {
                openRoom(campaign, "down" + room);
            }
            // By now it has tripped: from here on there are probes, and nothing else.
            Pause.of(Duration.ofSeconds(5));
            campaign.alsoTo(_ -> probes.add(System.nanoTime()));
            Pause.of(down.minusNanos(System.nanoTime() - downNanos));
            List<Long> during = List.copyOf(probes);
            campaign.alsoTo(_ -> {});
            campaign.sink.behaveOtherwise(SinkBehaviour.ACCEPT);
            row.recovered(campaign.awaitTold());
            row.runs(1);
            row.measured("down for", down.toSeconds() + " s");
            row.measured("rooms", Integer.toString(rooms));
            row.measured("probes", Integer.toString(during.size()));
            row.note("recovery is the time from healing until all rooms are told");
            campaign.judge(row);
            assertThat(during).isNotEmpty();
            for (int i = 1; i < during.size(); i++) {
                assertThat(Duration.ofNanos(during.get(i) - during.get(i - 1)))
                        .as("one probe at a time, none later than 10 s")
                        .isBetween(Duration.ofMillis(900), RECOVERY);
            }
        }
    }

    private static void openRoom(FaultCampaign campaign, String room) {
        assertThat(campaign.rest.createRoom("{\"roomId\":\"" + room + "\"}").isSuccess())
                .isTrue();
        String peer = campaign.rest.addPeer(room).data().at("/peer/id").asText();
        campaign.model.happened(Notification.roomCreated(room), Notification.peerAdded(room, peer));
    }

    @CampaignRow(value = 4, fault = "a receiver accepts connections and never answers")
    void tarpit(RowRecord row) {
        besideAHealthyOne(row, new SinkBehaviour.Hang());
    }

    @CampaignRow(value = 5, fault = "a receiver drips one byte a second and never ends")
    void drip(RowRecord row) {
        besideAHealthyOne(row, new SinkBehaviour.Drip(Duration.ofSeconds(1)));
    }

    /** The healthy endpoint's delays before and during, and how the attempts at the sick one end. */
    private void besideAHealthyOne(RowRecord row, SinkBehaviour sickness) {
        try (FaultCampaign campaign = FaultCampaign.withoutWebhooks(ServerOptions.in(home));
                WebhookSink sick = new WebhookSink(_ -> {})) {
            OperatorClient operator = new OperatorClient(campaign.rest);
            operator.endpoint(campaign.sink.url("/well"));
            DeliveryDelays delays = new DeliveryDelays();
            campaign.alsoTo(delays);
            campaign.load.pausing(CALM).start("before", WORKERS, row.seed());
            warmUp(campaign, delays);
            campaign.awaitEvents(CampaignScale.count(10_000, 1_500));
            campaign.load.stop();
            campaign.awaitTold();
            long before = delays.takePercentile(99);

            sick.behaveOtherwise(sickness);
            String id = operator.endpoint(sick.url("/sick")).id();
            campaign.load.pausing(CALM).start("during", WORKERS, row.seed() + 1);
            campaign.awaitEvents(CampaignScale.count(10_000, 1_500));
            campaign.await(
                    "attempts that ended",
                    Duration.ofSeconds(40),
                    () -> operator.attempts(id).size() >= 4);
            campaign.load.stop();
            row.runs(operator.attempts(id).size());
            campaign.awaitTold();
            row.measured("healthy endpoint's p99 before", before + " ms");
            long during = delays.takePercentile(99);
            row.measured("during", during + " ms");
            campaign.judge(row);
            for (JsonNode attempt : operator.attempts(id)) {
                assertThat(attempt.path("failure").asText()).contains("no answer within 15000 ms");
                assertThat(attempt.path("millis").asLong()).isBetween(TOTAL.toMillis() - 100, TOTAL.toMillis() + 2_000);
            }
            // Ten percent are less than this machine's noise at a few milliseconds.
            assertThat(during).as("p99 of the healthy one, ms").isLessThanOrEqualTo(before + before / 10 + 50);
        }
    }

    /** Delays of a process that has just begun say nothing. */
    static void warmUp(FaultCampaign campaign, DeliveryDelays delays) {
        campaign.awaitEvents(1_000);
        delays.takePercentile(99);
    }

    @CampaignRow(value = 5, fault = "a receiver answers with an endless body")
    void endlessBody(RowRecord row) {
        try (FaultCampaign campaign = new FaultCampaign(ServerOptions.in(home))) {
            campaign.sink.behaveOtherwise(new SinkBehaviour.Flood());
            int rooms = CampaignScale.count(200, 30);
            for (int n = 0; n < rooms; n++) {
                campaign.rest.createRoom(
                        "{\"roomId\":\"endless" + n + "\",\"webhookUrl\":\"" + campaign.sink.url("/" + n) + "\"}");
                campaign.model.happened(Notification.roomCreated("endless" + n));
            }
            row.recovered(campaign.awaitTold());
            row.runs(rooms);
            long each = campaign.sink.flooded() / rooms;
            row.measured("bytes of each answer that were taken, buffers of the kernel included", each + " B");
            row.note("64 KiB are read, then the connection is closed; the status was 200, so it counts as delivered");
            campaign.judge(row);
            assertThat(each).isLessThan(8L << 20);
        }
    }

    @CampaignRow(value = 6, fault = "the receiver resets the connection after it processed an event")
    void resetsAfterProcessing(RowRecord row) {
        Map<String, Integer> times = new ConcurrentHashMap<>();
        Map<String, Integer> bodies = new ConcurrentHashMap<>();
        Set<String> changed = ConcurrentHashMap.newKeySet();
        try (FaultCampaign campaign = new FaultCampaign(ServerOptions.in(home))) {
            campaign.sink.behaveBy(post -> {
                String id = post.headers().getOrDefault("webhook-id", "");
                int body = Arrays.hashCode(post.body());
                if (bodies.merge(id, body, (before, _) -> before) != body) {
                    changed.add(id);
                }
                return times.merge(id, 1, Integer::sum) == 1 ? new SinkBehaviour.Reset() : SinkBehaviour.ACCEPT;
            });
            // Each event costs its room a second, so many rooms with few events.
            int rooms = CampaignScale.count(300, 60);
            for (int n = 0; n < rooms; n++) {
                String room = "reset" + n;
                campaign.rest.createRoom(
                        "{\"roomId\":\"" + room + "\",\"webhookUrl\":\"" + campaign.sink.url("/" + n) + "\"}");
                campaign.rest.delete("/room/" + room);
                campaign.model.happened(Notification.roomCreated(room), Notification.roomDeleted(room));
            }
            campaign.await(
                    "each twice",
                    FaultCampaign.TOLD,
                    () -> times.size() == 2 * rooms && times.values().stream().allMatch(count -> count >= 2));
            row.recovered(campaign.awaitTold());
            row.runs(times.size());
            assertThat(times.values()).as("exactly one repetition each").allMatch(count -> count == 2);
            assertThat(changed).as("ids whose bytes changed").isEmpty();
            row.note("each event was repeated exactly once, with the same id and the same bytes");
            campaign.judge(row);
        }
    }

    @CampaignRow(value = 7, fault = "404, 401, 413, 410, 301, 429 with Retry-After, 503 with a date")
    void everyStatus(RowRecord row) {
        Map<String, SinkBehaviour> kinds = new LinkedHashMap<>();
        try (FaultCampaign campaign = FaultCampaign.withoutWebhooks(ServerOptions.in(home));
                WebhookSink elsewhere = new WebhookSink()) {
            for (int status : List.of(404, 401, 413, 410, 500)) {
                kinds.put("/" + status, SinkBehaviour.status(status));
            }
            kinds.put("/301", new SinkBehaviour.Answer(301, elsewhere.url("/trap"), Duration.ZERO));
            kinds.put("/429", new SinkBehaviour.Later(429, "8"));
            kinds.put("/503", new SinkBehaviour.Later(503, httpDate(9)));
            OperatorClient operator = new OperatorClient(campaign.rest);
            Map<String, String> ids = new LinkedHashMap<>();
            Map<String, ConcurrentLinkedQueue<Long>> arrivals = new ConcurrentHashMap<>();
            campaign.alsoTo(post -> arrivals.computeIfAbsent(post.path(), _ -> new ConcurrentLinkedQueue<>())
                    .add(System.nanoTime()));
            kinds.forEach((path, behaviour) -> {
                campaign.sink.behave(path, behaviour);
                ids.put(
                        path,
                        operator.endpoint(campaign.sink.url(path), "\"roomIdPrefix\":\"k" + path.substring(1) + "-\"")
                                .id());
                openRoom(campaign, "k" + path.substring(1) + "-room");
                row.runs(1);
            });
            campaign.await("each tried", SOON, () -> arrivals.size() == kinds.size());
            Pause.of(Duration.ofSeconds(5));
            ids.forEach((path, id) -> {
                JsonNode attempt = operator.attempts(id).getLast();
                assertThat(attempt.path("status").asInt()).as(path).isEqualTo(Integer.parseInt(path.substring(1)));
                assertThat(operator.status(id).path("lastFailure").asText())
                        .as(path)
                        .isNotEmpty();
            });
            assertThat(arrivals.get("/429")).as("obeys Retry-After").hasSize(1);
            assertThat(arrivals.get("/503")).as("obeys Retry-After with a date").hasSize(1);
            assertThat(arrivals.get("/410")).as("stopped").hasSize(1);
            assertThat(operator.status(ids.getOrDefault("/410", ""))
                            .path("state")
                            .asText())
                    .isEqualTo("stopped");

            kinds.keySet().forEach(path -> campaign.sink.behave(path, SinkBehaviour.ACCEPT));
            operator.answer("POST", "/endpoints/" + ids.getOrDefault("/410", "") + "/resume", "");
            row.recovered(campaign.awaitTold());
            assertThat(elsewhere.posts()).as("where the redirect pointed").isEmpty();
            campaign.judge(row);
        }
    }

    private static String httpDate(int secondsAhead) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(secondsAhead));
    }

    @CampaignRow(value = 9, fault = "two endpoints, one of them dead")
    void oneOfTwoDead(RowRecord row) {
        DeliveryLedger dead = new DeliveryLedger();
        try (FaultCampaign campaign = FaultCampaign.withoutWebhooks(ServerOptions.in(home));
                WebhookSink second = new WebhookSink(dead)) {
            OperatorClient operator = new OperatorClient(campaign.rest);
            operator.endpoint(campaign.sink.url("/well"));
            operator.endpoint(second.url("/dead"));
            DeliveryDelays delays = new DeliveryDelays();
            campaign.alsoTo(delays);
            campaign.load.pausing(CALM).start("before", WORKERS, row.seed());
            warmUp(campaign, delays);
            campaign.awaitEvents(CampaignScale.count(10_000, 1_000));
            long before = delays.takePercentile(99);
            second.behaveOtherwise(new SinkBehaviour.Reset());
            campaign.awaitEvents(CampaignScale.count(10_000, 1_000));
            long during = delays.takePercentile(99);
            second.behaveOtherwise(SinkBehaviour.ACCEPT);
            campaign.load.stop();
            campaign.awaitTold();
            row.recovered(
                    campaign.await("the dead one", FaultCampaign.TOLD, () -> campaign.model.isTold(dead.byRoom())));
            row.runs(1);
            row.measured("healthy endpoint's p99 before", before + " ms");
            row.measured("during", during + " ms");
            row.judged(dead, campaign.model);
            campaign.judge(row);
            assertThat(during).as("p99 of the healthy one, ms").isLessThanOrEqualTo(before + before / 10 + 50);
        }
    }
}
