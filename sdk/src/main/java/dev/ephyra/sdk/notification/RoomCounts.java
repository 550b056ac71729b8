package dev.ephyra.sdk.notification;

/**
 * What a room has after an event.
 *
 * @param peers added and not deleted
 * @param connectedPeers those of them that are connected
 * @param components of any kind
 * @param tracks of peers and components
 */
public record RoomCounts(int peers, int connectedPeers, int components, int tracks) {}
