package dev.ephyra.signaling;

import dev.ephyra.room.Metadata;

/** A peer or component of the room as other peers see it. {@code id} is its API id. */
public record Endpoint(String id, EndpointType type, Metadata metadata) {}
