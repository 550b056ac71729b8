package dev.ephyra.webrtc.rtp;

/** The byte that says how loud an audio packet is (RFC 6464 section 3). Stateless. */
public final class AudioLevel {
    /** As quiet as can be said. */
    public static final int SILENCE = 127;

    private AudioLevel() {}

    /** How loud: 0 is the loudest, 127 silence, in -dBov. */
    public static int level(int value) {
        return value & 0x7f;
    }

    /** Whether the sender believes that somebody speaks. */
    public static boolean isVoice(int value) {
        return (value & 0x80) != 0;
    }

    /** The byte of a level, 0 to 127. */
    public static int of(boolean isVoice, int level) {
        return (isVoice ? 0x80 : 0) | (level & 0x7f);
    }
}
