package dev.ephyra.api;

import dev.ephyra.room.ComponentOptions;

/** What came of reading the options of a component. */
sealed interface ReadOptions {
    /** They are good. {@code propertiesJson} is how they are shown. */
    record Read(String propertiesJson, boolean manualSubscribe, ComponentOptions options) implements ReadOptions {}

    /** They are not. */
    record Refused(ApiResponse response) implements ReadOptions {}
}
