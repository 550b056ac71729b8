package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.media.SimulatedEngine.Client;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.webrtc.connection.Encoding;
import dev.ephyra.webrtc.connection.client.ReceivedStream;
import dev.ephyra.webrtc.connection.client.SyntheticAudio;
import dev.ephyra.webrtc.sdp.Codec;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MediaLoopTest {
    private final SimulatedEngine engine = new SimulatedEngine();

    @Test
    void whatIsPublishedReachesWhoSubscribed() {
        Client ann = engine.publisher("ann");
        Client bob = engine.publisher("bob");
        Client eve = engine.publisher("eve");
        bob.subscribe("ann-0", Codec.OPUS);
        bob.subscribe("ann-1", Codec.VP8);
        ann.subscribe("bob-1", Codec.VP8);
        engine.connect();
        engine.runMillis(1_000);

        assertThat(engine.told).containsExactlyInAnyOrder("established 1", "established 2", "established 3");
        assertThat(bob.stream(2).packets()).isGreaterThan(45);
        assertThat(bob.stream(3).wholeFrames()).isGreaterThan(25);
        assertThat(ann.stream(2).wholeFrames()).isGreaterThan(25);
        assertThat(eve.connection.received()).isEmpty();
        assertThat(engine.loop.totals().strangers()).isZero();
    }

    @Test
    void aTrackThatIsLeftIsNotSentAnyMore() {
        Client ann = engine.publisher("ann");
        Client bob = engine.publisher("bob");
        bob.subscribe("ann-1", Codec.VP8);
        engine.connect();
        engine.runMillis(200);
        ReceivedStream stream = bob.stream(2);
        bob.answering.leave(2);
        bob.draft = bob.draft.next(bob.draft.lines());
        bob.negotiate();
        long packets = stream.packets();
        engine.runMillis(500);

        assertThat(packets).isPositive();
        assertThat(stream.packets()).isLessThan(packets + 10);
        assertThat(ann.connection.isEstablished()).isTrue();
    }

    @Test
    void aPublisherThatGoesAndComesBackIsSentAgain() {
        engine.publisher("ann");
        Client bob = engine.publisher("bob");
        bob.subscribe("ann-1", Codec.VP8);
        engine.connect();
        engine.runMillis(300);
        engine.loop.close(new ConnectionId(1));
        engine.runMillis(20);
        long before = bob.stream(2).wholeFrames();
        engine.publisher("ann");
        engine.connect();
        engine.runMillis(500);

        assertThat(bob.stream(2).wholeFrames()).isGreaterThan(before + 10);
        assertThat(engine.told).noneMatch(news -> news.startsWith("failed"));
    }

    @Test
    void aPlanThatCannotBeCarriedOutEndsItsPeerOnly() {
        Client ann = engine.publisher("ann");
        Client bob = engine.publisher("bob");
        bob.subscribe("ann-1", Codec.VP8);
        engine.connect();
        engine.isRandomBroken = true;
        engine.publisher("eve");
        bob.subscribe("ann-0", Codec.OPUS);
        engine.isRandomBroken = false;
        engine.runMillis(500);

        assertThat(engine.told)
                .contains(
                        "failed 3: Internal error: java.lang.IllegalStateException: no randomness",
                        "failed 2: Internal error: java.lang.IllegalStateException: no randomness")
                .hasSize(4);
        assertThat(ann.connection.isEstablished()).isTrue();
        assertThat(bob.connection.isEstablished()).isFalse();
    }

    @Test
    void aPlanThatOverflowsTheStackEndsItsPeerOnly() {
        Client ann = engine.publisher("ann");
        engine.connect();
        engine.isStackOverflowing = true;
        engine.loop.configure(
                SimulatedEngine.ROOM,
                new ConnectionId(7),
                ann.answering.answer(ann.draft).plan(),
                engine.nowNanos);
        engine.isStackOverflowing = false;
        engine.runMillis(100);

        assertThat(engine.told)
                .containsExactly("established 1", "failed 7: Internal error: java.lang.StackOverflowError: too deep");
        assertThat(ann.connection.isEstablished()).isTrue();
    }

    @Test
    void aKeyFrameIsAskedOfAPublisherThatIsSilentAtOnce() {
        Client ann = engine.publisher("ann");
        Client bob = engine.publisher("bob");
        engine.connect();
        engine.runMillis(300);
        ann.isSilent = true;
        engine.runMillis(1_500);
        long before = keyFrameRequests(ann);
        // Nothing comes of the publisher that would make its connection look what is to be done.
        bob.subscribe("ann-1", Codec.VP8);
        engine.runMillis(20);

        assertThat(keyFrameRequests(ann)).isEqualTo(before + 1);
    }

    private long keyFrameRequests(Client publisher) {
        MediaFigures figures = engine.loop.figures(engine.nowNanos);
        return Objects.requireNonNull(figures.connections().get(publisher.id)).inbound().stream()
                .mapToLong(stream -> stream.counters().keyFrameRequests())
                .sum();
    }

    @Test
    void whoHasNothingToSayIsNotLookedAtEachTick() {
        engine.publisher("ann");
        engine.connect();
        engine.clients.values().forEach(client -> client.isSilent = true);
        engine.runMillis(200);

        assertThat(engine.loop.nanosToNext(engine.nowNanos, Long.MAX_VALUE)).isGreaterThan(5 * MediaThread.TICK_NANOS);
    }

    @Test
    void aSubscriberWhoseNetworkBreaksEndsAlone() {
        Client ann = engine.publisher("ann");
        Client bob = engine.publisher("bob");
        Client carol = engine.publisher("carol");
        bob.subscribe("ann-1", Codec.VP8);
        carol.subscribe("ann-1", Codec.VP8);
        engine.connect();
        engine.runMillis(200);
        engine.brokenPaths.add(bob.path);
        long frames = carol.stream(2).wholeFrames();
        engine.runMillis(1_000);

        assertThat(engine.told)
                .contains("failed 2: Internal error: java.lang.IllegalStateException: no network")
                .hasSize(4);
        assertThat(carol.stream(2).wholeFrames()).isGreaterThan(frames + 25);
        assertThat(ann.connection.isEstablished()).isTrue();
    }

    @Test
    void aPublisherWhoseNetworkBreaksEndsAlone() {
        Client ann = engine.publisher("ann");
        Client bob = engine.publisher("bob");
        bob.subscribe("ann-1", Codec.VP8);
        ann.subscribe("bob-1", Codec.VP8);
        engine.connect();
        engine.brokenPaths.add(ann.path);
        engine.runMillis(500);

        assertThat(engine.told)
                .contains("failed 1: Internal error: java.lang.IllegalStateException: no network")
                .hasSize(3);
        assertThat(bob.connection.isEstablished()).isTrue();
    }

    @Test
    void aListenerThatBreaksEndsNobodyElse() {
        Client ann = engine.publisher("ann");
        engine.connect();
        engine.isListenerBroken = true;
        Client bob = engine.publisher("bob");
        engine.runUntil(() -> engine.told.size() == 2);
        engine.isListenerBroken = false;
        engine.runMillis(500);

        assertThat(engine.told)
                .containsExactly(
                        "established 1", "failed 2: Internal error: java.lang.IllegalStateException: nobody listens");
        assertThat(ann.connection.isEstablished()).isTrue();
        assertThat(bob.draft.lines()).hasSize(2);
    }

    @Test
    void whoFallsSilentIsLostOnceAndForgotten() {
        Client ann = engine.publisher("ann");
        engine.connect();
        ann.isSilent = true;
        engine.runMillis(16_000);

        assertThat(engine.told).containsExactly("established 1", "lost 1");
        assertThat(engine.loop.figures(engine.nowNanos).connections()).isEmpty();
        ann.isSilent = false;
        long sent = engine.sent;
        engine.runMillis(3_000);
        assertThat(engine.sent).isEqualTo(sent);
        assertThat(engine.loop.totals().strangers()).isPositive();
    }

    @Test
    void whoSaysGoodByeIsForgottenWithoutAWord() {
        Client ann = engine.publisher("ann");
        engine.connect();
        ann.connection.close();
        engine.runMillis(50);

        assertThat(engine.told).containsExactly("established 1");
        assertThat(engine.loop.figures(engine.nowNanos).connections()).isEmpty();
    }

    @Test
    void whatIsClosedSaysGoodBye() {
        Client ann = engine.publisher("ann");
        engine.connect();
        engine.loop.close(ann.id);
        engine.loop.close(ann.id);
        engine.loop.close(new ConnectionId(77));
        engine.runMillis(50);

        assertThat(ann.connection.isEstablished()).isFalse();
        assertThat(engine.told).containsExactly("established 1");
    }

    @Test
    void anotherConnectionFromTheSamePortIsFoundByItsChecks() {
        Client ann = engine.publisher("ann");
        engine.connect();
        Client again = engine.publisher("again");
        again.path = ann.path;
        engine.clients.remove("ann");
        engine.connect();
        engine.runMillis(200);

        assertThat(engine.told).containsExactly("established 1", "established 2");
        assertThat(again.connection.isEstablished()).isTrue();
    }

    @Test
    void tellsWhoSpeaks() {
        Client ann = engine.publisher("ann");
        engine.connect();
        ann.connection.published().stream()
                .filter(SyntheticAudio.class::isInstance)
                .forEach(stream -> ((SyntheticAudio) stream).level(10));
        engine.runMillis(500);

        assertThat(engine.told).containsExactly("established 1", "voice ann-0 true");
    }

    @Test
    void whoFallsSilentSpeaksNoLongerThanASecond() {
        Client ann = engine.publisher("ann");
        engine.connect();
        ann.connection.published().stream()
                .filter(SyntheticAudio.class::isInstance)
                .forEach(stream -> ((SyntheticAudio) stream).level(10));
        engine.runMillis(730);
        ann.isSilent = true;
        engine.runMillis(960);
        assertThat(engine.told).containsExactly("established 1", "voice ann-0 true");
        engine.runMillis(60);

        assertThat(engine.told).containsExactly("established 1", "voice ann-0 true", "voice ann-0 false");
    }

    @Test
    void whatComesInAnotherEncodingIsToldAtOnce() {
        engine.simulcaster("ann");
        Client bob = engine.publisher("bob");
        engine.connect();
        bob.subscribe("ann-0", Codec.VP8);
        engine.runMillis(1_000);
        engine.loop.target(bob.id, "ann-0", Encoding.LOW);
        engine.runUntil(() -> encoding(bob).equals(Optional.of(Encoding.LOW)));
        engine.runMillis(20);

        assertThat(engine.told).contains("switched ann-0 LOW WANTED");
    }

    @Test
    void whatBreaksOverThePacketsOfAnotherIsToldAtOnce() {
        Client ann = engine.publisher("ann");
        Client bob = engine.publisher("bob");
        bob.subscribe("ann-1", Codec.VP8);
        engine.connect();
        // Nothing comes of the subscriber that would make its connection look what there is to tell.
        bob.isSilent = true;
        engine.runMillis(200);
        engine.brokenPaths.add(bob.path);
        // A frame and a tick.
        engine.runMillis(60);

        assertThat(engine.told).contains("failed 2: Internal error: java.lang.IllegalStateException: no network");
        assertThat(ann.connection.isEstablished()).isTrue();
    }

    private Optional<Encoding> encoding(Client subscriber) {
        MediaFigures figures = engine.loop.figures(engine.nowNanos);
        return Objects.requireNonNull(figures.connections().get(subscriber.id))
                .outbound()
                .getFirst()
                .encoding();
    }

    @Test
    void whatIsForNobodyIsCounted() {
        byte[] buffer = new byte[MediaSocket.MAX_DATAGRAM_BYTES];
        UdpPath stranger = new UdpPath(new InetSocketAddress("192.0.2.9", 9));
        for (int first = 0; first < 256; first++) {
            buffer[0] = (byte) first;
            engine.loop.receive(buffer, 0, 100, stranger, engine.nowNanos);
        }
        engine.loop.receive(buffer, 0, 0, stranger, engine.nowNanos);

        assertThat(engine.loop.totals().strangers()).isEqualTo(257);
        assertThat(engine.sent).isZero();
    }
}
