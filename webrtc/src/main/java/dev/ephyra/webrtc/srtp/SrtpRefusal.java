package dev.ephyra.webrtc.srtp;

/**
 * Why a packet was neither protected nor taken. Packets are many and refusals must cost nothing, so they travel as
 * negative lengths: {@code if (length < 0) count(SrtpRefusal.of(length))}.
 */
public enum SrtpRefusal {
    /** Shorter than the header, the tag and, in SRTCP, the index. */
    TOO_SHORT(-1),
    /** Longer than {@link SrtpReceiver#MAX_PACKET_BYTES}. */
    TOO_LONG(-2),
    /** Not version 2, or contributing sources or header extension reach beyond the packet (RFC 3550 section 5.1). */
    MALFORMED(-3),
    /** Not from whoever has the keys, changed on its way, or of a rollover counter that was guessed wrong. */
    BAD_TAG(-4),
    /** Its index was used before: a replay, or, when protecting, a second packet with the same sequence number. */
    REPLAYED(-5),
    /** Its index is so far behind the highest one that nobody knows any more whether it was used. */
    TOO_OLD(-6),
    /** A source more than are remembered. */
    TOO_MANY_SOURCES(-7),
    /** The last index of the key was used (RFC 3711 section 9.2): only a new handshake helps. */
    KEY_EXHAUSTED(-8);

    private final int code;

    SrtpRefusal(int code) {
        this.code = code;
    }

    /** The negative number that stands for it. */
    public int code() {
        return code;
    }

    /**
     * The refusal that {@code code} stands for.
     *
     * @throws IllegalArgumentException if it stands for none
     */
    public static SrtpRefusal of(int code) {
        return switch (code) {
            case -1 -> TOO_SHORT;
            case -2 -> TOO_LONG;
            case -3 -> MALFORMED;
            case -4 -> BAD_TAG;
            case -5 -> REPLAYED;
            case -6 -> TOO_OLD;
            case -7 -> TOO_MANY_SOURCES;
            case -8 -> KEY_EXHAUSTED;
            default -> throw new IllegalArgumentException("no refusal: " + code);
        };
    }
}
