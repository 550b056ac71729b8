package dev.ephyra.webrtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpSenderTest {
    private static final SrtpProfile GCM = SrtpProfile.AEAD_AES_128_GCM;

    @ParameterizedTest
    @EnumSource
    void usesNoIndexTwice(SrtpProfile profile) {
        SrtpSender sender = Packets.sender(profile);
        Packets.protect(sender, Packets.rtp(5));
        byte[] again = Arrays.copyOf(Packets.rtp(5), 90);
        byte[] given = again.clone();

        assertThat(sender.protect(given, 0, Packets.rtp(5).length)).isEqualTo(SrtpRefusal.REPLAYED.code());
        assertThat(given).isEqualTo(again);
        assertThat(Packets.protect(sender, Packets.rtp(4))).hasSize(62 + sender.rtpGrowthBytes());
    }

    @Test
    void refusesWhatIsSoLateThatItsIndexMayBeUsed() {
        SrtpSender sender = Packets.sender(GCM);
        Packets.protect(sender, Packets.rtp(500));

        assertThat(Packets.refusal(sender, Packets.rtp(500 - SourceIndexes.WINDOW)))
                .isEqualTo(SrtpRefusal.TOO_OLD);
    }

    @Test
    void countsEachSourceApart() {
        SrtpSender sender = Packets.sender(GCM);
        byte[] one = Packets.protect(sender, Packets.rtp(1, 9, new byte[20]));
        byte[] two = Packets.protect(sender, Packets.rtp(2, 9, new byte[20]));

        assertThat(Arrays.copyOfRange(one, 12, 32)).isNotEqualTo(Arrays.copyOfRange(two, 12, 32));
    }

    @ParameterizedTest
    @EnumSource
    void givesEachRtcpPacketAnIndexOfItsOwn(SrtpProfile profile) {
        SrtpSender sender = Packets.sender(profile);
        SrtpReceiver receiver = Packets.receiver(profile);

        byte[] first = Packets.protectRtcp(sender, Packets.rtcp());
        byte[] second = Packets.protectRtcp(sender, Packets.rtcp());

        assertThat(first).isNotEqualTo(second);
        assertThat(Packets.unprotectRtcp(receiver, second)).isEqualTo(Packets.rtcp());
        assertThat(Packets.unprotectRtcp(receiver, first)).isEqualTo(Packets.rtcp());
    }

    @Test
    void sendsNoRtcpAfterTheLastIndex() {
        SrtpSender sender = new SrtpSender(GCM, Packets.key(GCM), Packets.salt(GCM), Integer.MAX_VALUE);
        Packets.protectRtcp(sender, Packets.rtcp());
        byte[] packet = Arrays.copyOf(Packets.rtcp(), 80);

        assertThat(sender.protectRtcp(packet, 0, 32)).isEqualTo(SrtpRefusal.KEY_EXHAUSTED.code());
        assertThat(packet).isEqualTo(Arrays.copyOf(Packets.rtcp(), 80));
    }

    @Test
    void remembersSoManySourcesAndRefusesOneMore() {
        SrtpSender sender = Packets.sender(GCM);
        for (int source = 0; source < SrtpSender.MAX_SOURCES; source++) {
            Packets.protect(sender, Packets.rtp(source, 1, new byte[3]));
        }

        assertThat(Packets.refusal(sender, Packets.rtp(SrtpSender.MAX_SOURCES, 1, new byte[3])))
                .isEqualTo(SrtpRefusal.TOO_MANY_SOURCES);
        assertThat(Packets.refusal(sender, Packets.rtp(0, 1, new byte[3]))).isEqualTo(SrtpRefusal.REPLAYED);
        assertThat(Packets.protect(sender, Packets.rtp(0, 2, new byte[3]))).hasSize(31);
    }

    @Test
    void refusesWhatItCannotProtect() {
        SrtpSender sender = Packets.sender(GCM);
        byte[] large = Packets.rtp(1, 1, new byte[SrtpReceiver.MAX_PACKET_BYTES - 12 - 15]);

        assertThat(Packets.refusal(sender, large)).isEqualTo(SrtpRefusal.TOO_LONG);
        assertThat(Packets.refusal(sender, new byte[11])).isEqualTo(SrtpRefusal.TOO_SHORT);
        assertThat(Packets.refusal(sender, new byte[12])).isEqualTo(SrtpRefusal.MALFORMED);
        assertThat(sender.protectRtcp(new byte[40], 0, 7)).isEqualTo(SrtpRefusal.TOO_SHORT.code());
        assertThat(sender.protectRtcp(new byte[40], 0, 8)).isEqualTo(SrtpRefusal.MALFORMED.code());
        assertThat(sender.protectRtcp(new byte[2_100], 0, 2_029)).isEqualTo(SrtpRefusal.TOO_LONG.code());
    }

    @Test
    void protectsThePacketThatJustFits() {
        byte[] packet = Packets.rtp(1, 1, new byte[SrtpReceiver.MAX_PACKET_BYTES - 12 - 16]);

        byte[] protectedPacket = Packets.protect(Packets.sender(GCM), packet);

        assertThat(protectedPacket).hasSize(SrtpReceiver.MAX_PACKET_BYTES);
        assertThat(Packets.unprotect(Packets.receiver(GCM), protectedPacket)).isEqualTo(packet);
    }

    @Test
    void throwsForACallerThatLeavesNoRoom() {
        SrtpSender sender = Packets.sender(GCM);
        byte[] packet = Packets.rtp(1);

        assertThatThrownBy(() -> sender.protect(packet, 0, packet.length))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> sender.protectRtcp(new byte[27], 0, 8)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
