package dev.ephyra.component.file;

import dev.ephyra.component.ComponentFailure;
import java.io.IOException;
import java.util.Optional;

/** The media of a file, from its beginning to its end. Owned by one thread. */
interface MediaReader {
    /**
     * What comes next; empty at the end.
     *
     * @throws ComponentFailure if the file is not what it should be
     */
    Optional<MediaUnit> next() throws IOException, ComponentFailure;

    /** Ticks a second. */
    int clockRateHz();
}
