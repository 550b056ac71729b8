package dev.ephyra.room;

/**
 * A room is in a state that cannot be. Its loop lets go of the state and ends the room, and only that room, with
 * {@link RoomEvent.RoomCrashed}.
 */
public final class BrokenInvariant extends RuntimeException {
    /** {@code message} says what should have held. */
    public BrokenInvariant(String message) {
        super(message);
    }
}
