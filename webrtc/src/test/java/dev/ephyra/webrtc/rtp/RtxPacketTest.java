package dev.ephyra.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RtxPacketTest {
    private final RtpPacket packet = new RtpPacket();

    @Property(tries = 200)
    void restoresWhatWasWrapped(
            @ForAll @IntRange(min = 0, max = 0xffff) int original, @ForAll @Size(max = 50) byte[] payload) {
        byte[] buffer = new byte[200];
        RtpHeaderWriter writer = new RtpHeaderWriter(ExtensionForm.ONE_BYTE)
                .begin(buffer, 7, 200)
                .source(97, 0x2222)
                .position(true, 9, 1234)
                .extension16(3, 0xabcd);
        int length =
                RtxPacket.write(writer, original, payload, 0, payload.length).finish();
        packet.wrap(buffer, 7, length);

        assertThat(RtxPacket.restore(packet, 96, 0x1111)).isEqualTo(RtxPacket.Content.ORIGINAL);

        assertThat(packet.length()).isEqualTo(length - 2);
        assertThat(packet.sequenceNumber()).isEqualTo(original);
        assertThat(packet.payloadType()).isEqualTo(96);
        assertThat(packet.ssrc()).isEqualTo(0x1111);
        assertThat(packet.timestamp()).isEqualTo(1234);
        assertThat(packet.marker()).isTrue();
        assertThat(packet.extensions().find(3)).isTrue();
        assertThat(payloadOf(packet)).isEqualTo(payload);
    }

    @Test
    void keepsPaddingApart() {
        byte[] bytes = HostileBytes.hex("a0 61 0001 00000000 00000001 1234 aabb 0002");
        packet.wrap(bytes, 0, bytes.length);

        assertThat(RtxPacket.restore(packet, 96, 2)).isEqualTo(RtxPacket.Content.ORIGINAL);
        assertThat(packet.sequenceNumber()).isEqualTo(0x1234);
        assertThat(payloadOf(packet)).isEqualTo(HostileBytes.hex("aabb"));
        assertThat(packet.paddingLength()).isEqualTo(2);
    }

    @Test
    void tellsProbesAndNonsense() {
        byte[] probe = HostileBytes.hex("a0 61 0001 00000000 00000001 0002");
        packet.wrap(probe, 0, probe.length);
        assertThat(RtxPacket.restore(packet, 96, 2)).isEqualTo(RtxPacket.Content.PROBE);
        assertThat(packet.payloadType()).as("unchanged").isEqualTo(97);

        byte[] short1 = HostileBytes.hex("80 61 0001 00000000 00000001 00");
        packet.wrap(short1, 0, short1.length);
        assertThat(RtxPacket.restore(packet, 96, 2)).isEqualTo(RtxPacket.Content.MALFORMED);
    }

    @Test
    void staysInsideWhateverComes() {
        byte[] good = HostileBytes.hex("b1 e1 1234 01020304 a1a2a3a4  11111111 bede 0001 1037 0000  1234 aabbcc 00 02");
        HostileBytes.variants(good, bytes -> use(packet, bytes));
    }

    static void use(RtpPacket packet, byte[] bytes) {
        if (packet.wrap(bytes, 0, bytes.length) && RtxPacket.restore(packet, 96, 2) == RtxPacket.Content.ORIGINAL) {
            assertThat(packet.offset() + packet.length()).isEqualTo(bytes.length);
            assertThat(packet.payloadLength()).isNotNegative();
        }
    }

    private static byte[] payloadOf(RtpPacket packet) {
        return Arrays.copyOfRange(
                packet.buffer(), packet.payloadOffset(), packet.payloadOffset() + packet.payloadLength());
    }
}
