package dev.ephyra.bench;

import java.io.IOException;
import java.util.List;

/** One line of work that is measured. A run starts from nothing, is bounded in time, and checks what it measured. */
public interface Scenario {
    /** The word that names it on the command line. */
    String name();

    /** What is done, for the table. */
    String work();

    /**
     * Does it once, warm-up included.
     *
     * @throws ScenarioFailure if something was lost, refused, out of order or too late: then there is no figure
     */
    List<Reading> run(Bench bench) throws IOException, ScenarioFailure;
}
