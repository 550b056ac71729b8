package dev.ephyra.journal;

import java.util.UUID;

/**
 * A real journal over a simulated disk, without a thread: it commits when it is told to. For the simulations
 * of other modules.
 */
public final class SimulatedJournal {
    private final SimulatedClock clock;
    private final GroupCommitJournal journal;

    private SimulatedJournal(SimulatedClock clock, GroupCommitJournal journal) {
        this.clock = clock;
        this.journal = journal;
    }

    /** Opens what the disk holds; a new log gets {@code logEpoch}. */
    public static SimulatedJournal open(SimulatedDisk disk, SimulatedClock clock, JournalOptions options, UUID logEpoch)
            throws JournalException {
        return open(disk, clock, options, logEpoch, Remembered.NOTHING);
    }

    /** The same of a log that others remember. */
    public static SimulatedJournal open(
            SimulatedDisk disk, SimulatedClock clock, JournalOptions options, UUID logEpoch, Remembered remembered)
            throws JournalException {
        return new SimulatedJournal(clock, GroupCommitJournal.openIdle(disk, options, clock, logEpoch, remembered));
    }

    public Journal journal() {
        return journal;
    }

    /** Commits what is queued, if the disk lets it; answers when the journal wants to be called next. */
    public long turn() {
        return journal.turn();
    }

    /**
     * Turns, and moves the clock over waits, until everything is durable; false if that takes longer than it
     * may.
     */
    public boolean settle(long maxNanos) {
        long deadline = clock.nanos() + maxNanos;
        while (journal.statistics().queuedBytes() > 0 && clock.nanos() < deadline) {
            clock.advanceTo(journal.turn());
        }
        return journal.statistics().queuedBytes() == 0;
    }
}
