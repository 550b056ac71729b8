package dev.ephyra.conformance.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Rooms, journal, lanes, disk, database, network and receivers in virtual time, with faults drawn from a seed; the invariants
 * of delivery must hold after each run. {@code -Dsimulation.runs=10000} runs more of them, {@code -Dsimulation.seed=N} begins
 * at N.
 */
class DeliverySimulationTest {
    private static final int ACTIONS = 300;

    @Test
    void holdsEveryInvariant() throws JournalException {
        long first = Long.getLong("simulation.seed", 1);
        long runs = Long.getLong("simulation.runs", 200);
        Totals totals = new Totals();
        for (long seed = first; seed < first + runs; seed++) {
            totals.add(run(seed));
        }
        System.out.println(totals.line(runs));
    }

    /** Seeds that found something once: 104 that a stopped process finds answers later than its watchdog. */
    @Test
    void holdsForSeedsThatFoundSomething() {
        assertThat(LongStream.of(104))
                .allSatisfy(seed -> assertThat(run(seed).broken()).isEmpty());
    }

    private static Invariants.Verdict run(long seed) throws JournalException {
        SimulatedWorld world = new SimulatedWorld(seed);
        world.run(ACTIONS);
        Invariants.Verdict verdict = Invariants.of(world);
        assertThat(verdict.broken())
                .as("seed %d, after the faults %s", seed, world.faults())
                .isEmpty();
        return verdict;
    }

    /** For the table of the campaign. */
    private static final class Totals {
        private long events;
        private long delivered;
        private long repetitions;
        private long dead;

        void add(Invariants.Verdict verdict) {
            events += verdict.events();
            delivered += verdict.delivered();
            repetitions += verdict.repetitions();
            dead += verdict.dead();
        }

        String line(long runs) {
            return "simulation: " + runs + " runs, " + events + " events, " + delivered + " delivered, " + repetitions
                    + " repeated, " + dead + " dead letters, 0 lost, 0 reordered";
        }
    }
}
