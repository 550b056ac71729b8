package dev.ephyra.signaling;

import dev.ephyra.room.TrackId;
import java.util.Optional;

/** Limits on what a client names, the same in both dialects. */
public final class WireLimits {
    /** Tracks one offer may name: an offer with 64 media lines is about 190 kB of SDP. */
    public static final int MAX_TRACKS = 64;

    /** A track id is a peer id and a UUID, 73 characters; the rest is room for other clients. */
    private static final int MAX_TRACK_ID_CHARS = 256;

    /** A mid is 16 characters at most in practice (RFC 8843 asks for few bytes). */
    private static final int MAX_MID_CHARS = 64;

    private static final int MAX_KIND_CHARS = 64;

    private WireLimits() {}

    /** The track id, if it may be one. */
    public static Optional<TrackId> trackId(String text) {
        return isName(text, MAX_TRACK_ID_CHARS) ? Optional.of(new TrackId(text)) : Optional.empty();
    }

    /** Whether {@code text} may be a mid. */
    public static boolean isMid(String text) {
        return isName(text, MAX_MID_CHARS);
    }

    /** An unknown kind, safe to log: cut, and printable ASCII only. */
    public static String kind(String text) {
        return text.substring(0, Math.min(text.length(), MAX_KIND_CHARS)).replaceAll("[^\\x20-\\x7e]", "?");
    }

    // Visible ASCII: both dialects' clients build these from ids and counters, and all of it may be logged.
    private static boolean isName(String text, int maxChars) {
        return !text.isEmpty() && text.length() <= maxChars && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }
}
