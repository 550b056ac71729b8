package dev.ephyra.webrtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SrtpPropertyTest {
    @Property(tries = 300)
    void whatWasProtectedComesBack(
            @ForAll SrtpProfile profile,
            @ForAll int source,
            @ForAll @IntRange(min = 0, max = 65_535) int sequenceNumber,
            @ForAll @IntRange(min = 0, max = 15) int contributing,
            @ForAll @IntRange(min = -1, max = 20) int extensionWords,
            @ForAll @Size(max = 1_300) byte[] payload,
            @ForAll @IntRange(min = 0, max = 9) int offset) {
        byte[] packet = rtp(source, sequenceNumber, contributing, extensionWords, payload);
        byte[] array = new byte[offset + packet.length + 40];
        Arrays.fill(array, (byte) 0x5A);
        byte[] before = Arrays.copyOf(array, offset);
        System.arraycopy(packet, 0, array, offset, packet.length);
        SrtpSender sender = Packets.sender(profile);

        int length = sender.protect(array, offset, packet.length);

        assertThat(length).isEqualTo(packet.length + sender.rtpGrowthBytes());
        assertThat(Arrays.copyOfRange(array, offset, offset + packet.length - payload.length))
                .isEqualTo(Arrays.copyOf(packet, packet.length - payload.length));
        assertThat(Packets.receiver(profile).unprotect(array, offset, length)).isEqualTo(packet.length);
        assertThat(Arrays.copyOfRange(array, offset, offset + packet.length)).isEqualTo(packet);
        assertThat(array[array.length - 1]).isEqualTo((byte) 0x5A);
        assertThat(Arrays.copyOf(array, offset)).isEqualTo(before);
    }

    @Property(tries = 200)
    void whatWasProtectedOfRtcpComesBack(
            @ForAll SrtpProfile profile,
            @ForAll int source,
            @ForAll @Size(max = 1_300) byte[] rest,
            @ForAll @IntRange(min = 0, max = Integer.MAX_VALUE) int index,
            @ForAll @IntRange(min = 0, max = 9) int offset) {
        byte[] packet = Packets.rtcp(source, rest);
        byte[] array = new byte[offset + packet.length + 40];
        System.arraycopy(packet, 0, array, offset, packet.length);
        SrtpSender sender = new SrtpSender(profile, Packets.key(profile), Packets.salt(profile), index);

        int length = sender.protectRtcp(array, offset, packet.length);

        assertThat(length).isEqualTo(packet.length + sender.rtcpGrowthBytes());
        assertThat(Packets.receiver(profile).unprotectRtcp(array, offset, length))
                .isEqualTo(packet.length);
        assertThat(Arrays.copyOfRange(array, offset, offset + packet.length)).isEqualTo(packet);
    }

    @Property(tries = 60)
    void packetsShuffledAcrossARolloverArriveOnceEach(@ForAll SrtpProfile profile, @ForAll long seed) {
        SrtpSender sender = Packets.sender(profile);
        SrtpReceiver receiver = Packets.receiver(profile);
        byte[] first = Packets.protect(sender, Packets.rtp(65_500));
        List<byte[]> late = new ArrayList<>();
        for (int n = 65_501; n < 65_600; n++) {
            late.add(Packets.protect(sender, Packets.rtp(n & 0xFFFF)));
        }
        Collections.shuffle(late, new Random(seed));

        Packets.unprotect(receiver, first);

        for (byte[] packet : late) {
            byte[] plain = Packets.unprotect(receiver, packet);
            assertThat(plain).isEqualTo(Packets.rtp(PacketHeader.sequenceNumber(plain, 0)));
            assertThat(Packets.refusal(receiver, packet)).isEqualTo(SrtpRefusal.REPLAYED);
        }
    }

    private static byte[] rtp(int source, int sequenceNumber, int contributing, int extensionWords, byte[] payload) {
        boolean hasExtension = extensionWords >= 0;
        int headerBytes = 12 + 4 * contributing + (hasExtension ? 4 + 4 * extensionWords : 0);
        ByteBuffer packet =
                ByteBuffer.allocate(headerBytes + payload.length).put(Packets.rtp(source, sequenceNumber, new byte[0]));
        packet.put(0, (byte) (0x80 | (hasExtension ? 0x10 : 0) | contributing));
        if (hasExtension) {
            packet.putShort(12 + 4 * contributing, (short) 0xBEDE);
            packet.putShort(14 + 4 * contributing, (short) extensionWords);
        }
        return packet.put(headerBytes, payload).array();
    }
}
