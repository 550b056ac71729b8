package dev.ephyra.conformance.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.RestAnswer;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.WebhookPost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

/** One busy room among very many: the others' notifications take no longer for it. */
class FairnessCampaignTest {
    private static final int WORKERS = 8;
    private static final String BUSY = "busy";
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path home;

    private final Map<String, Long> arrivedNanos = new ConcurrentHashMap<>();

    @CampaignRow(value = 33, fault = "10 k rooms, one of them as busy as REST allows")
    void theOthersDoNotNoticeABusyRoom(RowRecord row) {
        int rooms = CampaignScale.count(10_000, 1_000);
        int probes = CampaignScale.count(1_000, 200);
        try (FaultCampaign campaign = new FaultCampaign(ServerOptions.in(home))) {
            campaign.alsoTo(this::arrived);
            open(campaign, rooms);
            row.recovered(campaign.awaitTold());
            Random random = new Random(row.seed());
            List<Long> quiet = probe(campaign, rooms, probes, random);

            AtomicBoolean busy = new AtomicBoolean(true);
            AtomicLong events = new AtomicLong();
            Phaser working = new Phaser(1 + WORKERS);
            long beganNanos = System.nanoTime();
            for (int worker = 0; worker < WORKERS; worker++) {
                Thread.ofVirtual().start(() -> {
                    while (busy.get()) {
                        churn(campaign, events);
                    }
                    working.arriveAndDeregister();
                });
            }
            List<Long> beside = probe(campaign, rooms, probes, random);
            long rate = events.get() * 1_000_000_000L / (System.nanoTime() - beganNanos);
            busy.set(false);
            working.arriveAndAwaitAdvance();

            long before = RoomLoad.percentile(quiet, 99) / 1_000_000;
            long during = RoomLoad.percentile(beside, 99) / 1_000_000;
            row.runs(1);
            row.measured("rooms", Integer.toString(rooms));
            row.measured("events per second of the busy room", Long.toString(rate));
            row.measured("p99 from the call to the webhook in the other rooms, quiet", before + " ms");
            row.measured("with the busy room", during + " ms");
            row.note(
                    "the busy room's rate is what REST and one lane do on this machine beside everything else, not 5 k/s");
            row.judged(campaign.ledger);
            assertThat(row.broken()).isEmpty();
            assertThat(during)
                    .as("p99 of the others beside a busy room, ms; quiet %d", before)
                    .isLessThan(5 * before + 100);
        }
    }

    private static void open(FaultCampaign campaign, int rooms) {
        create(campaign, BUSY);
        AtomicInteger next = new AtomicInteger();
        Phaser opening = new Phaser(1 + WORKERS);
        for (int worker = 0; worker < WORKERS; worker++) {
            Thread.ofVirtual().start(() -> {
                for (int n = next.getAndIncrement(); n < rooms; n = next.getAndIncrement()) {
                    create(campaign, "room" + n);
                }
                opening.arriveAndDeregister();
            });
        }
        opening.arriveAndAwaitAdvance();
    }

    private static void create(FaultCampaign campaign, String room) {
        String body = "{\"roomId\":\"" + room + "\",\"webhookUrl\":\"" + campaign.sink.url("/hook") + "\"}";
        if (campaign.rest.createRoom(body).isSuccess()) {
            campaign.model.happened(Notification.roomCreated(room));
        }
    }

    private static void churn(FaultCampaign campaign, AtomicLong events) {
        RestAnswer added = campaign.rest.addPeer(BUSY);
        if (added.isSuccess()) {
            campaign.rest.delete(
                    "/room/" + BUSY + "/peer/" + added.data().at("/peer/id").asText());
            events.addAndGet(2);
        }
    }

    /** From just before the call to the arrival of what it caused, in nanoseconds, ascending. */
    private List<Long> probe(FaultCampaign campaign, int rooms, int probes, Random random) {
        List<Long> latencies = new ArrayList<>();
        IntStream.range(0, probes).forEach(_ -> {
            long askedNanos = System.nanoTime();
            RestAnswer added = campaign.rest.addPeer("room" + random.nextInt(rooms));
            String peer = added.data().at("/peer/id").asText();
            campaign.await("the probe", SOON, () -> arrivedNanos.containsKey(peer));
            latencies.add(arrivedNanos.getOrDefault(peer, 0L) - askedNanos);
        });
        latencies.sort(null);
        return latencies;
    }

    private void arrived(WebhookPost post) {
        Notification told = post.notification();
        if (told.kind().equals("peer_added") && !told.roomId().equals(BUSY)) {
            arrivedNanos.putIfAbsent(told.subject(), System.nanoTime());
        }
    }
}
