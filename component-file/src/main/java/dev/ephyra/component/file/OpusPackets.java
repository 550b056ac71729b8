package dev.ephyra.component.file;

import java.nio.charset.StandardCharsets;

/** How long a packet of Opus is, and what the headers in Ogg say (RFC 6716 section 3, RFC 7845 section 5). Stateless. */
final class OpusPackets {
    /** RFC 6716 section 3.2.5: 120 ms. */
    static final int MAX_TICKS = 5_760;

    private static final byte[] HEAD = "OpusHead".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD_BYTES = 19;
    private static final int MAX_CHANNELS = 2;

    /** Ticks of 48 kHz of the frames of each configuration (RFC 6716 table 2). */
    private static final int[] SILK_TICKS = {480, 960, 1_920, 2_880};

    private static final int[] HYBRID_TICKS = {480, 960};
    private static final int[] CELT_TICKS = {120, 240, 480, 960};
    private static final int FIRST_HYBRID = 12;
    private static final int FIRST_CELT = 16;

    private OpusPackets() {}

    /**
     * Looks at the first packet of a stream.
     *
     * @throws MalformedOgg if it is not Opus, or has more channels than RTP carries (RFC 7587)
     */
    static void checkHead(byte[] packet) throws MalformedOgg {
        if (packet.length < HEAD_BYTES || !startsWith(packet, HEAD)) {
            throw new MalformedOgg("its first stream is not Opus");
        }
        int version = packet[8] & 0xff;
        int channels = packet[9] & 0xff;
        int mapping = packet[18] & 0xff;
        if (version >= 16) {
            throw new MalformedOgg("its Opus header has the unknown version " + version);
        }
        if (mapping != 0 || channels < 1 || channels > MAX_CHANNELS) {
            throw new MalformedOgg("it has " + channels + " channels, where mono or stereo is expected");
        }
    }

    private static boolean startsWith(byte[] packet, byte[] prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if (packet[i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Ticks of 48 kHz that a packet plays.
     *
     * @throws MalformedOgg if it is no packet of Opus
     */
    static int ticks(byte[] packet) throws MalformedOgg {
        if (packet.length == 0) {
            throw new MalformedOgg("a packet is empty");
        }
        int frames = frames(packet);
        int ticks = frames * frameTicks((packet[0] & 0xff) >>> 3);
        if (frames == 0 || ticks > MAX_TICKS) {
            throw new MalformedOgg("a packet of Opus plays longer than 120 ms, or not at all");
        }
        return ticks;
    }

    private static int frames(byte[] packet) throws MalformedOgg {
        return switch (packet[0] & 0x03) {
            case 0 -> 1;
            case 1, 2 -> 2;
            default -> {
                if (packet.length < 2) {
                    throw new MalformedOgg("a packet of Opus is cut off");
                }
                yield packet[1] & 0x3f;
            }
        };
    }

    private static int frameTicks(int configuration) {
        if (configuration < FIRST_HYBRID) {
            return SILK_TICKS[configuration & 3];
        }
        return configuration < FIRST_CELT ? HYBRID_TICKS[configuration & 1] : CELT_TICKS[configuration & 3];
    }
}
