package dev.ephyra.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import java.util.UUID;

/** One backup of a simulation: to a disk that may fail or lose its power, and back from it. */
final class BackupRun {
    private static final UUID OTHER_LOG = new UUID(3, 4);

    private final Random random;
    private final GroupCommitJournal journal;
    private final JournalModel model;
    private final SimulatedDisk source;
    private final SimulatedClock clock;

    BackupRun(
            Random random, GroupCommitJournal journal, JournalModel model, SimulatedDisk source, SimulatedClock clock) {
        this.random = random;
        this.journal = journal;
        this.model = model;
        this.source = source;
        this.clock = clock;
    }

    void go() throws JournalException {
        source.links(random.nextBoolean());
        SimulatedDisk target = new SimulatedDisk(random.nextLong());
        switch (random.nextInt(4)) {
            case 0 -> target.failWriteAfter(random.nextInt(12));
            case 1 -> target.failForceAfter(random.nextInt(8));
            default -> {}
        }
        long oldest = journal.oldest();
        long durable = journal.durable();
        boolean done = backUp(target);
        SimulatedDisk found = random.nextBoolean() ? target.crash() : target.kill();
        if (!done && !isBackup(found)) {
            return;
        }
        JournalBackup.Restored restored;
        SimulatedDisk restoredTo = new SimulatedDisk(random.nextLong());
        try {
            JournalBackup.Verified verified = JournalBackup.verify(found, false);
            restored = JournalBackup.copy(found, verified, restoredTo, OTHER_LOG);
        } catch (IOException e) {
            throw new AssertionError("a healthy disk failed", e);
        }
        assertThat(restored)
                .isEqualTo(new JournalBackup.Restored(JournalSimulationTest.LOG, OTHER_LOG, oldest, durable));
        read(restoredTo, oldest, durable);
    }

    private boolean backUp(SimulatedDisk target) {
        try {
            JournalBackup.Taken taken = journal.backup(target);
            assertThat(taken.durable()).isEqualTo(journal.durable());
            return true;
        } catch (JournalException diskFailed) {
            return false;
        }
    }

    private static boolean isBackup(SimulatedDisk found) {
        try {
            JournalBackup.verify(found, false);
            return true;
        } catch (IOException | JournalException notFinished) {
            return false;
        }
    }

    private void read(SimulatedDisk disk, long oldest, long durable) throws JournalException {
        GroupCommitJournal copy =
                GroupCommitJournal.openIdle(disk, JournalSimulationTest.SMALL, clock, JournalSimulationTest.LOG);
        assertThat(copy.logEpoch()).isEqualTo(OTHER_LOG);
        assertThat(copy.durable()).isEqualTo(durable);
        assertThat(copy.oldest()).isEqualTo(oldest);
        assertThat(copy.recovery().quarantined()).isEmpty();
        assertThat(copy.recovery().tornBytes()).isZero();
        JournalCursor cursor = copy.cursor(1);
        for (long offset = oldest; offset <= durable; offset++) {
            assertThat(cursor.poll(1)).map(Drafts::text).containsExactly(model.text(offset));
        }
    }
}
