package dev.ephyra.webrtc.sdp;

import java.util.regex.Pattern;

/** The profile in {@code profile-level-id}: profile_idc, profile_iop, level_idc in hex (RFC 6184 section 8.1). Stateless. */
final class H264Profile {
    private static final Pattern THREE_BYTES = Pattern.compile("[0-9a-fA-F]{6}");
    private static final int BASELINE = 0x42;
    private static final int MAIN = 0x4D;
    private static final int EXTENDED = 0x58;
    private static final int CONSTRAINT_SET_0 = 0x80;
    private static final int CONSTRAINT_SET_1 = 0x40;

    private H264Profile() {}

    /** Whether a stream of this profile is one of constrained baseline too (RFC 6184, table 5). */
    static boolean isConstrainedBaseline(String profileLevelId) {
        if (!THREE_BYTES.matcher(profileLevelId).matches()) {
            return false;
        }
        int constraints = Integer.parseInt(profileLevelId.substring(2, 4), 16);
        boolean set0 = (constraints & CONSTRAINT_SET_0) != 0;
        boolean set1 = (constraints & CONSTRAINT_SET_1) != 0;
        return switch (Integer.parseInt(profileLevelId.substring(0, 2), 16)) {
            case BASELINE -> set1;
            case MAIN -> set0;
            case EXTENDED -> set0 && set1;
            default -> false;
        };
    }
}
