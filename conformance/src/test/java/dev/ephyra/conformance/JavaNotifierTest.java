package dev.ephyra.conformance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.sdk.metrics.MetricsReport;
import dev.ephyra.sdk.notification.Notification;
import dev.ephyra.sdk.notification.RoomNotification;
import dev.ephyra.sdk.notifier.AckMode;
import dev.ephyra.sdk.notifier.CursorStore;
import dev.ephyra.sdk.notifier.Delivery;
import dev.ephyra.sdk.notifier.EventFilter;
import dev.ephyra.sdk.notifier.Gap;
import dev.ephyra.sdk.notifier.Notifier;
import dev.ephyra.sdk.notifier.NotifierState;
import dev.ephyra.sdk.notifier.RoomsSnapshot;
import dev.ephyra.sdk.notifier.SubscriptionRefusedException;
import dev.ephyra.testkit.PeerSocketClient;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Java SDK's notifier against a running server, over connections that are cut, late and overtake each other, and over a kill of the server. */
@Timeout(180)
class JavaNotifierTest {
    private static final long SEED = 29_112_026;
    private static final int CUTS = 60;
    private static final Duration SOON = Duration.ofSeconds(40);

    private final HandledEvents handled = new HandledEvents();
    private final Queue<Gap> gaps = new ConcurrentLinkedQueue<>();

    @TempDir
    Path home;

    @Test
    void losesNothingAndRepeatsNothingOverCutsAndAKill() throws Exception {
        Random random = new Random(SEED);
        AtomicBoolean loading = new AtomicBoolean(true);
        Phaser workers = new Phaser(1);
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest();
                FaultyLink link = new FaultyLink(server::port, SEED);
                Notifier notifier = Notifier.builder(link.address(), ServerProcess.TOKEN)
                        .capacity(64)
                        .longestPause(Duration.ofMillis(500))
                        .onServerNotification(this::handle)
                        .onGap(gaps::add)
                        .build()) {
            notifier.connect().get(SOON.toSeconds(), TimeUnit.SECONDS);
            for (int worker = 0; worker < 3; worker++) {
                load(rest, "w" + worker + "n", loading, workers);
            }
            for (int cut = 0; cut < CUTS; cut++) {
                int enough = handled.all().size() + random.nextInt(40);
                handled.await("some", SOON, all -> all.size() >= enough);
                if (random.nextInt(3) == 0) {
                    link.overtake();
                } else {
                    link.refuse(random.nextInt(4) == 0);
                    link.cut();
                    link.refuse(false);
                }
                if (cut == CUTS / 2) {
                    server.kill();
                    server.restart();
                }
            }
            loading.set(false);
            workers.arriveAndAwaitAdvance();
            assertThat(rest.createRoom("{\"roomId\":\"last\"}").isSuccess()).isTrue();
            handled.awaitRoom("last", SOON);
            assertThat(link.connections()).isGreaterThan(CUTS / 2);
            assertThat(link.overtaken()).isPositive();
        }
        handled.assertComplete();
        assertThat(gaps).isEmpty();
    }

    @Test
    void goesOnInTheNextProcessBehindWhatWasHandled() throws Exception {
        CursorStore store = CursorStore.file(home.resolve("cursor"));
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest()) {
            try (Notifier first = notifier(server).cursorStore(store).build()) {
                first.connect().get(SOON.toSeconds(), TimeUnit.SECONDS);
                rest.createRoom("{\"roomId\":\"a\"}");
                handled.awaitRoom("a", SOON);
            }
            rest.addPeer("a");
            rest.createRoom("{\"roomId\":\"b\"}");
            try (Notifier second = notifier(server).cursorStore(store).build()) {
                second.connect().get(SOON.toSeconds(), TimeUnit.SECONDS);
                handled.await("all three", SOON, all -> all.size() >= 3);
            }
        }
        // In order within a room; the rooms beside each other.
        assertThat(handled.all().stream()
                        .map(notification -> notification.content().getClass().getSimpleName()))
                .containsExactlyInAnyOrder("RoomCreated", "PeerAdded", "RoomCreated");
        handled.assertComplete();
    }

    @Test
    void bringsAgainWhatWasNotAcknowledged() throws Exception {
        CursorStore store = CursorStore.file(home.resolve("cursor"));
        BlockingQueue<Delivery> held = new ArrayBlockingQueue<>(10);
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest()) {
            try (Notifier first = Notifier.builder(server.address(), ServerProcess.TOKEN)
                    .cursorStore(store)
                    .ackMode(AckMode.MANUAL)
                    .onServerNotification(held::add)
                    .build()) {
                first.connect().get(SOON.toSeconds(), TimeUnit.SECONDS);
                for (String room : List.of("a", "b", "c")) {
                    rest.createRoom("{\"roomId\":\"" + room + "\"}");
                    Delivery delivery = next(held);
                    if (!room.equals("b")) {
                        delivery.ack();
                    }
                }
            }
            try (Notifier second = notifier(server).cursorStore(store).build()) {
                second.connect().get(SOON.toSeconds(), TimeUnit.SECONDS);
                handled.await("both", SOON, all -> all.size() >= 2);
            }
        }
        assertThat(handled.all().stream()
                        .map(notification -> notification.roomId().orElseThrow()))
                .containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void showsTheOpenRoomsAndThenExactlyWhatFollows() throws Exception {
        BlockingQueue<RoomsSnapshot> snapshots = new ArrayBlockingQueue<>(10);
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest()) {
            rest.createRoom("{\"roomId\":\"open\"}");
            rest.addPeer("open");
            rest.createRoom("{\"roomId\":\"gone\"}");
            rest.delete("/room/gone");
            try (Notifier notifier = notifier(server).onSnapshot(snapshots::add).build()) {
                notifier.connect().get(SOON.toSeconds(), TimeUnit.SECONDS);
                RoomsSnapshot snapshot = next(snapshots);
                rest.delete("/room/open");
                handled.await(
                        "the end",
                        SOON,
                        all -> all.stream()
                                .anyMatch(told -> told.content().equals(new RoomNotification.RoomDeleted("open"))));

                assertThat(snapshot.rooms()).hasSize(1);
                assertThat(snapshot.rooms().get(0).peers()).hasSize(1);
                assertThat(snapshot.rooms().get(0).roomSeq()).isEqualTo(2);
                assertThat(handled.all().get(0).event().orElseThrow().roomSeq()).isEqualTo(3);
            }
        }
    }

    @Test
    void callsAgainAHandlerThatFailsAndHoldsBackThatRoomOnly() throws Exception {
        AtomicInteger failures = new AtomicInteger(2);
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest();
                Notifier notifier = Notifier.builder(server.address(), ServerProcess.TOKEN)
                        .onServerNotification(delivery -> {
                            if (delivery.notification().roomId().orElseThrow().equals("bad")
                                    && failures.getAndDecrement() > 0) {
                                throw new IOException("not now");
                            }
                            handle(delivery);
                        })
                        .build()) {
            notifier.connect().get(SOON.toSeconds(), TimeUnit.SECONDS);
            rest.createRoom("{\"roomId\":\"bad\"}");
            rest.addPeer("bad");
            rest.createRoom("{\"roomId\":\"good\"}");
            handled.await("all three", SOON, all -> all.size() == 3);
        }
        assertThat(handled.all().get(0).roomId()).contains("good");
        handled.assertComplete();
    }

    @Test
    void filtersAndReportsMetrics() throws Exception {
        BlockingQueue<MetricsReport> reports = new ArrayBlockingQueue<>(1_000);
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest();
                Notifier notifier = notifier(server)
                        .filter(EventFilter.all().including(RoomNotification.PeerConnected.class))
                        .onMetrics(reports::add)
                        .build()) {
            notifier.connect().get(SOON.toSeconds(), TimeUnit.SECONDS);
            rest.createRoom("{\"roomId\":\"a\"}");
            String token = rest.addPeer("a").json().path("data").path("token").asText();
            try (PeerSocketClient peer = PeerSocketClient.authenticated(server.port(), token)) {
                handled.await("the peer", SOON, all -> !all.isEmpty());
                String peerId =
                        ((RoomNotification.PeerConnected) handled.all().get(0).content()).peerId();
                MetricsReport report = next(reports);
                while (report.rooms().isEmpty()) {
                    report = next(reports);
                }
                assertThat(report.rooms()).containsOnlyKeys("a");
                assertThat(report.rooms().values())
                        .allSatisfy(room -> assertThat(room.endpoints()).containsOnlyKeys(peerId));
                assertThat(peer.messages()).isNotEmpty();
            }
        }
    }

    @Test
    void saysThatTheTokenIsWrongAndTriesNoMore() throws Exception {
        Queue<NotifierState> states = new ConcurrentLinkedQueue<>();
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                Notifier notifier = Notifier.builder(server.address(), "wrong")
                        .onServerNotification(this::handle)
                        .onState(states::add)
                        .build()) {
            assertThatThrownBy(() -> notifier.connect().get(SOON.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(SubscriptionRefusedException.class)
                    .hasMessageContaining("1000 invalid token");
            assertThatThrownBy(() -> notifier.waitReady(SOON)).isInstanceOf(SubscriptionRefusedException.class);
            assertThat(states)
                    .containsExactly(new NotifierState.Connecting(1), new NotifierState.Refused(1000, "invalid token"));
        }
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        return requireNonNull(queue.poll(SOON.toSeconds(), TimeUnit.SECONDS), "nothing came in time");
    }

    private Notifier.Builder notifier(ServerProcess server) {
        return Notifier.builder(server.address(), ServerProcess.TOKEN)
                .onServerNotification(this::handle)
                .onGap(gaps::add);
    }

    private void handle(Delivery delivery) {
        Notification notification = delivery.notification();
        handled.add(notification);
    }

    private static void load(RestClient rest, String prefix, AtomicBoolean loading, Phaser workers) {
        workers.register();
        Thread.ofVirtual().start(() -> {
            for (int n = 0; loading.get(); n++) {
                String room = prefix + n % 3;
                rest.createRoom("{\"roomId\":\"" + room + "\"}");
                rest.addPeer(room);
                rest.delete("/room/" + room);
            }
            workers.arriveAndDeregister();
        });
    }
}
