package dev.ephyra.sdk.notification;

import dev.ephyra.sdk.TrackType;

/**
 * A track, as notifications tell of it.
 *
 * @param id of the track
 * @param type what it carries
 * @param metadata what its publisher says of it: JSON text, {@code null} (these four letters) where there is none
 */
public record TrackInfo(String id, TrackType type, String metadata) {}
