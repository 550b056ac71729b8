package dev.ephyra.sdk;

/**
 * A new room, and where it is.
 *
 * @param room the room, empty of peers and components
 * @param address address of the server that has the room, as in {@code localhost:5002}. In a cluster this may be another
 *     one than was asked: give it to {@link RoomApi#at} and go on there.
 */
public record CreatedRoom(Room room, String address) {}
