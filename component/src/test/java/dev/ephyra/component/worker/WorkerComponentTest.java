package dev.ephyra.component.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.component.ComponentSubscriber;
import dev.ephyra.component.TrackCodec;
import dev.ephyra.component.TrackFeed;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.TrackId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workers that do what they should, in processes of their own. */
class WorkerComponentTest {
    private static final TrackId TRACK = new TrackId("peer:1");

    private final Workers workers = new Workers();
    private final FakeFeed feed = new FakeFeed();

    @AfterEach
    void close() throws IOException {
        workers.close();
    }

    /** Stands for the media thread. */
    private static final class FakeFeed implements TrackFeed {
        private final BlockingQueue<ComponentSubscriber> subscribers = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

        @Override
        public Subscription subscribe(ComponentSubscriber subscriber) {
            subscribers.add(subscriber);
            return new Subscription() {
                @Override
                public void requestKeyFrame(TrackId track) {
                    told.add("key frame of " + track.value());
                }

                @Override
                public void close() {
                    told.add("closed");
                }
            };
        }

        private ComponentSubscriber subscriber() throws InterruptedException {
            ComponentSubscriber subscriber = subscribers.poll(60, TimeUnit.SECONDS);
            assertThat(subscriber).isNotNull();
            return subscriber;
        }
    }

    @Test
    void publishesAndFinishesLikeAnyComponent() throws InterruptedException {
        ComponentId id = workers.start(TrackFeed.NONE, "publish");

        // Media have an order of their own, and so has the room.
        List<String> told = workers.toldOf(id);
        assertThat(told).containsSubsequence("sent 3 at 960 AUDIO", "clock 5 at 960 AUDIO", "closed AUDIO");
        assertThat(told).containsSubsequence("added AUDIO", "removed publish:AUDIO", "added VIDEO", "finished");
        assertThat(told.subList(told.size() - 2, told.size())).containsExactly("closed VIDEO", "finished");
        workers.assertNothingIsLeft(1);
    }

    @Test
    void receivesTracksAndAsksForKeyFramesAndStops() throws InterruptedException {
        ComponentId id = workers.start(feed, "behave");
        ComponentSubscriber subscriber = feed.subscriber();
        workers.pid(id);
        subscriber.trackAdded(TRACK, TrackCodec.VP8);
        subscriber.packet(TRACK, new byte[] {0, 4, 5}, 1, 2, 1L << 40, 90, true);
        subscriber.clock(TRACK, 1L << 60, -90);
        subscriber.trackRemoved(TRACK);

        Workers.Said added = workers.next(id);
        assertThat(added.kind()).isEqualTo(FakeWorker.ADDED);
        assertThat(added.text()).isEqualTo("1 peer:1 VP8");
        Workers.Said packet = workers.next(id);
        assertThat(packet.kind()).isEqualTo(FakeWorker.PACKET);
        assertThat(packet.bytes())
                .isEqualTo(ByteBuffer.allocate(14)
                        .putInt(1)
                        .putLong(1L << 40)
                        .put((byte) 4)
                        .put((byte) 5)
                        .array());
        Workers.Said clock = workers.next(id);
        assertThat(clock.kind()).isEqualTo(FakeWorker.CLOCK);
        assertThat(clock.bytes())
                .isEqualTo(ByteBuffer.allocate(16)
                        .putInt(1)
                        .putLong(1L << 60)
                        .putInt(-90)
                        .array());
        assertThat(workers.next(id).kind()).isEqualTo(FakeWorker.REMOVED);
        subscriber.trackAdded(TRACK, TrackCodec.H264);
        assertThat(workers.next(id).text()).isEqualTo("2 peer:1 H264");
        Workers.await("a request", () -> feed.told.contains("key frame of peer:1"));

        workers.stop(id);

        Workers.await("the end", () -> feed.told.contains("closed"));
        // Its room tells of its end itself.
        workers.assertNothingIsLeft(0);
    }

    @Test
    void aSlowWorkerLosesPacketsWhileTheMediaThreadGoesOn() throws InterruptedException {
        ComponentId id = workers.start(feed, "slow");
        ComponentSubscriber subscriber = feed.subscriber();
        workers.pid(id);
        subscriber.trackAdded(TRACK, TrackCodec.VP8);
        int packets = 20_000;
        for (int i = 0; i < packets; i++) {
            subscriber.packet(TRACK, new byte[1_000], 0, 1_000, i, 90, true);
        }

        // What it hears has holes, and is in order.
        assertThat(workers.next(id).kind()).isEqualTo(FakeWorker.ADDED);
        long before = -1;
        long hole = 0;
        while (hole == 0 && before < packets - 1) {
            long sequence = ByteBuffer.wrap(workers.next(id).bytes()).getLong(4);
            assertThat(sequence).isGreaterThan(before);
            hole = sequence - before - 1;
            before = sequence;
            // Behind all there are no holes that can be seen.
            subscriber.packet(TRACK, new byte[1], 0, 1, packets, 90, true);
        }
        assertThat(hole).isPositive();
        workers.stop(id);
        workers.assertNothingIsLeft(0);
    }

    @Test
    void noiseIsNotLoggedWithoutBoundAndHarmsNothing() {
        ComponentId id = workers.start(TrackFeed.NONE, "noise", "2500");

        assertThat(workers.toldOf(id)).containsExactly("finished");
        workers.assertNothingIsLeft(1);
    }

    @Test
    void whatItsPayloadsCannotBeWrittenToEndsIt() {
        ComponentId id = new ComponentId("full");
        WorkerCommand command = WorkerCommand.ofJava(
                FakeWorker.class.getName(), System.getProperty("java.class.path"), 24, List.of("behave"), 0);
        workers.start(
                id,
                new WorkerComponent(
                        command,
                        _ -> feed,
                        _ -> {
                            throw new AssertionError("it publishes nothing");
                        },
                        (_, _) -> {
                            throw new IOException("no space left");
                        }));

        assertThat(workers.toldOf(id)).containsExactly("crashed no space left");
        assertThat(feed.told).containsExactly("closed");
        workers.assertNothingIsLeft(1);
    }

    @Test
    void thatCannotBeStartedCrashes() throws InterruptedException {
        ComponentId id = new ComponentId("none");
        WorkerCommand command = new WorkerCommand(Path.of("/no/such/program"), List.of(), Map.of(), 0);
        workers.start(
                id,
                new WorkerComponent(
                        command,
                        _ -> feed,
                        _ -> {
                            throw new AssertionError("it publishes nothing");
                        },
                        workers.sink(id)));

        assertThat(workers.toldOf(id)).singleElement().asString().startsWith("crashed The worker did not start: ");
        workers.assertNothingIsLeft(1);
    }

    @Test
    void itSeesNoMoreOfTheEnvironmentThanIsNamed() throws InterruptedException {
        ComponentId id = new ComponentId("environment");
        WorkerCommand java = WorkerCommand.ofJava(
                FakeWorker.class.getName(), System.getProperty("java.class.path"), 24, List.of("environment"), 0);
        WorkerCommand command = new WorkerCommand(java.executable(), java.arguments(), Map.of("NAMED", "x"), 0);
        workers.start(
                id,
                new WorkerComponent(
                        command,
                        _ -> feed,
                        _ -> {
                            throw new AssertionError("it publishes nothing");
                        },
                        workers.sink(id)));
        workers.pid(id);

        assertThat(workers.next(id).text()).isEqualTo("{NAMED=x}");
        assertThat(workers.toldOf(id)).containsExactly("finished");
    }

    @Test
    void itsCommandIsRunWithItsNicenessAndSaysNoSecrets() {
        WorkerCommand named = new WorkerCommand(Path.of("/usr/bin/env"), List.of(), Map.of("SECRET", "x"), 0);

        assertThat(named.toString()).doesNotContain("SECRET");
        assertThat(named.words()).containsExactly("/usr/bin/env");
        assertThat(new WorkerCommand(Path.of("/a"), List.of("b"), Map.of(), 7).words())
                .endsWith("-n", "7", "/a", "b");
        assertThatThrownBy(() -> new WorkerCommand(Path.of("/a"), List.of(), Map.of(), 20))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
