package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Latencies;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.ProcessCost;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.Scenario;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import dev.ephyra.journal.Draft;
import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.GroupCommitJournal;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalClock;
import dev.ephyra.journal.JournalCursor;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalOptions;
import dev.ephyra.journal.JournalRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The journal alone, in this process: writers that each wait for durability, one room each. Then it is opened again,
 * and all that was acknowledged must be there. The plain log of the same run is for the ratio.
 */
public final class JournalAppends implements Scenario {
    private static final int WRITERS = 64;
    // As for a peer that was added: 100 bytes of payload.
    private static final int EVENT_BYTES = 40;
    private static final int NOTIFICATION_BYTES = 60;
    private static final int READ_RECORDS = 1_000;
    private static final Metric RATE = Metric.atLeast("appends", "per s", 120_000);
    private static final Metric P50 = Metric.reported("p50", "ms");
    private static final Metric P99 = Metric.atMost("p99", "ms", 3);
    private static final Metric PLAIN = Metric.reported("plain file with one force for all that queued", "per s");
    private static final Metric RATIO = Metric.reported("journal to plain file", "x");
    private static final Metric CPU = Metric.reported("CPU of writers and journal for each, warm-up included", "µs");

    @Override
    public String name() {
        return "journal-appends";
    }

    @Override
    public String work() {
        return "journal append, 64 writers each waiting for durability";
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        // In process there is less to warm up than in a server.
        Duration warm = bench.warm().dividedBy(3);
        Path folder = bench.newFolder("journal-");
        try {
            double cpuSeconds = ProcessCost.ownCpuSeconds();
            Writers writers = new Writers(WRITERS);
            Latencies latencies = loadJournal(folder, writers, warm, bench.measured());
            long all = acknowledged(writers);
            double cpuMicros = (ProcessCost.ownCpuSeconds() - cpuSeconds) * 1e6;
            checkKept(folder, writers);
            double rate = latencies.count() / (bench.measured().toNanos() / 1e9);
            double plain = loadPlain(folder, warm, bench.measured());
            return List.of(
                    new Reading(RATE, rate),
                    new Reading(P50, latencies.millis(0.50)),
                    new Reading(P99, latencies.millis(0.99)),
                    new Reading(CPU, cpuMicros / all),
                    new Reading(PLAIN, plain),
                    new Reading(RATIO, rate / plain));
        } catch (JournalException failure) {
            throw new ScenarioFailure("the journal: " + failure.getMessage());
        } finally {
            ServerUnderLoad.deleteFolder(folder);
        }
    }

    private static Latencies loadJournal(Path folder, Writers writers, Duration warm, Duration measured)
            throws JournalException {
        try (Journal journal = open(folder)) {
            journal.onDurable(records -> writers.committed(records.getLast().offset()));
            return writers.load(new RoomLog(journal), warm, measured);
        }
    }

    private static double loadPlain(Path folder, Duration warm, Duration measured) throws IOException {
        Writers writers = new Writers(WRITERS);
        try (PlainLog log =
                new PlainLog(folder.resolve("plain.log"), EVENT_BYTES + NOTIFICATION_BYTES, writers::committed)) {
            return writers.load(log, warm, measured).count() / (measured.toNanos() / 1e9);
        }
    }

    private static void checkKept(Path folder, Writers writers) throws JournalException, ScenarioFailure {
        Map<String, Long> kept = new HashMap<>();
        try (Journal journal = open(folder)) {
            JournalCursor cursor = journal.cursor(1);
            for (List<JournalRecord> records = cursor.poll(READ_RECORDS);
                    !records.isEmpty();
                    records = cursor.poll(READ_RECORDS)) {
                for (JournalRecord record : records) {
                    long before = kept.getOrDefault(record.room(), 0L);
                    ScenarioFailure.unless(record.roomSeq() == before + 1, record.room() + ": a gap after " + before);
                    kept.put(record.room(), record.roomSeq());
                }
            }
        }
        for (int writer = 0; writer < WRITERS; writer++) {
            ScenarioFailure.unless(
                    kept.getOrDefault(RoomLog.room(writer), 0L) == writers.acknowledged(writer),
                    RoomLog.room(writer) + ": acknowledged records are not there");
        }
    }

    private static long acknowledged(Writers writers) {
        long sum = 0;
        for (int writer = 0; writer < WRITERS; writer++) {
            sum += writers.acknowledged(writer);
        }
        return sum;
    }

    private static Journal open(Path folder) throws JournalException {
        return GroupCommitJournal.open(
                FileDisk.open(folder.resolve("journal")), JournalOptions.defaults(), JournalClock.system());
    }

    /** One room for each writer. */
    private record RoomLog(Journal journal) implements Writers.Log {
        private static final UUID EPOCH = new UUID(0, 1);
        private static final byte[] EVENT = new byte[EVENT_BYTES];
        private static final byte[] NOTIFICATION = new byte[NOTIFICATION_BYTES];

        private static String room(int writer) {
            return "writer-" + writer;
        }

        @Override
        public long append(int writer, long sequence) {
            return journal.append(List.of(new Draft(
                    room(writer),
                    EPOCH,
                    sequence,
                    new UUID(writer, sequence),
                    sequence,
                    sequence == 1 ? JournalRecord.Lifecycle.OPENS : JournalRecord.Lifecycle.CONTINUES,
                    EVENT,
                    NOTIFICATION)));
        }

        @Override
        public long durable() {
            return journal.durable();
        }
    }
}
