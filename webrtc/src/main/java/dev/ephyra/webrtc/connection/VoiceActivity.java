package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.rtp.AudioLevel;

/**
 * Whether somebody speaks on an audio stream, by the levels its sender puts into each packet (RFC 6464). Speech begins
 * with half a dozen loud packets close together and ends after a second of quiet ones, so that neither a cough nor a
 * breath changes anything. Owned by the thread of its connection; allocates nothing.
 */
final class VoiceActivity {
    /** Levels are -dBov: this and louder is speech, as for Fishjam's clients. */
    private static final int LOUD_LEVEL = 32;

    /** Of 20 ms each: how many loud ones begin speech, and how many quiet ones in a row end it. */
    private static final int LOUD_PACKETS = 6;

    private static final int QUIET_PACKETS = 50;

    private int loud;
    private int quiet;
    private boolean isSpeaking;

    /**
     * Takes note of a packet.
     *
     * @param value of the extension, see {@link AudioLevel}
     * @return whether it changed {@link #isSpeaking}
     */
    boolean hear(int value) {
        if (AudioLevel.level(value) <= LOUD_LEVEL) {
            quiet = 0;
            loud = Math.min(LOUD_PACKETS, loud + 1);
        } else {
            quiet = Math.min(QUIET_PACKETS, quiet + 1);
            // Words have pauses: what is quiet between counts against the beginning by half.
            loud -= quiet % 2 == 0 && loud > 0 ? 1 : 0;
        }
        boolean before = isSpeaking;
        isSpeaking = isSpeaking ? quiet < QUIET_PACKETS : loud == LOUD_PACKETS;
        return before != isSpeaking;
    }

    boolean isSpeaking() {
        return isSpeaking;
    }
}
