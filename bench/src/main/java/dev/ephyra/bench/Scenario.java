package dev.ephyra.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One line of work that is measured. A run starts from nothing, is bounded in time, and checks what it measured. */
public interface Scenario {
    /** The word that names it on the command line. */
    String name();

    /** What is done, for the table. */
    String work();

    /** What this machine lacks for it, in words; empty if it can run. */
    default Optional<String> lacks(Bench bench) {
        return Optional.empty();
    }

    /**
     * Does it once, warm-up included.
     *
     * @throws ScenarioFailure if something was lost, refused, out of order or too late: then there is no figure
     */
    List<Reading> run(Bench bench) throws IOException, ScenarioFailure;
}
