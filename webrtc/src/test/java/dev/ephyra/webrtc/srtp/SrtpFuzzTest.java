package dev.ephyra.webrtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

class SrtpFuzzTest {
    private static final Set<SrtpRefusal> OF_STRANGERS =
            EnumSet.of(SrtpRefusal.TOO_SHORT, SrtpRefusal.TOO_LONG, SrtpRefusal.MALFORMED, SrtpRefusal.BAD_TAG);

    @FuzzTest(maxDuration = "30s")
    void strangersAreRefusedAndChangeNothing(byte[] bytes) {
        for (SrtpProfile profile : SrtpProfile.values()) {
            SrtpSender sender = Packets.sender(profile);
            SrtpReceiver receiver = Packets.receiver(profile);
            byte[] rtp = Packets.protect(sender, Packets.rtp(5));
            byte[] rtcp = Packets.protectRtcp(sender, Packets.rtcp());

            assertRefused(receiver, bytes);
            assertRefused(receiver, differing(rtp, bytes));
            assertRefused(receiver, differing(rtcp, bytes));

            assertThat(Packets.unprotect(receiver, rtp)).isEqualTo(Packets.rtp(5));
            assertThat(Packets.unprotectRtcp(receiver, rtcp)).isEqualTo(Packets.rtcp());
        }
    }

    private static void assertRefused(SrtpReceiver receiver, byte[] packet) {
        byte[] given = packet.clone();
        assertThat(SrtpRefusal.of(receiver.unprotect(given, 0, given.length))).isIn(OF_STRANGERS);
        assertThat(SrtpRefusal.of(receiver.unprotectRtcp(given, 0, given.length)))
                .isIn(OF_STRANGERS);
        assertThat(given).isEqualTo(packet);
    }

    /** A packet that was valid, as long as {@code by} makes it, and with at least its last bit changed. */
    private static byte[] differing(byte[] packet, byte[] by) {
        byte[] changed = Arrays.copyOf(packet, Math.max(1, packet.length - by.length % 7));
        for (int i = 0; i < Math.min(changed.length, by.length); i++) {
            changed[i] ^= by[i];
        }
        changed[changed.length - 1] = (byte) (packet[changed.length - 1] ^ 1);
        return changed;
    }
}
