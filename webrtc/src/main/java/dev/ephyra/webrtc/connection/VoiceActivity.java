package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.rtp.AudioLevel;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Whether somebody speaks on an audio stream, by the levels its sender puts into each packet (RFC 6464). Speech begins
 * with half a dozen loud packets close together and ends a second after the last loud one, so that neither a cough nor a
 * breath changes anything, and whoever mutes, or is lost, is heard no longer. Owned by the thread of its connection;
 * allocates nothing.
 */
final class VoiceActivity {
    /** Levels are -dBov: this and louder is speech, as for Fishjam's clients. */
    private static final int LOUD_LEVEL = 32;

    /** Of 20 ms each: how many begin speech. */
    private static final int LOUD_PACKETS = 6;

    /** Without a loud packet, until speech is over; by time, as a sender that is muted sends nothing. */
    static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private int loud;
    private int quiet;
    private long lastLoudNanos;
    private boolean isSpeaking;

    /**
     * Takes note of a packet.
     *
     * @param value of the extension, see {@link AudioLevel}
     * @return whether it changed {@link #isSpeaking}
     */
    boolean hear(int value, long nowNanos) {
        if (AudioLevel.level(value) <= LOUD_LEVEL) {
            quiet = 0;
            loud = Math.min(LOUD_PACKETS, loud + 1);
            lastLoudNanos = nowNanos;
        } else {
            quiet++;
            // Words have pauses: what is quiet between counts against the beginning by half.
            loud -= quiet % 2 == 0 && loud > 0 ? 1 : 0;
        }
        return changes(isSpeaking || loud == LOUD_PACKETS, nowNanos);
    }

    /** Time has passed, with packets or without; as {@link #hear}. */
    boolean onTime(long nowNanos) {
        return changes(isSpeaking, nowNanos);
    }

    /** When {@link #onTime} changes something if nothing is heard until then; empty while nobody speaks. */
    OptionalLong deadlineNanos() {
        return isSpeaking ? OptionalLong.of(lastLoudNanos + QUIET_NANOS) : OptionalLong.empty();
    }

    private boolean changes(boolean isHeard, long nowNanos) {
        boolean before = isSpeaking;
        isSpeaking = isHeard && nowNanos - lastLoudNanos < QUIET_NANOS;
        if (before && !isSpeaking) {
            loud = 0;
        }
        return before != isSpeaking;
    }

    boolean isSpeaking() {
        return isSpeaking;
    }
}
