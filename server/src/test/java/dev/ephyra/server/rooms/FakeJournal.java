package dev.ephyra.server.rooms;

import dev.ephyra.journal.Draft;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalCursor;
import dev.ephyra.journal.JournalHealth;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.JournalStatistics;
import dev.ephyra.journal.Recovery;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A journal in memory whose commits happen when the test says so. Owned by the test's thread. */
final class FakeJournal implements Journal {
    final List<JournalRecord> appended = new ArrayList<>();
    Recovery recovery = new Recovery(0, List.of(), List.of(), 0);
    JournalHealth health = new JournalHealth.Accepting();
    boolean commitsAtOnce;

    /** The next question for its health breaks. */
    boolean healthBreaksOnce;

    /** The next append breaks as one that is too large does. */
    boolean breaksOnce;

    /** How often it was told that something was enqueued. */
    int wakes;

    private long durable;

    @Override
    public long append(List<Draft> batch) {
        if (breaksOnce) {
            breaksOnce = false;
            throw new IllegalArgumentException("a batch has at most 3 bytes");
        }
        for (Draft draft : batch) {
            appended.add(new JournalRecord(
                    appended.size() + 1,
                    draft.room(),
                    draft.roomEpoch(),
                    draft.roomSeq(),
                    draft.eventId(),
                    draft.occurredAtMicros(),
                    draft.lifecycle(),
                    draft.event(),
                    draft.notification()));
        }
        if (commitsAtOnce) {
            commit();
        }
        return appended.size();
    }

    @Override
    public void wake() {
        wakes++;
    }

    void commit() {
        durable = appended.size();
    }

    @Override
    public long durable() {
        return durable;
    }

    @Override
    public long oldest() {
        return 1;
    }

    @Override
    public void onDurable(DurableListener listener) {}

    @Override
    public JournalCursor cursor(long offset) {
        throw new AssertionError("rooms do not read the journal");
    }

    @Override
    public List<JournalRecord> history(String room, UUID roomEpoch, long afterRoomSeq, int max) {
        throw new AssertionError("rooms do not read the journal");
    }

    @Override
    public JournalHealth health() {
        if (healthBreaksOnce) {
            healthBreaksOnce = false;
            throw new IllegalStateException("a mistake");
        }
        return health;
    }

    @Override
    public Recovery recovery() {
        return recovery;
    }

    @Override
    public UUID logEpoch() {
        return new UUID(0, 1);
    }

    @Override
    public JournalStatistics statistics() {
        return new JournalStatistics(0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public void keepFrom(long offset) {}

    @Override
    public void close() {}
}
