package dev.ephyra.webrtc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.connection.client.SyntheticVideo;
import dev.ephyra.webrtc.rtcp.RtcpPacket.SenderReport;
import dev.ephyra.webrtc.rtp.NtpTime;
import dev.ephyra.webrtc.rtp.RtpPacket;
import dev.ephyra.webrtc.rtp.Vp8Descriptor;
import dev.ephyra.webrtc.sdp.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A camera in three encodings, which somebody inside the server receives beside a peer. */
class LocalReceiverTest {
    private static final long SILENCE_MILLIS = InboundStream.SILENCE_NANOS / 1_000_000;

    private final SimulatedCall call = new SimulatedCall(11);
    private final Participant ann = call.join("ann", SimulatedCall.simulcast());
    private final Participant bob = call.join("bob");
    private final List<Received> received = new ArrayList<>();
    private final List<Throwable> broken = new ArrayList<>();
    private final List<Clock> clocks = new ArrayList<>();
    private boolean sinkThrows;
    private boolean clockThrows;

    private record Received(long sequence, int timestamp, int ssrc, int sourceTimestamp, boolean beginsKeyFrame) {}

    /** What was told behind a packet, and what the camera's own clocks said at that moment. */
    private record Clock(long unixNanos, int timestamp, Received behind, SenderReport camera) {
        /** By how much the camera's clocks would not have agreed on it. */
        long errorNanos() {
            int elapsedTicks = camera.rtpTimestamp() - (timestamp - behind.timestamp() + behind.sourceTimestamp());
            long elapsedNanos = NtpTime.unixNanos(camera.ntp()) - unixNanos;
            return Math.abs(elapsedTicks * TimeUnit.SECONDS.toNanos(1) / Codec.VP8.clockRateHz() - elapsedNanos);
        }
    }

    private LocalReceiver receive() {
        call.subscribe(bob, "ann-0");
        call.connect().runMillis(1_000);
        TrackStreams camera = ann.server.published().getFirst();
        LocalReceiver receiver = new LocalReceiver(camera, new LocalReceiver.Sink() {
            @Override
            public void packet(Codec codec, RtpPacket packet, long sequence, int timestamp) {
                if (sinkThrows) {
                    throw new IllegalStateException("the sink broke");
                }
                assertThat(codec).isEqualTo(Codec.VP8);
                received.add(
                        new Received(sequence, timestamp, packet.ssrc(), packet.timestamp(), beginsKeyFrame(packet)));
            }

            @Override
            public void clock(long ntp, int timestamp) {
                if (clockThrows) {
                    throw new IllegalStateException("the sink broke");
                }
                SenderReport now = cameraOf(received.getLast()).report(call.nowNanos);
                clocks.add(new Clock(NtpTime.unixNanos(ntp), timestamp, received.getLast(), now));
            }

            @Override
            public void broke(Throwable failure) {
                broken.add(failure);
            }
        });
        camera.receivers(List.of(receiver));
        call.runMillis(500);
        return receiver;
    }

    private SyntheticVideo cameraOf(Received packet) {
        return Stream.of("l", "m", "h")
                .map(ann::camera)
                .filter(camera -> camera.ssrc() == packet.ssrc())
                .findFirst()
                .orElseThrow();
    }

    private static boolean beginsKeyFrame(RtpPacket packet) {
        KeyFrameFinder finder = new KeyFrameFinder(Codec.VP8);
        return finder.startsIn(packet)
                && new Vp8Descriptor().wrap(packet.buffer(), packet.payloadOffset(), packet.payloadLength());
    }

    @Test
    void beginsWithTheFirstKeyFrameGoesOnToTheBestEncodingAndCountsFromZero() {
        receive();

        assertThat(received).hasSizeGreaterThan(10);
        assertThat(received.getFirst().beginsKeyFrame()).isTrue();
        assertThat(received.subList(received.size() / 2, received.size()))
                .allMatch(packet -> packet.ssrc() == ann.camera("h").ssrc());
        assertInOrderFromZero();
    }

    @Test
    void goesOnInOneNumberingWithWhatIsSent() {
        receive();
        ann.camera("h").pause();
        call.runMillis(SILENCE_MILLIS + 200);
        assertThat(received.getLast().ssrc()).isEqualTo(ann.camera("m").ssrc());
        ann.camera("h").resume(call.nowNanos);
        call.runMillis(500);

        assertThat(received.getLast().ssrc()).isEqualTo(ann.camera("h").ssrc());
        assertInOrderFromZero();
        for (int at = 1; at < received.size(); at++) {
            boolean isOther = received.get(at).ssrc() != received.get(at - 1).ssrc();
            assertThat(!isOther || received.get(at).beginsKeyFrame()).isTrue();
            assertThat(received.get(at).timestamp() - received.get(at - 1).timestamp())
                    .isNotNegative();
        }
    }

    @Test
    void asksForAKeyFrameOfWhatItReceivesAsOftenAsItMay() {
        LocalReceiver receiver = receive();
        long before = ann.camera("h").keyFrameRequests();
        long others = ann.camera("l").keyFrameRequests();
        for (int time = 0; time < 20; time++) {
            receiver.wantKeyFrame(call.nowNanos);
        }
        call.runMillis(200);

        assertThat(ann.camera("h").keyFrameRequests()).isEqualTo(before + 1);
        assertThat(ann.camera("l").keyFrameRequests()).isEqualTo(others);
    }

    @Test
    void endsAloneWhenItBreaks() {
        receive();
        int before = received.size();
        long frames = bob.stream(0).wholeFrames();
        sinkThrows = true;
        call.runMillis(100);
        sinkThrows = false;
        call.runMillis(500);

        assertThat(broken).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(received).hasSize(before);
        assertThat(bob.stream(0).wholeFrames()).isGreaterThan(frames + 10);
        StreamContinuity.check(bob.packets(0));
    }

    @Test
    void tellsTheClocksOfWhatItReceivesAndOfNothingElse() {
        receive();
        // The simulated wall clock jumps where its monotonic time wraps.
        call.runMillis(3_000);
        clocks.clear();
        call.runMillis(3_000);
        int steady = clocks.size();
        ann.camera("h").pause();
        call.runMillis(SILENCE_MILLIS + 1_000);
        ann.camera("h").resume(call.nowNanos);
        call.runMillis(3_000);

        assertThat(steady).as("reports of 3 s").isBetween(1, 10);
        assertThat(clocks).allMatch(clock -> clock.errorNanos() < 30_000);
        List<Received> begun = new ArrayList<>();
        for (int at = received.indexOf(clocks.getFirst().behind()); at < received.size(); at++) {
            if (received.get(at).ssrc() != received.get(at - 1).ssrc()) {
                begun.add(received.get(at));
            }
        }
        assertThat(begun).hasSizeGreaterThanOrEqualTo(2);
        assertThat(clocks).extracting(Clock::behind).containsAll(begun).doesNotHaveDuplicates();
        assertThat(clocks).hasSizeLessThan(30);
    }

    @Test
    void endsAloneWhenItBreaksOverAClock() {
        receive();
        clockThrows = true;
        call.runMillis(3_000);
        int before = received.size();
        call.runMillis(500);

        assertThat(broken).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(received).hasSize(before);
        StreamContinuity.check(bob.packets(0));
    }

    private void assertInOrderFromZero() {
        for (int at = 0; at < received.size(); at++) {
            assertThat(received.get(at).sequence()).isEqualTo(at);
        }
    }
}
