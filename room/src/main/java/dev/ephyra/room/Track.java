package dev.ephyra.room;

/** A published track as the API shows it. */
public record Track(TrackId id, TrackType type, Metadata metadata) {}
