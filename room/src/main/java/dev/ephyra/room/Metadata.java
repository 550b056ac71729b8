package dev.ephyra.room;

/**
 * Metadata of a peer or a track: one JSON value as compact text, {@code null} as the text {@code "null"}. Checked to be
 * JSON, and bounded in size, before it becomes a value of this type.
 */
public record Metadata(String json) {
    /** No metadata: the JSON text {@code null}. */
    public static final Metadata NONE = new Metadata("null");
}
