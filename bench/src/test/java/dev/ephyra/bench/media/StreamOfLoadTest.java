package dev.ephyra.bench.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import dev.ephyra.webrtc.rtp.RtpPacket;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.Direction;
import dev.ephyra.webrtc.sdp.ExtensionIds;
import dev.ephyra.webrtc.sdp.FeedbackTypes;
import dev.ephyra.webrtc.sdp.NegotiatedLine;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StreamOfLoadTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int SSRC = 77;
    private static final int PACKET_BYTES = 1_100;
    private static final int TAG_BYTES = 16;

    private final RecordedLink link = new RecordedLink();
    private final ReceivedCount received = new ReceivedCount(link);
    private long nowNanos = 5 * SECOND;
    private final PublishedStream stream = new PublishedStream(link, line(Codec.VP8), SSRC, PACKET_BYTES, nowNanos);

    private static NegotiatedLine line(Codec codec) {
        ExtensionIds ids = new ExtensionIds(4, 0, 0, 3, 0);
        return new NegotiatedLine(
                "0", Direction.SENDONLY, codec, 96, -1, ids, FeedbackTypes.NONE, List.of(), List.of());
    }

    private void run(double rate, long nanos) {
        stream.rate(rate, nowNanos);
        long end = nowNanos + nanos;
        for (; nowNanos < end; nowNanos += TimeUnit.MILLISECONDS.toNanos(1)) {
            stream.sendDue(nowNanos);
        }
    }

    private void arrive(byte[] packet) {
        received.rtp(packet.clone(), packet.length);
    }

    @Test
    void aPublisherSendsAtItsRateInPacketsOfItsSize() {
        run(400, SECOND);

        assertThat(link.sent).hasSize(400).allMatch(packet -> packet.length == PACKET_BYTES + TAG_BYTES);
        run(0, SECOND);
        assertThat(link.sent).hasSize(400);
    }

    @Test
    void whatIsLateIsLeftOutRatherThanSentInABurst() {
        run(400, SECOND);
        nowNanos += 3 * SECOND;
        stream.sendDue(nowNanos);

        assertThat(link.sent).hasSize(401);
    }

    @Test
    void aKeyFrameComesFirstAndWhenItIsAskedFor() {
        run(160, SECOND);
        stream.keyFrameWanted();
        run(160, SECOND);

        List<Boolean> keyFrames = link.sent.stream().map(this::beginsKeyFrame).toList();
        assertThat(keyFrames.indexOf(true)).isZero();
        assertThat(keyFrames.lastIndexOf(true)).isEqualTo(160);
        assertThat(keyFrames.stream().filter(is -> is)).hasSize(2);
    }

    private boolean beginsKeyFrame(byte[] sealed) {
        byte[] packet = sealed.clone();
        RtpPacket plain = new RtpPacket();
        assertThat(plain.wrap(packet, 0, link.unprotect(packet, packet.length, false)))
                .isTrue();
        boolean isStart = (packet[plain.payloadOffset()] & 0x10) != 0;
        return isStart && (packet[plain.payloadOffset() + 4] & 1) == 0;
    }

    @Test
    void aSubscriberCountsEachPacketAndChecksSomeTags() {
        run(400, SECOND);
        link.sent.forEach(this::arrive);

        assertThat(received.received()).isEqualTo(400);
        assertThat(received.verified()).isEqualTo(7);
        assertThat(received.refused()).isZero();
        assertThat(received.lost()).isZero();
    }

    @Test
    void aHoleIsLostAndAnotherSourceIsNotCounted() {
        run(400, SECOND);
        List.of(0, 1, 3, 4, 9).forEach(index -> arrive(link.sent.get(index)));
        byte[] other = link.sent.get(10).clone();
        NetworkOrder.put32(other, 8, SSRC + 1);
        arrive(other);

        assertThat(received.received()).isEqualTo(5);
        assertThat(received.lost()).isEqualTo(5);
    }

    @Test
    void whatIsNotAuthenticIsSeenAmongThoseThatAreChecked() {
        run(400, SECOND);
        byte[] forged = link.sent.getFirst().clone();
        forged[500] ^= 1;
        arrive(forged);

        assertThat(received.refused()).isEqualTo(1);
        assertThat(received.verified()).isZero();
    }

    @Test
    void soundHasNoFrames() {
        PublishedStream sound = new PublishedStream(link, line(Codec.OPUS), SSRC, 160, nowNanos);
        sound.rate(50, nowNanos);
        sound.sendDue(nowNanos);

        assertThat(link.sent).singleElement().satisfies(packet -> {
            assertThat(packet).hasSize(160 + TAG_BYTES);
            assertThat(packet[1] & 0x80).isZero();
        });
    }
}
