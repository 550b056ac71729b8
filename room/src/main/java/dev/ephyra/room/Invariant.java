package dev.ephyra.room;

/** Says what must hold. Something that does not is a fault of this program, never of a client. */
public final class Invariant {
    private Invariant() {}

    /**
     * Goes on only if {@code holds}.
     *
     * @throws BrokenInvariant with {@code message} otherwise
     */
    public static void check(boolean holds, String message) {
        if (!holds) {
            throw new BrokenInvariant(message);
        }
    }
}
