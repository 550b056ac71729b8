package dev.ephyra.room;

/** Placeholder of the contract. */
public final class RoomDecider {
    private RoomDecider() {}
}
