package dev.ephyra.room;

/**
 * The hard caps of one room, whatever its configuration says. Together they bound the largest batch a room can append,
 * its own end: 8,192 tracks + 4,096 peers + 64 components + 1, about 12,400 records of 300 B = 3.7 MB, and their texts,
 * 4 Mi chars x 3 B (UTF-8) x 2 (event and notification) = 24 MiB, with the room's metadata beside each, 12,400 x 512 x 3 B
 * = 19 MB, and a peer's beside its own endings, 8,192 x 512 x 3 B = 13 MB. Together below the 64 MiB of a journal's batch.
 */
public final class RoomLimits {
    /** Peers, connected or not. Fishjam rooms hold tens; the rest is for large audiences. */
    public static final int MAX_PEERS = 4_096;

    /** One HLS and one recording component, and 62 cameras, files and phones. */
    public static final int MAX_COMPONENTS = 64;

    /** Of one peer or component: a browser sends 2 to 4; an SDP with 64 media sections is still below 64 KiB. */
    public static final int MAX_TRACKS_PER_ENDPOINT = 64;

    /** Of all peers and components: two each for a full room. */
    public static final int MAX_TRACKS = 2 * MAX_PEERS;

    /** Origins that one component is subscribed to: every peer and component of a full room. */
    public static final int MAX_ORIGINS = MAX_PEERS + MAX_COMPONENTS;

    /** Chars of all that clients wrote into the room: metadata, track ids, component properties, origins. */
    public static final int MAX_TEXT_CHARS = 4 * 1024 * 1024;

    /** Chars of the detail of a crash; more is cut off. A message and the top of its trace. */
    public static final int MAX_DETAIL_CHARS = 1_000;

    /** Of a room's metadata, and of what of a peer's goes beside the peer's notifications: some ids and names. */
    public static final int MAX_ROOM_METADATA_CHARS = 512;

    private RoomLimits() {}

    /** What {@code track} uses of {@link #MAX_TEXT_CHARS}. */
    static long textChars(Track track) {
        return (long) track.id().value().length() + track.metadata().json().length();
    }

    /** What {@code texts} use of {@link #MAX_TEXT_CHARS}. */
    static long textChars(Iterable<String> texts) {
        long chars = 0;
        for (String text : texts) {
            chars += text.length();
        }
        return chars;
    }

    /** Whether {@code addedChars} more would be too much text. What gets smaller is never too much. */
    static boolean exceedsText(RoomState state, long addedChars) {
        return addedChars > 0 && state.textChars() + addedChars > MAX_TEXT_CHARS;
    }

    static RoomAnswer textReached() {
        return new RoomAnswer.LimitReached("characters of metadata and ids", MAX_TEXT_CHARS);
    }

    /** {@code detail} within its limit, cut between characters. */
    public static String cutDetail(String detail) {
        if (detail.length() <= MAX_DETAIL_CHARS) {
            return detail;
        }
        // Half of a surrogate pair is no valid protobuf string.
        boolean splitsPair = Character.isHighSurrogate(detail.charAt(MAX_DETAIL_CHARS - 1));
        return detail.substring(0, splitsPair ? MAX_DETAIL_CHARS - 1 : MAX_DETAIL_CHARS);
    }
}
