package dev.ephyra.webrtc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.connection.client.ReceivedPacket;
import dev.ephyra.webrtc.connection.client.SyntheticVideo;
import dev.ephyra.webrtc.rtp.RtpPacket;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A camera in three encodings, of which each subscriber gets the best that is sent. */
class SimulcastTest {
    private static final List<Encoding> ENCODINGS = List.of(Encoding.LOW, Encoding.MEDIUM, Encoding.HIGH);
    private static final long SILENCE_MILLIS = InboundStream.SILENCE_NANOS / 1_000_000;

    private final SimulatedCall call = new SimulatedCall(7);
    private final Participant ann = call.join("ann", SimulatedCall.simulcast());
    private final Participant bob = call.join("bob");

    private void connect() {
        call.subscribe(bob, "ann-0");
        call.connect().runMillis(1_000);
    }

    @Test
    void theBestEncodingIsForwarded() {
        connect();

        assertThat(bob.sent(0).encoding()).hasValue(Encoding.HIGH);
        assertThat(bob.packets(0).getLast().tag().stream())
                .isEqualTo(ann.camera("h").ssrc());
        assertThat(bob.stream(0).wholeFrames()).isGreaterThan(25);
        StreamContinuity.check(bob.packets(0));
    }

    @Test
    void aPausedEncodingIsReplacedAndComesBack() {
        connect();
        ann.camera("h").pause();
        long paused = call.nowNanos;
        call.runMillis(SILENCE_MILLIS + 200);
        assertThat(bob.sent(0).encoding()).hasValue(Encoding.MEDIUM);
        assertThat(firstOf(ann.camera("m")).nanos() - paused).isLessThan(InboundStream.SILENCE_NANOS + 100_000_000);
        assertThat(firstOf(ann.camera("m")).isKeyFrame()).isTrue();

        ann.camera("m").pause();
        call.runMillis(SILENCE_MILLIS + 200);
        assertThat(bob.sent(0).encoding()).hasValue(Encoding.LOW);

        ann.camera("h").resume(call.nowNanos);
        call.runMillis(100);
        assertThat(bob.sent(0).encoding()).hasValue(Encoding.HIGH);
        StreamContinuity.check(bob.packets(0));
    }

    /** The first packet of a stream after the latest of another one. */
    private ReceivedPacket firstOf(SyntheticVideo camera) {
        List<ReceivedPacket> packets = bob.packets(0);
        int first = packets.size();
        while (packets.get(first - 1).tag().stream() == camera.ssrc()) {
            first--;
        }
        return packets.get(first);
    }

    @Test
    void aRequestForAKeyFrameReachesAnEncodingThatIsSent() {
        connect();
        ann.camera("h").pause();
        call.runMillis(SILENCE_MILLIS + 500);
        long before = ann.camera("m").keyFrameRequests();
        long paused = ann.camera("h").keyFrameRequests();
        bob.sent(0).keyFrameWanted(call.nowNanos);
        call.runMillis(200);

        assertThat(ann.camera("m").keyFrameRequests()).isEqualTo(before + 1);
        assertThat(ann.camera("h").keyFrameRequests()).isEqualTo(paused);
    }

    @Test
    void theWantedEncodingIsForwardedAndElseTheNextBest() {
        connect();
        bob.sent(0).target(Encoding.MEDIUM);
        call.runMillis(500);
        assertThat(bob.sent(0).encoding()).hasValue(Encoding.MEDIUM);
        ann.camera("m").pause();
        call.runMillis(SILENCE_MILLIS + 300);
        assertThat(bob.sent(0).encoding()).hasValue(Encoding.LOW);
        ann.camera("l").pause();
        call.runMillis(SILENCE_MILLIS + 300);
        assertThat(bob.sent(0).encoding()).hasValue(Encoding.HIGH);
        bob.sent(0).target(Encoding.LOW);
        ann.camera("l").resume(call.nowNanos);
        call.runMillis(300);
        assertThat(bob.sent(0).encoding()).hasValue(Encoding.LOW);
        StreamContinuity.check(bob.packets(0));
    }

    @Test
    void everyChangeIsToldWithItsReason() {
        connect();
        bob.sent(0).target(Encoding.MEDIUM);
        call.runMillis(500);
        ann.camera("m").pause();
        call.runMillis(SILENCE_MILLIS + 300);
        ann.camera("m").resume(call.nowNanos);
        call.runMillis(300);

        assertThat(bob.events)
                .filteredOn(ConnectionEvent.EncodingSwitched.class::isInstance)
                .containsExactly(
                        switched(Encoding.HIGH, EncodingChange.BEGAN),
                        switched(Encoding.LOW, EncodingChange.WANTED),
                        switched(Encoding.MEDIUM, EncodingChange.WANTED),
                        switched(Encoding.LOW, EncodingChange.PAUSED),
                        switched(Encoding.MEDIUM, EncodingChange.RESUMED));
        assertThat(ann.events).containsExactly(new ConnectionEvent.Established());
    }

    private static ConnectionEvent switched(Encoding encoding, EncodingChange change) {
        return new ConnectionEvent.EncodingSwitched("ann-0", encoding, change);
    }

    @Test
    void whoChangesItsMindAllTheTimeCostsFewKeyFrames() {
        connect();
        long before = keyFrames();
        for (int i = 0; i < 500; i++) {
            bob.sent(0).target(ENCODINGS.get(i % 3));
            call.runMillis(20);
        }

        assertThat(keyFrames() - before).isBetween(1L, 8L);
        StreamContinuity.check(bob.packets(0));
    }

    private long keyFrames() {
        return Stream.of("l", "m", "h")
                .mapToLong(rid -> ann.camera(rid).keyFramesSent())
                .sum();
    }

    @Test
    void aStillScreenIsNotTakenForAPause() {
        connect();
        for (int second = 0; second < 20; second++) {
            Stream.of("l", "m", "h").forEach(rid -> ann.camera(rid).pause());
            call.runMillis(960);
            long now = call.nowNanos;
            Stream.of("l", "m", "h").forEach(rid -> ann.camera(rid).resume(now));
            call.runMillis(40);
        }

        assertThat(bob.sent(0).encoding()).hasValue(Encoding.HIGH);
        assertThat(ann.camera("m").keyFrameRequests()).isLessThan(4);
        StreamContinuity.check(bob.packets(0));
    }

    @Test
    void aSourceThatBeginsAnewTakesThePlaceOfItsEncoding() {
        connect();
        TrackStreams track = ann.server.published().getFirst();
        InboundStream before = track.streams().stream()
                .filter(stream -> stream.encoding() == Encoding.HIGH)
                .findFirst()
                .orElseThrow();
        InboundStream after = new InboundStream(track, before.line(), Encoding.HIGH, 12_345);
        track.replace(after);

        assertThat(track.streams()).hasSize(3).contains(after).doesNotContain(before);
        assertThat(before.isRetired()).isTrue();
        assertThat(before.isSilent(call.nowNanos)).isTrue();
        assertThat(before.receive(new RtpPacket(), call.nowNanos)).isNegative();
    }

    @Property(tries = 6)
    void anyPausesLeaveAStreamThatCanBeDecoded(@ForAll long seed) {
        pauseAtRandom(seed);
    }

    /** A switch overtook the beginning of the last key frame of what was shown before. */
    @Test
    void aKeyFrameThatCameTooLateIsNotMissed() {
        pauseAtRandom(-329);
    }

    private static void pauseAtRandom(long seed) {
        Random random = new Random(seed);
        SimulatedCall any = new SimulatedCall(seed);
        Participant publisher = any.join("ann", SimulatedCall.simulcast());
        Participant subscriber = any.join("bob");
        any.subscribe(subscriber, "ann-0");
        publisher.up.jitterNanos = random.nextLong(1, 15_000_000);
        any.connect().runMillis(500);
        boolean[] isPaused = new boolean[3];
        for (int round = 0; round < 6; round++) {
            int which = random.nextInt(3);
            SyntheticVideo camera = publisher.camera(List.of("l", "m", "h").get(which));
            isPaused[which] = !isPaused[which];
            if (isPaused[which]) {
                camera.pause();
            } else {
                camera.resume(any.nowNanos);
            }
            any.runMillis(random.nextInt(100, 4_000));
        }
        any.runMillis(SILENCE_MILLIS + 1_000);

        int best = isPaused[2] ? isPaused[1] ? 0 : 1 : 2;
        if (!isPaused[best]) {
            assertThat(subscriber.sent(0).encoding()).hasValue(ENCODINGS.get(best));
        }
        // What is on its way arrives.
        Stream.of("l", "m", "h").forEach(rid -> publisher.camera(rid).pause());
        any.runMillis(300);
        StreamContinuity.check(subscriber.packets(0));
        assertThat(subscriber.events)
                .filteredOn(event -> !(event instanceof ConnectionEvent.EncodingSwitched))
                .containsExactly(new ConnectionEvent.Established());
    }
}
