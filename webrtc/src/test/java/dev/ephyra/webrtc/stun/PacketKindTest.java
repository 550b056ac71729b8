package dev.ephyra.webrtc.stun;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PacketKindTest {
    @Test
    void knowsEachProtocolByItsFirstBytes() {
        for (int first = 0; first < 256; first++) {
            byte[] packet = StunSamples.request();
            packet[0] = (byte) first;
            packet[1] = 111;

            assertThat(PacketKind.of(packet, 0, packet.length))
                    .as("first byte %d", first)
                    .isEqualTo(expected(first));
        }
    }

    private static PacketKind expected(int first) {
        if (first <= 3) {
            return PacketKind.STUN;
        } else if (first >= 20 && first <= 63) {
            return PacketKind.DTLS;
        } else if (first >= 64 && first <= 79) {
            return PacketKind.TURN_CHANNEL;
        }
        return first >= 128 && first <= 191 ? PacketKind.RTP : PacketKind.OTHER;
    }

    @Test
    void tellsRtcpFromRtpByThePacketType() {
        for (int second = 0; second < 256; second++) {
            byte[] packet = new byte[20];
            packet[0] = (byte) 0x80;
            packet[1] = (byte) second;

            assertThat(PacketKind.of(packet, 0, packet.length))
                    .as("second byte %d", second)
                    .isEqualTo(second >= 192 && second <= 223 ? PacketKind.RTCP : PacketKind.RTP);
        }
    }

    @Test
    void takesNothingThatIsShorterThanItsHeader() {
        assertThat(of(0x80, 96, 11)).isEqualTo(PacketKind.OTHER);
        assertThat(of(0x80, 96, 12)).isEqualTo(PacketKind.RTP);
        assertThat(of(0x80, 200, 7)).isEqualTo(PacketKind.OTHER);
        assertThat(of(0x80, 200, 8)).isEqualTo(PacketKind.RTCP);
        assertThat(of(22, 0, 12)).isEqualTo(PacketKind.OTHER);
        assertThat(of(22, 0, 13)).isEqualTo(PacketKind.DTLS);
        assertThat(of(0x40, 0, 3)).isEqualTo(PacketKind.OTHER);
        assertThat(of(0x40, 0, 4)).isEqualTo(PacketKind.TURN_CHANNEL);
        assertThat(of(0, 1, 20)).as("no magic cookie").isEqualTo(PacketKind.OTHER);
        assertThat(PacketKind.of(new byte[0], 0, 0)).isEqualTo(PacketKind.OTHER);
    }

    private static PacketKind of(int first, int second, int length) {
        byte[] packet = new byte[length];
        packet[0] = (byte) first;
        packet[1] = (byte) second;
        return PacketKind.of(packet, 0, length);
    }
}
