package dev.ephyra.signaling;

import java.util.Locale;

/** Why a peer receives another encoding of a track than before. */
public enum EncodingReason {
    /** There was none before. */
    AUTOMATIC_SELECTION,
    /** The one before is not sent any more. */
    ENCODING_INACTIVE,
    /** The peer asked for it. */
    TARGET_VARIANT_SELECTED,
    /** It is sent again, and nearer to what the peer asked for. */
    VARIANT_RESUMED;

    /** The name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
