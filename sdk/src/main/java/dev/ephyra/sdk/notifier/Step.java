package dev.ephyra.sdk.notifier;

import org.jspecify.annotations.Nullable;

/** Something received that is to be handled, as a place in the stream. Owned by its {@link Progress}. */
final class Step {
    /** Resume after it to have everything behind this step; null where the server has no cursors. */
    final @Nullable String cursor;

    /** Steps of one life have cursors of one journal. */
    final int life;

    boolean done;

    Step(@Nullable String cursor, int life) {
        this.cursor = cursor;
        this.life = life;
    }
}
