package dev.ephyra.bench;

/** A run whose figures mean nothing, because what it checks did not hold. */
public final class ScenarioFailure extends Exception {
    private static final long serialVersionUID = 1L;

    public ScenarioFailure(String message) {
        super(message);
    }

    /** Fails unless {@code holds}. */
    public static void unless(boolean holds, String message) throws ScenarioFailure {
        if (!holds) {
            throw new ScenarioFailure(message);
        }
    }
}
