package dev.ephyra.room;

/** Owned by the loop of its room. Placeholder of the contract; see {@link RoomDecider}. */
public final class RoomState {}
