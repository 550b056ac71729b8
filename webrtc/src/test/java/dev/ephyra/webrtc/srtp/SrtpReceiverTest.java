package dev.ephyra.webrtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpReceiverTest {
    private static final SrtpProfile GCM = SrtpProfile.AEAD_AES_128_GCM;

    @ParameterizedTest
    @EnumSource
    void refusesAPacketTwice(SrtpProfile profile) {
        SrtpSender sender = Packets.sender(profile);
        SrtpReceiver receiver = Packets.receiver(profile);
        byte[] rtp = Packets.protect(sender, Packets.rtp(5));
        byte[] rtcp = Packets.protectRtcp(sender, Packets.rtcp());
        Packets.unprotect(receiver, rtp);
        Packets.unprotectRtcp(receiver, rtcp);

        assertThat(Packets.refusal(receiver, rtp)).isEqualTo(SrtpRefusal.REPLAYED);
        assertThat(Packets.refusalRtcp(receiver, rtcp)).isEqualTo(SrtpRefusal.REPLAYED);
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsBehindTheWindow(SrtpProfile profile) {
        SrtpSender sender = Packets.sender(profile);
        SrtpReceiver receiver = Packets.receiver(profile);
        byte[] oldest = Packets.protect(sender, Packets.rtp(100));
        byte[] older = Packets.protect(sender, Packets.rtp(101));
        Packets.unprotect(receiver, Packets.protect(sender, Packets.rtp(100 + SourceIndexes.WINDOW)));

        assertThat(Packets.refusal(receiver, oldest)).isEqualTo(SrtpRefusal.TOO_OLD);
        assertThat(Packets.unprotect(receiver, older)).isEqualTo(Packets.rtp(101));
    }

    @ParameterizedTest
    @EnumSource
    void refusesWithEveryBitFlippedAndChangesNothing(SrtpProfile profile) {
        SrtpSender sender = Packets.sender(profile);
        SrtpReceiver receiver = Packets.receiver(profile);
        byte[] rtp = Packets.protect(sender, Packets.rtp(5));
        byte[] rtcp = Packets.protectRtcp(sender, Packets.rtcp());

        for (int bit = 0; bit < rtp.length * 8; bit++) {
            byte[] flipped = flip(rtp, bit);
            byte[] given = flipped.clone();
            assertThat(receiver.unprotect(given, 0, given.length))
                    .as("bit %d", bit)
                    .isNegative();
            assertThat(given).isEqualTo(flipped);
        }
        for (int bit = 0; bit < rtcp.length * 8; bit++) {
            byte[] flipped = flip(rtcp, bit);
            byte[] given = flipped.clone();
            assertThat(receiver.unprotectRtcp(given, 0, given.length))
                    .as("bit %d", bit)
                    .isNegative();
            assertThat(given).isEqualTo(flipped);
        }
        assertThat(Packets.unprotect(receiver, rtp)).isEqualTo(Packets.rtp(5));
        assertThat(Packets.unprotectRtcp(receiver, rtcp)).isEqualTo(Packets.rtcp());
    }

    @ParameterizedTest
    @EnumSource
    void refusesEveryTruncation(SrtpProfile profile) {
        SrtpSender sender = Packets.sender(profile);
        SrtpReceiver receiver = Packets.receiver(profile);
        byte[] rtp = Packets.protect(sender, Packets.rtp(5));
        byte[] rtcp = Packets.protectRtcp(sender, Packets.rtcp());

        for (int length = 0; length < rtp.length; length++) {
            boolean isShort = length < 12 + profile.authTagBytes();
            assertThat(Packets.refusal(receiver, Arrays.copyOf(rtp, length)))
                    .isEqualTo(isShort ? SrtpRefusal.TOO_SHORT : SrtpRefusal.BAD_TAG);
        }
        for (int length = 0; length < rtcp.length; length++) {
            boolean isShort = length < 8 + 4 + profile.authTagBytes();
            assertThat(Packets.refusalRtcp(receiver, Arrays.copyOf(rtcp, length)))
                    .isEqualTo(isShort ? SrtpRefusal.TOO_SHORT : SrtpRefusal.BAD_TAG);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesAnotherKeyAndAnotherSalt(SrtpProfile profile) {
        SrtpSender sender = Packets.sender(profile);
        byte[] rtp = Packets.protect(sender, Packets.rtp(5));
        byte[] rtcp = Packets.protectRtcp(sender, Packets.rtcp());
        byte[] otherKey = flip(Packets.key(profile), 0);
        byte[] otherSalt = flip(Packets.salt(profile), 0);

        for (SrtpReceiver receiver : new SrtpReceiver[] {
            new SrtpReceiver(profile, otherKey, Packets.salt(profile)),
            new SrtpReceiver(profile, Packets.key(profile), otherSalt)
        }) {
            assertThat(Packets.refusal(receiver, rtp)).isEqualTo(SrtpRefusal.BAD_TAG);
            assertThat(Packets.refusalRtcp(receiver, rtcp)).isEqualTo(SrtpRefusal.BAD_TAG);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesAPacketUnderTheNameOfAnotherSource(SrtpProfile profile) {
        byte[] rtp = Packets.protect(Packets.sender(profile), Packets.rtp(5));
        NetworkOrder.put32(rtp, 8, Packets.SOURCE + 1);

        assertThat(Packets.refusal(Packets.receiver(profile), rtp)).isEqualTo(SrtpRefusal.BAD_TAG);
    }

    @ParameterizedTest
    @EnumSource
    void takesSrtcpNotForSrtpNorTheOtherWayRound(SrtpProfile profile) {
        SrtpSender sender = Packets.sender(profile);
        SrtpReceiver receiver = Packets.receiver(profile);

        assertThat(Packets.refusalRtcp(receiver, Packets.protect(sender, Packets.rtp(5))))
                .isEqualTo(SrtpRefusal.BAD_TAG);
        assertThat(Packets.refusal(receiver, Packets.protectRtcp(sender, Packets.rtcp())))
                .isEqualTo(SrtpRefusal.BAD_TAG);
    }

    @ParameterizedTest
    @EnumSource
    void followsAStreamThroughTwoRollovers(SrtpProfile profile) {
        SrtpSender sender = Packets.sender(profile);
        SrtpReceiver receiver = Packets.receiver(profile);

        for (int n = 30_000; n < 2 * 65_536 + 40_000; n += 10_000) {
            byte[] packet = Packets.rtp(n & 0xFFFF);
            assertThat(Packets.unprotect(receiver, Packets.protect(sender, packet)))
                    .isEqualTo(packet);
        }
    }

    @Test
    void refusesAForgedJumpWithoutLosingItsPlace() {
        SrtpSender sender = Packets.sender(GCM);
        SrtpReceiver receiver = Packets.receiver(GCM);
        Packets.unprotect(receiver, Packets.protect(sender, Packets.rtp(65_530)));
        byte[] forged = Arrays.copyOf(Packets.rtp(20_000), 80);

        assertThat(Packets.refusal(receiver, forged)).isEqualTo(SrtpRefusal.BAD_TAG);
        assertThat(Packets.unprotect(receiver, Packets.protect(sender, Packets.rtp(65_531))))
                .isEqualTo(Packets.rtp(65_531));
    }

    @Test
    void remembersSoManySourcesAndRefusesOneMore() {
        SrtpSender sender = Packets.sender(GCM);
        SrtpReceiver receiver = Packets.receiver(GCM);
        for (int source = 0; source < SrtpReceiver.MAX_SOURCES; source++) {
            Packets.unprotect(receiver, Packets.protect(sender, Packets.rtp(source, 1, new byte[3])));
        }

        byte[] further = Packets.protect(sender, Packets.rtp(SrtpReceiver.MAX_SOURCES, 1, new byte[3]));
        byte[] known = Packets.protect(sender, Packets.rtp(0, 2, new byte[3]));

        assertThat(Packets.refusal(receiver, further)).isEqualTo(SrtpRefusal.TOO_MANY_SOURCES);
        assertThat(Packets.unprotect(receiver, known)).hasSize(15);
    }

    @Test
    void letsStrangersOccupyNoSource() {
        SrtpReceiver receiver = Packets.receiver(GCM);
        for (int source = 0; source < 2 * SrtpReceiver.MAX_SOURCES; source++) {
            assertThat(Packets.refusal(receiver, Packets.rtp(source, 1, new byte[30])))
                    .isEqualTo(SrtpRefusal.BAD_TAG);
        }

        byte[] packet = Packets.protect(Packets.sender(GCM), Packets.rtp(5));

        assertThat(Packets.unprotect(receiver, packet)).isEqualTo(Packets.rtp(5));
    }

    @Test
    void refusesWhatIsLongerThanItsLimit() {
        byte[] packet = new byte[SrtpReceiver.MAX_PACKET_BYTES + 1];
        packet[0] = (byte) 0x80;

        assertThat(Packets.refusal(Packets.receiver(GCM), packet)).isEqualTo(SrtpRefusal.TOO_LONG);
        assertThat(Packets.refusalRtcp(Packets.receiver(GCM), packet)).isEqualTo(SrtpRefusal.TOO_LONG);
    }

    @Test
    void refusesAHeaderThatReachesBeyondThePacket() {
        SrtpReceiver receiver = Packets.receiver(GCM);
        byte[] manySources = new byte[12 + 14 * 4 + 16];
        manySources[0] = (byte) 0x8F;
        byte[] cutExtension = new byte[12 + 3 + 16];
        cutExtension[0] = (byte) 0x90;
        byte[] longExtension = new byte[12 + 4 + 8 + 16];
        longExtension[0] = (byte) 0x90;
        longExtension[15] = 3;
        byte[] otherVersion = new byte[60];
        otherVersion[0] = 0x40;

        assertThat(Packets.refusal(receiver, manySources)).isEqualTo(SrtpRefusal.MALFORMED);
        assertThat(Packets.refusal(receiver, cutExtension)).isEqualTo(SrtpRefusal.MALFORMED);
        assertThat(Packets.refusal(receiver, longExtension)).isEqualTo(SrtpRefusal.MALFORMED);
        assertThat(Packets.refusal(receiver, otherVersion)).isEqualTo(SrtpRefusal.MALFORMED);
        assertThat(Packets.refusalRtcp(receiver, otherVersion)).isEqualTo(SrtpRefusal.MALFORMED);
        longExtension[15] = 2;
        assertThat(Packets.refusal(receiver, longExtension)).isEqualTo(SrtpRefusal.BAD_TAG);
    }

    @Test
    void throwsOnlyForACallerThatPointsOutsideItsArray() {
        SrtpReceiver receiver = Packets.receiver(GCM);

        assertThatThrownBy(() -> receiver.unprotect(new byte[40], 1, 40)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> receiver.unprotectRtcp(new byte[40], 0, -1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static byte[] flip(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }
}
