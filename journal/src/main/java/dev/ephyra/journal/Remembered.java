package dev.ephyra.journal;

import java.io.IOException;
import java.util.UUID;

/**
 * What others still know of a log when it is opened, as a database of delivery positions beside it. A disk that lied, a
 * flipped bit in the last batch or an older copy of the files bring the log back shorter than it was; whoever saw the end
 * must not be given other records under the same offsets.
 */
@FunctionalInterface
public interface Remembered {
    /** Nobody knows anything. */
    Remembered NOTHING = _ -> 0;

    /**
     * The highest offset of the log marked {@code logEpoch} that anyone remembers as durable; 0 for none. Called once, on
     * the opening thread, before anything is appended.
     *
     * @throws IOException if that cannot be found out; then the log is not opened
     */
    long through(UUID logEpoch) throws IOException;
}
