package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.OfferDraft;
import dev.ephyra.webrtc.sdp.Source;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody inside the server, on a real engine, hears of what clients and the server itself publish. */
@Timeout(60)
class LocalSubscriptionTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final RoomId ROOM = EngineClient.ROOM;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> clocks = new LinkedBlockingQueue<>();
    private final AtomicLong packets = new AtomicLong();
    private final AtomicLong last = new AtomicLong(-1);
    private MediaEngine engine;

    private final class Listening implements LocalSubscription.Listener {
        @Override
        public void trackAdded(String trackId, Codec codec) {
            told.add("added " + trackId + " " + codec);
        }

        @Override
        public void packet(
                String trackId, byte[] payload, int offset, int length, long sequence, int timestamp, boolean marker) {
            packets.incrementAndGet();
            last.set(sequence);
        }

        @Override
        public void clock(String trackId, long ntp, int timestamp) {
            clocks.add(trackId + " " + ntp + " " + timestamp);
        }

        @Override
        public void trackRemoved(String trackId) {
            told.add("removed " + trackId);
            throw new IllegalStateException("and then it breaks");
        }
    }

    @BeforeEach
    void open() throws IOException {
        engine = MediaEngine.open(new MediaSettings(LOOPBACK, 0, 0, LOOPBACK, OptionalInt.empty(), 2));
        engine.start(new EngineNews());
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    private String next() throws InterruptedException {
        return String.valueOf(told.poll(30, TimeUnit.SECONDS));
    }

    @Test
    void hearsPeersUntilTheyAreGone() throws Exception {
        OfferDraft.Line camera = new OfferDraft.Line.Send(Codec.VP8, Source.of(17, 18), "s", "v", "c");
        try (DatagramClient ann = new DatagramClient(new InetSocketAddress(LOOPBACK, engine.port()));
                LocalSubscription subscription = engine.subscribe(ROOM, new Listening())) {
            ann.negotiate(engine, ROOM, "ann", 1, camera, "none");
            while (packets.get() < 20 || clocks.isEmpty()) {
                ann.turn();
            }
            assertThat(next()).isEqualTo("added ann-0 VP8");
            assertThat(last.get()).isGreaterThanOrEqualTo(19);

            subscription.wantKeyFrame("ann-0");
            subscription.wantKeyFrame("nobody's");
            engine.close(ROOM, new ConnectionId(1), true);
            assertThat(next()).isEqualTo("removed ann-0");
            assertThat(clocks).allMatch(clock -> clock.startsWith("ann-0 "));
            clocks.clear();
        }
        // What broke with that ended nothing else.
        hearOwnTracks();
    }

    @Test
    void hearsTheServersOwnTracks() throws InterruptedException {
        hearOwnTracks();
    }

    private void hearOwnTracks() throws InterruptedException {
        try (LocalPublication before = engine.publish(ROOM, "before", Codec.OPUS);
                LocalSubscription subscription = engine.subscribe(ROOM, new Listening());
                LocalPublication elsewhere = engine.publish(new RoomId("elsewhere"), "other", Codec.OPUS)) {
            subscription.wantKeyFrame("before");
            before.clock(1L << 40, 5);
            before.send(new byte[3], 0, 3, 0, false);
            elsewhere.send(new byte[3], 0, 3, 0, false);
            assertThat(next()).isEqualTo("added before OPUS");
            assertThat(clocks.poll(30, TimeUnit.SECONDS)).isEqualTo("before " + (1L << 40) + " 5");
            try (LocalPublication later = engine.publish(ROOM, "later", Codec.H264)) {
                // A parameter set and a picture that needs no other.
                later.send(new byte[] {0x65, 1}, 0, 2, 0, true);
                later.send(new byte[] {0x78, 0, 2, 0x67, 1, 0, 2, 0x65, 1}, 0, 9, 0, true);
                assertThat(next()).isEqualTo("added later H264");
            }
            assertThat(next()).isEqualTo("removed later");
        }
    }

    /** Sent in one go, a picture of 5 MB is more than may be on its way at once. */
    @Test
    void hearsLargePicturesOfTheServerAsAWhole() throws InterruptedException {
        int payloads = 5_000;
        try (LocalSubscription subscription = engine.subscribe(ROOM, new Listening())) {
            try (LocalPublication track = engine.publish(ROOM, "large", Codec.OPUS)) {
                subscription.wantKeyFrame("large");
                for (int i = 0; i < payloads; i++) {
                    track.send(new byte[1_000], 0, 1_000, 0, i == payloads - 1);
                }
            }
            assertThat(next()).isEqualTo("added large OPUS");
            assertThat(next()).isEqualTo("removed large");
        }
        assertThat(packets).hasValue(payloads);
    }

    @Test
    void hearsNothingOnceItIsClosed() throws InterruptedException {
        try (LocalSubscription witness = engine.subscribe(ROOM, new Listening())) {
            try (LocalPublication track = engine.publish(ROOM, "before", Codec.OPUS)) {
                try (LocalSubscription closed = engine.subscribe(ROOM, new Listening())) {
                    closed.wantKeyFrame("before");
                    track.send(new byte[3], 0, 3, 0, false);
                    assertThat(List.of(next(), next())).containsOnly("added before OPUS");
                }
                witness.wantKeyFrame("before");
                track.send(new byte[3], 0, 3, 960, false);
            }
            assertThat(next()).isEqualTo("removed before");
            assertThat(packets).as("two, and one").hasValue(3);
        }
        assertThat(told).isEmpty();
    }
}
