package dev.ephyra.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Appends, commits, reads, fails, crashes and restarts at random, in virtual time. A failure names its seed.
 */
class JournalSimulationTest {
    static final UUID LOG = new UUID(1, 2);
    static final JournalOptions SMALL = new JournalOptions(
            8 * 1024, 2048, 2048, 64 * 1024, 4096, 1024, 512, 40 * 1024, 80 * 1024, Duration.ofDays(1));

    /** Of each start; a longer run asks for more. */
    private static final int SEEDS = Integer.getInteger("ephyra.simulation.seeds", 20);

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, 2_000, 3_000})
    void neverLosesWhatItPromised(long firstSeed) throws Exception {
        for (long seed = firstSeed; seed < firstSeed + SEEDS; seed++) {
            try {
                new Run(seed).go(400);
            } catch (AssertionError | JournalException | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static final class Run {
        private final Random random;
        private final JournalModel model = new JournalModel();
        private final SimulatedClock clock = new SimulatedClock();
        private final List<Long> told = new ArrayList<>();
        private SimulatedDisk disk;
        private GroupCommitJournal journal;
        private final JournalOptions options;
        private final RetentionModel retention;
        private long keepFrom;

        Run(long seed) throws JournalException {
            random = new Random(seed);
            disk = new SimulatedDisk(random.nextLong());
            options = random.nextBoolean() ? SMALL : SMALL.withRetention(20 * 1024, 32 * 1024, SMALL.retentionAge());
            retention = new RetentionModel(options.retentionBytes());
            journal = GroupCommitJournal.openIdle(disk, options, clock, LOG);
            listen();
        }

        void go(int steps) throws JournalException {
            for (int i = 0; i < steps; i++) {
                step(random.nextInt(100));
                model.promised(journal.durable());
                retention.check(journal.oldest());
            }
            restart(true);
            readAll();
        }

        private void step(int dice) throws JournalException {
            if (dice < 40) {
                List<Draft> batch = model.nextBatch(random);
                model.appended(batch, journal.append(batch));
            } else if (dice < 70) {
                clock.advanceTo(journal.turn());
            } else if (dice < 74) {
                clock.advance(TimeUnit.MILLISECONDS.toNanos(random.nextInt(3_000)));
                journal.turn();
            } else if (dice < 84) {
                breakOrHeal(random.nextInt(6));
            } else if (dice < 88) {
                restart(random.nextBoolean());
            } else if (dice < 92) {
                boolean delivers = options.equals(SMALL) || random.nextInt(10) == 0;
                keepFrom = Math.max(Math.max(1, keepFrom), delivers ? model.promised() - random.nextInt(40) : 1);
                retention.keepFrom(keepFrom);
                journal.keepFrom(keepFrom);
            } else if (dice < 94) {
                new BackupRun(random, journal, model, disk, clock).go();
            } else {
                read();
            }
        }

        private void breakOrHeal(int how) {
            switch (how) {
                case 0 -> disk.failForceAfter(random.nextInt(3));
                case 1 -> disk.failWriteAfter(random.nextInt(3));
                case 2 -> disk.capacity(random.nextInt(100_000));
                case 3 -> disk.readOnly(true);
                default -> disk.heal();
            }
        }

        private void restart(boolean powerLoss) throws JournalException {
            long oldest = journal.oldest();
            disk = powerLoss ? disk.crash() : disk.kill();
            journal = GroupCommitJournal.openIdle(disk, options, clock, LOG);
            listen();
            model.restarted(journal.durable());
            assertThat(journal.recovery().quarantined()).isEmpty();
            assertThat(journal.recovery().openRooms()).containsExactlyElementsOf(model.openRooms());
            assertThat(journal.oldest()).isLessThanOrEqualTo(oldest);
            retention.keepFrom(keepFrom);
            journal.keepFrom(keepFrom);
        }

        private void listen() {
            retention.restarted();
            journal.onAlert(retention::heard);
            told.clear();
            long start = journal.durable();
            journal.onDurable(records -> {
                for (JournalRecord record : records) {
                    told.add(record.offset());
                    assertThat(record.offset()).isEqualTo(start + told.size());
                    assertThat(Drafts.text(record)).isEqualTo(model.text(record.offset()));
                }
            });
        }

        private void read() throws JournalException {
            JournalCursor cursor = journal.cursor(random.nextInt(1 + (int) journal.durable()));
            long expected = cursor.position();
            for (JournalRecord record : cursor.poll(1 + random.nextInt(30))) {
                assertThat(record.offset()).isEqualTo(expected);
                assertThat(Drafts.text(record)).isEqualTo(model.text(expected++));
            }
            String room = model.someRoom(random);
            long seq = random.nextInt(5);
            assertThat(journal.history(room, Drafts.epoch(room), seq, 1000))
                    .map(Drafts::text)
                    .isEqualTo(model.history(room, seq, journal.oldest()));
        }

        private void readAll() throws JournalException {
            JournalCursor cursor = journal.cursor(1);
            assertThat(cursor.position()).isEqualTo(journal.oldest());
            while (cursor.position() <= journal.durable()) {
                List<JournalRecord> records = cursor.poll(7);
                assertThat(records).isNotEmpty();
                for (JournalRecord record : records) {
                    assertThat(Drafts.text(record)).isEqualTo(model.text(record.offset()));
                }
            }
        }
    }
}
