package dev.ephyra.conformance.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.conformance.peer.SyntheticPeer.Reception;
import dev.ephyra.testkit.DeliveryLedger;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.ServerSocketClient;
import dev.ephyra.testkit.WebhookSink;
import dev.ephyra.webrtc.connection.client.VideoShapes;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.wire.ServerMessage;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Twenty peers in four rooms that join, publish, take back and leave at random, in rounds; each round ends with an empty
 * server. Checks that what is published arrives, that everything is told, and that nothing grows. Used by one test thread.
 */
public final class MediaSoak implements AutoCloseable {
    /** What the heap of an idle server may grow by from the first round to any later one. */
    private static final long HEAP_TOLERANCE_BYTES = 16L << 20;

    /** Connections to the receiver that are kept alive come and go. */
    private static final int DESCRIPTOR_TOLERANCE = 16;

    /** Compiler, collector and carriers of virtual threads come and go with the load. */
    private static final int THREAD_TOLERANCE = 8;

    private static final int ROOMS = 4;
    private static final int PEERS = 20;
    private static final int MOST_TRACKS = 3;
    private static final int MORE_PACKETS = 5;
    private static final int ACTIONS_BETWEEN_AUDITS = 25;
    private static final long MOST_PAUSE_NANOS = 200_000_000;
    /** A machine that is busy with other things may take most of it. */
    private static final Duration SOON = Duration.ofSeconds(60);

    private static final VideoShapes.Shape SMALL = new VideoShapes.Shape(10, 1, 2, 300);
    private static final List<List<Codec>> CHOICES =
            List.of(List.of(), List.of(Codec.OPUS), List.of(Codec.VP8), List.of(Codec.OPUS, Codec.VP8));

    private final ServerProcess server;
    private final RestClient rest;
    private final Random random;
    private final ClientThread thread;
    private final DeliveryLedger ledger = new DeliveryLedger();
    private final WebhookSink sink = new WebhookSink(ledger);
    private final HttpClient metrics = HttpClient.newHttpClient();
    private final List<PeerAccount> slots = new ArrayList<>();
    private final List<PeerAccount> all = new ArrayList<>();
    private @Nullable ServerReadings first;
    private @Nullable ServerReadings latest;
    /** Of all ends of rounds. */
    private double oldestUndeliveredSeconds;

    private int rounds;
    private int joins;
    private long flows;

    /** One track on its way to one peer. */
    private record Flow(PeerAccount viewer, String track, int source) {}

    public MediaSoak(ServerProcess server, long seed) {
        this.server = server;
        this.rest = server.rest();
        this.random = new Random(seed);
        this.thread = new ClientThread(seed, new VideoShapes(SMALL, SMALL, SMALL));
    }

    /** One round of so much coming and going, and then nobody. */
    public void round(Duration churn) throws IOException, InterruptedException {
        rounds++;
        try (ServerSocketClient told = ServerSocketClient.subscribed(server.port())) {
            begin();
            long endNanos = System.nanoTime() + churn.toNanos();
            for (int actions = 1; System.nanoTime() - endNanos < 0; actions++) {
                act(random.nextInt(PEERS));
                LockSupport.parkNanos(random.nextLong(MOST_PAUSE_NANOS));
                if (actions % ACTIONS_BETWEEN_AUDITS == 0) {
                    audit(told);
                }
            }
            audit(told);
            end();
            checkStories(told);
        }
        assertThat(ledger.verdict().broken()).isEmpty();
        checkReadings();
    }

    /** Notifications that the receiver got. */
    public long events() {
        return ledger.verdict().events();
    }

    /** What was seen so far, in words. */
    public String summary() {
        return rounds + " rounds, " + joins + " joins, " + flows + " flows checked, "
                + ledger.verdict().events() + " events; idle: first " + first + ", last " + latest
                + "; oldest undelivered event at the end of a round " + oldestUndeliveredSeconds + " s";
    }

    @Override
    public void close() {
        thread.close();
        rest.close();
        sink.close();
        metrics.close();
    }

    private String room(int index) {
        return "soak-" + rounds + "-" + index;
    }

    private void begin() throws IOException {
        slots.clear();
        all.clear();
        for (int room = 0; room < ROOMS; room++) {
            String options = "{\"roomId\":\"" + room(room) + "\",\"videoCodec\":\"vp8\",\"webhookUrl\":\""
                    + sink.url("/soak") + "\"}";
            assertThat(rest.createRoom(options).status()).isEqualTo(201);
        }
        for (int slot = 0; slot < PEERS; slot++) {
            slots.add(add(room(slot % ROOMS)));
            if (random.nextBoolean()) {
                join(slots.get(slot));
            }
        }
    }

    private PeerAccount add(String room) {
        JsonNode added = rest.addPeer(room).data();
        PeerAccount peer = new PeerAccount(
                room, added.at("/peer/id").asText(), added.path("token").asText());
        all.add(peer);
        return peer;
    }

    private void act(int slot) throws IOException {
        PeerAccount peer = slots.get(slot);
        SyntheticPeer client = peer.client;
        int choice = random.nextInt(10);
        if (client == null) {
            if (choice < 8) {
                join(peer);
            } else {
                replace(slot);
            }
            return;
        }
        switch (choice) {
            case 0, 1, 2 -> publish(peer, client);
            case 3, 4 -> unpublish(peer, client);
            case 5, 6 -> {
                client.leave();
                left(peer);
            }
            case 7 -> {
                client.close();
                left(peer);
            }
            // In the middle of a negotiation.
            case 8 -> {
                peer.attempted.addAll(client.publish(Codec.OPUS, Codec.VP8));
                client.close();
                left(peer);
            }
            default -> replace(slot);
        }
    }

    private void join(PeerAccount peer) throws IOException {
        String metadata = "{\"join\":" + ++joins + "}";
        SyntheticPeer client = SyntheticPeer.join(thread, server.port(), peer.token, metadata, SOON);
        peer.client = client;
        peer.joins.add(metadata);
        publish(peer, client);
    }

    private void publish(PeerAccount peer, SyntheticPeer client) {
        List<Codec> codecs = CHOICES.get(random.nextInt(CHOICES.size()));
        if (codecs.isEmpty() || peer.published.size() + codecs.size() > MOST_TRACKS) {
            return;
        }
        List<String> tracks = client.publish(codecs.toArray(Codec[]::new));
        peer.attempted.addAll(tracks);
        await(
                () -> "the answer to an offer of " + peer,
                () -> tracks.stream().allMatch(track -> client.sourceOf(track).isPresent()));
        peer.confirmed.addAll(tracks);
        peer.published.addAll(tracks);
    }

    private void unpublish(PeerAccount peer, SyntheticPeer client) {
        if (!peer.published.isEmpty()) {
            client.unpublish(peer.published.remove(random.nextInt(peer.published.size())));
        }
    }

    private static void left(PeerAccount peer) {
        peer.client = null;
        peer.published.clear();
    }

    /** Removes it, and has another one in its place. */
    private void replace(int slot) {
        PeerAccount peer = slots.get(slot);
        assertThat(rest.delete("/room/" + peer.room + "/peer/" + peer.id).status())
                .isEqualTo(204);
        if (peer.client != null) {
            assertThat(peer.client.awaitEnd(SOON).reason()).isEqualTo("Peer removed");
            peer.client.close();
        }
        left(peer);
        slots.set(slot, add(peer.room));
    }

    /** Everything that is published arrives at everybody else in the room. */
    private void audit(ServerSocketClient told) {
        List<Flow> expected = new ArrayList<>();
        for (PeerAccount viewer : slots) {
            for (PeerAccount publisher : slots) {
                SyntheticPeer client = publisher.client;
                if (viewer.client != null
                        && client != null
                        && viewer != publisher
                        && viewer.room.equals(publisher.room)) {
                    publisher.published.forEach(track -> expected.add(
                            new Flow(viewer, track, client.sourceOf(track).orElseThrow())));
                }
            }
        }
        Map<Flow, Long> begun = new HashMap<>();
        List<Flow> open = new ArrayList<>(expected);
        await(() -> "packets of " + open + ", crashed: " + crashes(told), () -> {
            Map<PeerAccount, Map<String, Reception>> received = new HashMap<>();
            open.removeIf(flow -> {
                SyntheticPeer client = flow.viewer().client;
                Reception reception = client == null
                        ? null
                        : received.computeIfAbsent(flow.viewer(), _ -> client.received())
                                .get(flow.track());
                if (reception == null || reception.source() != flow.source()) {
                    return false;
                }
                Long before = begun.putIfAbsent(flow, reception.packets());
                return before != null && reception.packets() >= before + MORE_PACKETS;
            });
            return open.isEmpty();
        });
        flows += expected.size();
        assertThat(slots).allMatch(peer -> peer.client == null || peer.client.isConnected());
    }

    private static List<String> crashes(ServerSocketClient told) {
        return told.messages().stream()
                .filter(ServerMessage::hasPeerCrashed)
                .map(message -> message.getPeerCrashed().getReason())
                .toList();
    }

    private void end() throws IOException {
        for (PeerAccount peer : slots) {
            if (peer.client != null) {
                peer.client.leave();
                left(peer);
            }
        }
        for (int room = 0; room < ROOMS; room++) {
            String path = "/room/" + room(room);
            await(() -> "an empty room", () -> rest.get(path).body().indexOf("\"connected\"") < 0);
            assertThat(rest.delete(path).status()).isEqualTo(204);
        }
    }

    private void checkStories(ServerSocketClient told) {
        told.await(
                "the end of the rooms",
                SOON,
                messages -> messages.stream()
                                .filter(message ->
                                        message.getRoomDeleted().getRoomId().startsWith("soak-" + rounds))
                                .count()
                        == ROOMS);
        assertThat(all)
                .allSatisfy(peer ->
                        assertThat(PeerStory.defects(peer, told.messages())).isEmpty());
    }

    /** The server holds no more than after the first round, whose classes and buffers stay. */
    private void checkReadings() throws IOException, InterruptedException {
        oldestUndeliveredSeconds = Math.max(oldestUndeliveredSeconds, metric("ephyra_oldest_undelivered_age_seconds"));
        await(
                () -> "an idle server",
                () -> metric("ephyra_media_connections") == 0
                        && metric("ephyra_pump_lag_records") == 0
                        && metric("ephyra_oldest_undelivered_age_seconds") < 1);
        ServerReadings now = ServerReadings.of(server);
        latest = now;
        System.out.println("soak: " + summary());
        if (first == null) {
            first = now;
            return;
        }
        assertThat(now.heapBytes()).as("heap").isLessThan(first.heapBytes() + HEAP_TOLERANCE_BYTES);
        assertThat(now.descriptors()).as("descriptors").isLessThanOrEqualTo(first.descriptors() + DESCRIPTOR_TOLERANCE);
        assertThat(now.threads()).as("threads").isLessThanOrEqualTo(first.threads() + THREAD_TOLERANCE);
    }

    private double metric(String name) {
        try {
            return ServerReadings.metric(metrics, server, name);
        } catch (IOException failure) {
            throw new AssertionError("no metrics", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    private void await(Supplier<String> what, BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError(what.get() + " did not come within " + SOON + "\n" + server.logTail());
            }
            LockSupport.parkNanos(MOST_PAUSE_NANOS / 4);
        }
    }
}
