package dev.ephyra.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Flips bits anywhere in the files, before starts and under a journal that runs. Whatever was promised is
 * either read as it was, or named as lost by everyone who is asked. A failure names its seed.
 */
class DamageSimulationTest {
    private static final JournalOptions KEEPS_ALL =
            new JournalOptions(8 * 1024, 2048, 2048, 64 * 1024, 1, 1024, 512, 1 << 30, 1 << 30, Duration.ofDays(9_999));
    private static final int SEEDS = Integer.getInteger("ephyra.simulation.seeds", 20);

    @ParameterizedTest
    @ValueSource(longs = {10_000, 11_000})
    void readsOrNamesAsLostWhateverWasPromised(long firstSeed) throws Exception {
        for (long seed = firstSeed; seed < firstSeed + SEEDS; seed++) {
            try {
                new Run(seed).go();
            } catch (AssertionError | JournalException | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static final class Run {
        private final Random random;
        private final JournalModel model = new JournalModel();
        private final SimulatedClock clock = new SimulatedClock();
        private final List<JournalAlert.Corrupt> told = new ArrayList<>();
        private final Map<String, Long> lastSeqs = new HashMap<>();
        private SimulatedDisk disk;
        private GroupCommitJournal journal;
        private TreeSet<Long> lost = new TreeSet<>();

        Run(long seed) throws JournalException {
            random = new Random(seed);
            disk = new SimulatedDisk(random.nextLong());
            open();
        }

        private void open() throws JournalException {
            told.clear();
            journal = GroupCommitJournal.openIdle(disk, KEEPS_ALL, clock, JournalSimulationTest.LOG);
            journal.onAlert(alert -> told.add((JournalAlert.Corrupt) alert));
        }

        void go() throws JournalException {
            int costs = 0;
            for (int round = 0; round < 8; round++) {
                write(10 + random.nextInt(30));
                boolean whileItRuns = random.nextBoolean();
                if (!whileItRuns) {
                    disk = disk.kill();
                }
                costs += flip(whileItRuns);
                if (!whileItRuns) {
                    open();
                    assertThat(journal.durable()).isEqualTo(model.promised());
                }
                readAll();
                assertThat(lost.size()).isLessThanOrEqualTo(costs);
                askForRooms();
            }
            // The newest records were read from memory until now.
            disk = disk.kill();
            open();
            assertThat(journal.durable()).isEqualTo(model.promised());
            readAll();
            JournalInspection.Report report = JournalInspection.check(disk);
            assertThat(report.records()).isEqualTo(model.promised() - lost.size());
        }

        private void write(int batches) {
            for (int i = 0; i < batches; i++) {
                List<Draft> batch = model.nextBatch(random);
                batch.forEach(draft -> lastSeqs.put(draft.room(), draft.roomSeq()));
                model.appended(batch, journal.append(batch));
                journal.turn();
            }
            // The tail gets its note.
            clock.advance(TimeUnit.SECONDS.toNanos(1));
            journal.turn();
            model.promised(journal.durable());
        }

        /** Answers how many records that may cost. An index is read at starts, and trusted until the next. */
        private int flip(boolean whileItRuns) {
            List<String> names = new ArrayList<>();
            List<Segment> segments = journal.segments();
            for (int i = 0; i < segments.size(); i++) {
                names.add(segments.get(i).name());
                if (!whileItRuns && i + 1 < segments.size()) {
                    names.add(SealedIndex.fileName(segments.get(i).baseOffset()));
                }
            }
            String name = names.get(random.nextInt(names.size()));
            int length = lengthOf(name);
            int position = switch (random.nextInt(4)) {
                case 0 -> random.nextInt(Math.min(length, SegmentHeader.AREA_BYTES));
                case 1 -> length - 1 - random.nextInt(Math.min(length, 120));
                default -> random.nextInt(length);
            };
            disk.flipBit(name, position, random.nextInt(8));
            // A batch of nextBatch has at most four records.
            return SealedIndex.isIndex(name) ? 0 : 4;
        }

        private int lengthOf(String name) {
            byte[] content = disk.content(name);
            int length = content.length;
            while (content[length - 1] == 0) {
                length--;
            }
            return length;
        }

        private void readAll() throws JournalException {
            TreeSet<Long> now = new TreeSet<>();
            JournalCursor cursor = journal.cursor(1);
            while (cursor.position() <= journal.durable()) {
                try {
                    for (JournalRecord record : cursor.poll(1 + random.nextInt(50))) {
                        assertThat(Drafts.text(record)).isEqualTo(model.text(record.offset()));
                    }
                } catch (JournalException e) {
                    assertThat(e.kind()).isEqualTo(JournalException.Kind.CORRUPT);
                    assertThat(e.fromOffset()).isEqualTo(cursor.position());
                    for (long offset = e.fromOffset(); offset <= e.toOffset(); offset++) {
                        now.add(offset);
                    }
                    cursor.seek(e.toOffset() + 1);
                }
            }
            assertThat(now).as("what is lost stays lost").containsAll(lost);
            lost = now;
            TreeSet<Long> named = new TreeSet<>();
            told.forEach(corrupt -> add(named, corrupt.fromOffset(), corrupt.toOffset()));
            journal.recovery().quarantined().forEach(range -> add(named, range.fromOffset(), range.toOffset()));
            assertThat(named).isEqualTo(lost);
            assertThat(told).doesNotHaveDuplicates();
            assertThat(disk.quarantined().isEmpty() && !lost.isEmpty()).isFalse();
        }

        private static void add(Set<Long> offsets, long from, long to) {
            for (long offset = from; offset <= to; offset++) {
                offsets.add(offset);
            }
        }

        /** The newest records are read from memory by cursors, and from the disk by this. */
        private boolean isDamageKnown() {
            return !lost.isEmpty() || !told.isEmpty();
        }

        /** A reader of one room comes to its end: by records, by what is named as lost, or by its own knowledge. */
        private void askForRooms() {
            lastSeqs.forEach((room, last) -> {
                long seq = 0;
                while (seq < last) {
                    List<JournalRecord> next = journal.history(room, Drafts.epoch(room), seq, 1);
                    OptionalLong hole = journal.lostAfter(room, Drafts.epoch(room), seq);
                    if (hole.isPresent()) {
                        assertThat(isDamageKnown())
                                .as("%s after %s up to %s", room, seq, hole)
                                .isTrue();
                        assertThat(hole.getAsLong()).isGreaterThan(seq).isLessThanOrEqualTo(last);
                        seq = hole.getAsLong();
                    } else if (next.isEmpty()) {
                        assertThat(isDamageKnown()).as("%s after %s", room, seq).isTrue();
                        seq = last;
                    } else {
                        assertThat(next.getFirst().roomSeq()).isEqualTo(++seq);
                    }
                }
            });
        }
    }
}
