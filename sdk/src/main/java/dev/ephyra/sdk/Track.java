package dev.ephyra.sdk;

import java.util.Optional;

/**
 * One audio or video source of a peer or component.
 *
 * @param id unique within the room
 * @param type what it carries
 * @param metadata JSON text that the application attached to it, as in {@code {"source":"camera"}}; empty if none
 */
public record Track(String id, TrackType type, Optional<String> metadata) {}
