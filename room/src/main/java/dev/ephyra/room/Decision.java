package dev.ephyra.room;

import java.util.List;

/**
 * What a command leads to.
 *
 * @param events what happens, in order; all or nothing, one atomic journal batch; empty if nothing changes
 */
public record Decision(List<RoomEvent> events, RoomAnswer answer) {}
