/**
 * Where rooms live: loops that own them, decide their commands, apply and append their events, and hold every answer
 * back until the journal is durable up to it.
 */
@NullMarked
package dev.ephyra.server.rooms;

import org.jspecify.annotations.NullMarked;
