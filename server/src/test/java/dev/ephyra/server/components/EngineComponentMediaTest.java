package dev.ephyra.server.components;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.component.ComponentHost;
import dev.ephyra.component.ComponentListener;
import dev.ephyra.component.ComponentMemory;
import dev.ephyra.component.ComponentRoom;
import dev.ephyra.component.ComponentSubscriber;
import dev.ephyra.component.ComponentTrack;
import dev.ephyra.component.TrackCodec;
import dev.ephyra.component.TrackFeed;
import dev.ephyra.media.MediaEngine;
import dev.ephyra.media.MediaListener;
import dev.ephyra.media.MediaSettings;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackType;
import dev.ephyra.webrtc.connection.Encoding;
import dev.ephyra.webrtc.connection.EncodingChange;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two components of a room on a real engine: each receives what the other publishes, and not itself. */
@Timeout(60)
class EngineComponentMediaTest {
    private static final RoomId ROOM = new RoomId("room");
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final CountDownLatch subscribed = new CountDownLatch(2);
    private final CountDownLatch heard = new CountDownLatch(1);
    private final CountDownLatch removed = new CountDownLatch(1);
    private final AtomicInteger broken = new AtomicInteger();

    @Test
    void componentsReceiveWhatOthersPublish() throws Exception {
        MediaSettings settings = new MediaSettings(LOOPBACK, 0, 0, LOOPBACK, OptionalInt.empty(), 1);
        try (MediaEngine engine = MediaEngine.open(settings);
                ComponentHost host = new ComponentHost(
                        new EngineComponentMedia(Optional.of(engine)), new Silent(), ComponentMemory.ofThisHeap())) {
            engine.start(new Silent());
            for (String name : List.of("one", "two")) {
                host.start(ROOM, new ComponentId(name), room -> live(room, name), List.of());
            }
            assertThat(List.of(next(), next(), next(), next(), next(), next()))
                    .containsExactlyInAnyOrder(
                            "one: added two OPUS",
                            "one: 3 B of two",
                            "one: 7 ns at 48 of two",
                            "two: added one OPUS",
                            "two: 3 B of one",
                            "two: 7 ns at 48 of one");
            heard.countDown();
            assertThat(next()).isEqualTo("two: removed one");
            removed.countDown();
        }
    }

    @Test
    void whatBreaksOverWhatItReceivesCrashesAlone() throws Exception {
        MediaSettings settings = new MediaSettings(LOOPBACK, 0, 0, LOOPBACK, OptionalInt.empty(), 1);
        try (MediaEngine engine = MediaEngine.open(settings);
                ComponentHost host = new ComponentHost(
                        new EngineComponentMedia(Optional.of(engine)), new Silent(), ComponentMemory.ofThisHeap())) {
            engine.start(new Silent());
            host.start(ROOM, new ComponentId("breaks"), this::breakOverAPacket, List.of());
            assertThat(subscribed.await(30, TimeUnit.SECONDS)).isTrue();
            host.start(ROOM, new ComponentId("sends"), this::send, List.of());

            assertThat(next()).isEqualTo("crashed breaks Internal error: java.lang.IllegalStateException: full");
            heard.countDown();
            assertThat(next()).isEqualTo("finished sends");
            assertThat(broken).as("nothing is handed to what broke").hasValue(1);
        }
    }

    private void breakOverAPacket(ComponentRoom room) throws InterruptedException {
        Telling telling = new Telling("breaks") {
            @Override
            public void packet(
                    TrackId track, byte[] payload, int offset, int length, long seq, int timestamp, boolean marker) {
                broken.incrementAndGet();
                throw new IllegalStateException("full");
            }

            @Override
            public void trackAdded(TrackId track, TrackCodec codec) {}
        };
        try (TrackFeed.Subscription subscription = room.tracks().subscribe(telling)) {
            subscription.requestKeyFrame(new TrackId("none"));
            room.alive();
            subscribed.countDown();
            subscribed.countDown();
            heard.await();
        }
    }

    private void send(ComponentRoom room) throws InterruptedException {
        room.alive();
        try (ComponentTrack track = room.publish(new Track(new TrackId("t"), TrackType.AUDIO, Metadata.NONE))) {
            track.send(new byte[3], 0, 3, 0, true);
            track.send(new byte[3], 0, 3, 960, true);
            heard.await();
        }
    }

    private void live(ComponentRoom room, String name) throws InterruptedException {
        room.alive();
        Track own = new Track(new TrackId(name), TrackType.AUDIO, Metadata.NONE);
        try (ComponentTrack track = room.publish(own);
                TrackFeed.Subscription subscription = room.tracks().subscribe(new Telling(name))) {
            subscription.requestKeyFrame(own.id());
            subscribed.countDown();
            subscribed.await();
            track.clock(7, 48);
            track.send(new byte[3], 0, 3, 0, true);
            heard.await();
            if (name.equals("two")) {
                removed.await();
            }
        }
    }

    private String next() throws InterruptedException {
        return String.valueOf(told.poll(30, TimeUnit.SECONDS));
    }

    private class Telling implements ComponentSubscriber {
        private final String name;

        Telling(String name) {
            this.name = name;
        }

        @Override
        public void trackAdded(TrackId track, TrackCodec codec) {
            told.add(name + ": added " + track + " " + codec);
        }

        @Override
        public void trackRemoved(TrackId track) {
            told.add(name + ": removed " + track);
        }

        @Override
        public void packet(
                TrackId track, byte[] payload, int offset, int length, long sequence, int timestamp, boolean marker) {
            told.add(name + ": " + length + " B of " + track);
        }

        @Override
        public void clock(TrackId track, long unixNanos, int timestamp) {
            told.add(name + ": " + unixNanos + " ns at " + timestamp + " of " + track);
        }
    }

    private final class Silent implements ComponentListener, MediaListener {
        @Override
        public void established(RoomId room, ConnectionId connection) {}

        @Override
        public void failed(RoomId room, ConnectionId connection, String reason) {}

        @Override
        public void lost(RoomId room, ConnectionId connection) {}

        @Override
        public void voice(RoomId room, ConnectionId connection, String trackId, boolean isSpeaking) {}

        @Override
        public void encodingSwitched(
                RoomId room, ConnectionId connection, String trackId, Encoding encoding, EncodingChange change) {}

        @Override
        public void trackAdded(RoomId room, ComponentId component, Track track) {}

        @Override
        public void trackRemoved(RoomId room, ComponentId component, TrackId track) {}

        @Override
        public void finished(RoomId room, ComponentId component) {
            if (component.value().equals("sends")) {
                told.add("finished sends");
            }
        }

        @Override
        public void crashed(RoomId room, ComponentId component, CrashCause cause, String reason) {
            told.add("crashed " + component + " " + reason);
        }
    }
}
