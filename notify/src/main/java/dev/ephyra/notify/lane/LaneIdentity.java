package dev.ephyra.notify.lane;

/**
 * Which lane: constant for its life.
 *
 * @param id small integer; positions are keyed by it because a text key costs seven times the log of an integer
 * @param endpointId where it posts; the URL itself for the {@code webhookUrl} of rooms
 * @param incarnation whose notifications it posts
 */
public record LaneIdentity(long id, String endpointId, Incarnation incarnation) {}
