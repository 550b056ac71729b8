package dev.ephyra.server.pump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.Draft;
import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.GroupCommitJournal;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalClock;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalOptions;
import dev.ephyra.journal.JournalRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PumpTest {
    @TempDir
    Path folder;

    private final BlockingQueue<Long> heard = new LinkedBlockingQueue<>();

    @Test
    void goesOnWhenASinkBreaksAndTellsTheOthersEverything() throws JournalException, InterruptedException {
        RecordSink breaking = new RecordSink() {
            @Override
            public void onRecords(List<JournalRecord> records) {
                throw new IllegalStateException("a mistake");
            }

            @Override
            public void onTime(long nowNanos) {
                throw new IllegalStateException("another one");
            }
        };
        RecordSink sound = records -> records.forEach(event -> heard.add(event.offset()));
        try (Journal journal = open()) {
            Pump pump = new Pump(journal, 1, List.of(breaking, sound));
            pump.start();

            journal.append(List.of(draft()));
            assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo(1);
            journal.append(List.of(draft()));
            assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo(2);
            pump.stop();
        }
    }

    private Journal open() throws JournalException {
        return GroupCommitJournal.open(FileDisk.open(folder), JournalOptions.defaults(), JournalClock.system());
    }

    private static Draft draft() {
        return new Draft(
                "room",
                new UUID(1, 1),
                1,
                new UUID(2, 2),
                3,
                JournalRecord.Lifecycle.OPENS,
                new byte[] {1},
                new byte[] {2});
    }
}
