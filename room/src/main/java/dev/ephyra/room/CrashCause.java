package dev.ephyra.room;

import java.util.Locale;

/** What kind of thing ended a component, for those who count crashes; the detail beside it says what it was. */
public enum CrashCause {
    /** The file or the camera, or its address, is nothing that it can use. */
    SOURCE_UNUSABLE,
    /** The file or the camera cannot be reached or read, and trying again would not help. */
    SOURCE_UNAVAILABLE,
    /** It may not connect there. */
    NOT_ALLOWED,
    /** A port, a thread, memory or a place on this server could not be had. */
    NO_RESOURCE,
    /** It did not begin, or made no progress. */
    HUNG,
    /** Its worker process broke. */
    WORKER,
    /** Its room could not take what it publishes. */
    REFUSED,
    /** It broke by a defect of this program. */
    INTERNAL,
    /** An older version recorded it, without a cause. */
    UNKNOWN;

    /** As metrics have it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
