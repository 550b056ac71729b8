package dev.ephyra.webrtc.rtp;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

/** What a network, or somebody who means harm, makes of good bytes. */
public final class HostileBytes {
    private HostileBytes() {}

    /** Every truncation, every flipped bit, and every byte at its extremes. */
    public static void variants(byte[] good, Consumer<byte[]> consumer) {
        for (int length = 0; length <= good.length; length++) {
            consumer.accept(Arrays.copyOf(good, length));
        }
        for (int at = 0; at < good.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = good.clone();
                flipped[at] ^= (byte) (1 << bit);
                consumer.accept(flipped);
            }
            byte[] full = good.clone();
            full[at] = (byte) 0xff;
            consumer.accept(full);
        }
    }

    /** Bytes written as hex digits, with blanks anywhere. */
    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
    }
}
