package dev.ephyra.signaling;

import java.util.Locale;

/** Why a peer receives another encoding of a track than before. */
public enum EncodingReason {
    LOW_BANDWIDTH,
    ENCODING_INACTIVE,
    VARIANT_UNMUTED,
    VARIANT_RESUMED,
    SET_BANDWIDTH_ALLOCATION,
    AUTOMATIC_SELECTION,
    TARGET_VARIANT_SELECTED;

    /** The name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
