package dev.ephyra.webrtc.srtp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.ToIntFunction;

/** Packets and keys of tests. */
final class Packets {
    static final int SOURCE = 0x5501_A0B2;

    private Packets() {}

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", "").toLowerCase(Locale.ROOT));
    }

    static byte[] key(SrtpProfile profile) {
        return counted(profile.keyBytes(), 1);
    }

    static byte[] salt(SrtpProfile profile) {
        return counted(profile.saltBytes(), 101);
    }

    static SrtpSender sender(SrtpProfile profile) {
        return new SrtpSender(profile, key(profile), salt(profile));
    }

    static SrtpReceiver receiver(SrtpProfile profile) {
        return new SrtpReceiver(profile, key(profile), salt(profile));
    }

    static byte[] rtp(int source, int sequenceNumber, byte[] payload) {
        return ByteBuffer.allocate(12 + payload.length)
                .put((byte) 0x80)
                .put((byte) 96)
                .putShort((short) sequenceNumber)
                .putInt(3_000)
                .putInt(source)
                .put(payload)
                .array();
    }

    static byte[] rtp(int sequenceNumber) {
        return rtp(SOURCE, sequenceNumber, counted(50, sequenceNumber));
    }

    /** A receiver report without blocks, and whatever follows it. */
    static byte[] rtcp(int source, byte[] rest) {
        return ByteBuffer.allocate(8 + rest.length)
                .put((byte) 0x80)
                .put((byte) 201)
                .putShort((short) 1)
                .putInt(source)
                .put(rest)
                .array();
    }

    static byte[] rtcp() {
        return rtcp(SOURCE, counted(24, 0));
    }

    static byte[] counted(int bytes, int from) {
        byte[] counted = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            counted[i] = (byte) (from + i);
        }
        return counted;
    }

    /** The packet as {@code change}, given an array with room, leaves it; it must not be refused. */
    static byte[] with(byte[] packet, ToIntFunction<byte[]> change) {
        byte[] array = Arrays.copyOf(packet, packet.length + 32);
        int length = change.applyAsInt(array);
        if (length < 0) {
            throw new AssertionError("refused: " + SrtpRefusal.of(length));
        }
        return Arrays.copyOf(array, length);
    }

    static byte[] protect(SrtpSender sender, byte[] packet) {
        return with(packet, array -> sender.protect(array, 0, packet.length));
    }

    static byte[] protectRtcp(SrtpSender sender, byte[] packet) {
        return with(packet, array -> sender.protectRtcp(array, 0, packet.length));
    }

    static byte[] unprotect(SrtpReceiver receiver, byte[] packet) {
        return with(packet, array -> receiver.unprotect(array, 0, packet.length));
    }

    static byte[] unprotectRtcp(SrtpReceiver receiver, byte[] packet) {
        return with(packet, array -> receiver.unprotectRtcp(array, 0, packet.length));
    }

    /** Why a packet is refused. */
    static SrtpRefusal refusal(SrtpReceiver receiver, byte[] packet) {
        return SrtpRefusal.of(receiver.unprotect(packet.clone(), 0, packet.length));
    }

    static SrtpRefusal refusalRtcp(SrtpReceiver receiver, byte[] packet) {
        return SrtpRefusal.of(receiver.unprotectRtcp(packet.clone(), 0, packet.length));
    }

    static SrtpRefusal refusal(SrtpSender sender, byte[] packet) {
        return SrtpRefusal.of(sender.protect(Arrays.copyOf(packet, packet.length + 32), 0, packet.length));
    }
}
