package dev.ephyra.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.webrtc.rtp.SentPackets.Verdict;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What it takes to send a packet again: the packets of the source, and what each subscriber was sent. */
class RetransmissionTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final RetransmissionCache cache = new RetransmissionCache(RetransmissionCache.MAX_PACKET_BYTES * 4);
    private final RtpPacket packet = new RtpPacket();
    private final SentPackets sent = new SentPackets();
    private final StreamRewriter rewriter = new StreamRewriter(90_000, 65_530, 0);

    @Test
    void findsPacketsUntilTheyAreTooOld() {
        cache.put(70_000, packet(70_000, 30), 0);

        assertThat(cache.find(70_000, RetransmissionCache.MAX_AGE_NANOS, packet))
                .isTrue();
        assertThat(packet.sequenceNumber()).isEqualTo(70_000 & 0xffff);
        assertThat(packet.length()).isEqualTo(42);
        assertThat(cache.find(70_000, RetransmissionCache.MAX_AGE_NANOS + 1, packet))
                .isFalse();
        assertThat(cache.find(70_001, 0, packet)).isFalse();
        assertThat(cache.find(70_000 - 65_536, 0, packet)).isFalse();
        assertThat(cache.find(70_000 + RetransmissionCache.MAX_PACKETS, 0, packet))
                .isFalse();
    }

    @Test
    void keepsNoGiants() {
        assertThat(cache.put(1, packet(1, RetransmissionCache.MAX_PACKET_BYTES - 12), 0))
                .isTrue();
        assertThat(cache.put(2, packet(2, RetransmissionCache.MAX_PACKET_BYTES - 11), 0))
                .isFalse();
        assertThat(cache.find(2, 0, packet)).isFalse();
        assertThatThrownBy(() -> new RetransmissionCache(RetransmissionCache.MAX_BYTES + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetransmissionCache(10)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsVeryLateTakesNobodysPlace() {
        cache.put(5_000, packet(5_000, 30), 0);
        assertThat(cache.put(5_000 - RetransmissionCache.MAX_PACKETS, packet(1, 30), 0))
                .isFalse();
        assertThat(cache.find(5_000, 0, packet)).isTrue();

        rewriter.switchTo(0, 0, 0);
        send(0, 0, 0, 0);
        send(2, 0, 0, 0);
        for (int i = 3; i <= SentPackets.MAX_PACKETS + 1; i++) {
            send(i, 0, 0, 0);
        }
        send(1, 0, 9, 0);
        assertThat(sent.resend((65_531 + SentPackets.MAX_PACKETS) & 0xffff, 0, 0))
                .isEqualTo(Verdict.RESEND);
        assertThat(sent.source()).isZero();
    }

    /** What is found is whole; and the latest three, which always fit, are found. */
    @Property(tries = 60)
    void neverHandsOutWhatWasOverwritten(@ForAll long seed) {
        Random random = new Random(seed);
        RetransmissionCache small = new RetransmissionCache(RetransmissionCache.MAX_PACKET_BYTES * 4);
        Map<Long, byte[]> all = new HashMap<>();
        long next = random.nextInt(0x10000);
        for (int i = 0; i < 2_000; i++) {
            next += random.nextInt(10) == 0 ? 2 : 1;
            RtpPacket stored = packet(next, random.nextInt(1_200));
            small.put(next, stored, 0);
            all.put(next, Arrays.copyOfRange(stored.buffer(), stored.offset(), stored.offset() + stored.length()));

            long asked = next - random.nextInt(40);
            if (small.find(asked, 0, packet)) {
                byte[] found = Arrays.copyOfRange(packet.buffer(), packet.offset(), packet.offset() + packet.length());
                assertThat(found).isEqualTo(all.get(asked));
            } else {
                assertThat(!all.containsKey(asked) || next - asked >= 4).isTrue();
            }
        }
    }

    @Test
    void remembersWhatAPacketWasMadeOf() {
        rewriter.switchTo(500, 7_000, 0);
        send(500, 7_000, 3, 77);
        send(501, 7_000, 3, 77);
        rewriter.switchTo(9, 1, 0);
        send(9, 1, 4, 88);

        assertThat(sent.resend(65_531, 0, 0)).isEqualTo(Verdict.RESEND);
        assertThat(sent.sequence()).isEqualTo(65_531);
        assertThat(sent.source()).isEqualTo(3);
        assertThat(sent.inboundSequence()).isEqualTo(501);
        assertThat(sent.timestampOffset()).isEqualTo(-7_000);
        assertThat(sent.descriptorOffset()).isEqualTo(77);

        assertThat(sent.resend(65_532, 0, 0)).isEqualTo(Verdict.RESEND);
        assertThat(sent.source()).isEqualTo(4);
        assertThat(sent.inboundSequence()).isEqualTo(9);
        assertThat(sent.timestampOffset()).isZero();
    }

    @Test
    void knowsOnlyTheLatest() {
        assertThat(sent.resend(0, 0, 0)).isEqualTo(Verdict.UNKNOWN);
        rewriter.switchTo(0, 0, 0);
        for (int i = 0; i <= SentPackets.MAX_PACKETS; i++) {
            send(i, 0, 0, 0);
        }

        assertThat(sent.resend(65_530, 0, 0)).isEqualTo(Verdict.UNKNOWN);
        assertThat(sent.resend(65_531, 0, 0)).isEqualTo(Verdict.RESEND);
        assertThat(sent.resend((65_530 + SentPackets.MAX_PACKETS) & 0xffff, 0, 0))
                .isEqualTo(Verdict.RESEND);
        assertThat(sent.resend((65_531 + SentPackets.MAX_PACKETS) & 0xffff, 0, 0))
                .as("not sent yet")
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void sendsNothingAgainTooSoonOrTooOften() {
        rewriter.switchTo(0, 0, 0);
        send(0, 0, 0, 0);
        long rtt = 100 * MILLI;

        assertThat(sent.resend(65_530, 0, rtt)).isEqualTo(Verdict.RESEND);
        assertThat(sent.resend(65_530, 49 * MILLI, rtt)).isEqualTo(Verdict.TOO_SOON);
        assertThat(sent.resend(65_530, 50 * MILLI, rtt)).isEqualTo(Verdict.RESEND);
        assertThat(sent.resend(65_530, 59 * MILLI, 0)).isEqualTo(Verdict.TOO_SOON);
        assertThat(sent.resend(65_530, 60 * MILLI, 0)).isEqualTo(Verdict.RESEND);
        int again = 3;
        for (long now = 60 * MILLI; now < 2_000 * MILLI; now += MILLI) {
            again += sent.resend(65_530, now, 0) == Verdict.RESEND ? 1 : 0;
        }
        assertThat(again).isEqualTo(SentPackets.MAX_RESENT);
        assertThat(sent.resend(65_530, 3_000 * MILLI, 0)).isEqualTo(Verdict.TOO_OFTEN);
    }

    private void send(long sequence, int timestamp, int source, int descriptorOffset) {
        assertThat(rewriter.rewrite(sequence, timestamp, 0)).isTrue();
        sent.put(rewriter, source, descriptorOffset);
    }

    private static RtpPacket packet(long sequence, int payloadBytes) {
        byte[] bytes = new byte[5_000];
        int length = new RtpHeaderWriter(ExtensionForm.ONE_BYTE)
                .begin(bytes, 3, bytes.length)
                .source(96, 1)
                .position(false, sequence, 0)
                .payload(fill(sequence, payloadBytes), 0, payloadBytes)
                .finish();
        RtpPacket packet = new RtpPacket();
        packet.wrap(bytes, 3, length);
        return packet;
    }

    private static byte[] fill(long sequence, int bytes) {
        byte[] payload = new byte[bytes];
        Arrays.fill(payload, (byte) sequence);
        return payload;
    }
}
