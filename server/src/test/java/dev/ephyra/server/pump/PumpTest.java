package dev.ephyra.server.pump;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.Draft;
import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.GroupCommitJournal;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalClock;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalOptions;
import dev.ephyra.journal.JournalRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

    @Test
    void tellsEverySinkWhatIsLostBetweenWhatComesBeforeAndAfterIt() throws Exception {
        try (Journal journal = open()) {
            for (int n = 1; n <= 9; n++) {
                journal.append(List.of(draft("victim" + n)));
            }
        }
        damage("victim5");
        RecordSink sink = new RecordSink() {
            @Override
            public void onRecords(List<JournalRecord> records) {
                records.forEach(event -> heard.add(event.offset()));
            }

            @Override
            public void onLost(long from, long to) {
                heard.add(-from);
                heard.add(-to);
            }
        };
        try (Journal journal = open()) {
            Pump pump = new Pump(journal, 4, List.of(sink));
            pump.start();

            for (long expected : new long[] {4, -5, -5, 6, 7, 8, 9}) {
                assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo(expected);
            }
            pump.stop();
        }
    }

    /** Changes one letter of {@code text} on the disk. */
    private void damage(String text) throws IOException {
        Path segment;
        try (Stream<Path> files = Files.list(folder)) {
            segment = files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches("\\d+.*"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        bytes[new String(bytes, ISO_8859_1).lastIndexOf(text)] ^= 1;
        Files.write(segment, bytes);
    }

    private Journal open() throws JournalException {
        return GroupCommitJournal.open(FileDisk.open(folder), JournalOptions.defaults(), JournalClock.system());
    }

    private static Draft draft() {
        return draft("told");
    }

    private static Draft draft(String notification) {
        return new Draft(
                "room",
                new UUID(1, 1),
                1,
                new UUID(2, 2),
                3,
                JournalRecord.Lifecycle.OPENS,
                new byte[] {1},
                notification.getBytes(ISO_8859_1));
    }
}
