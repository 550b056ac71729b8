package dev.ephyra.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A journal that comes back shorter than others remember it: by a bit in its last batch, a cut, or an older copy. */
class ShortJournalTest {
    private static final int SEEDS = Integer.getInteger("ephyra.simulation.seeds", 20);

    private final SimulatedClock clock = new SimulatedClock();
    private SimulatedDisk disk = new SimulatedDisk(7);
    private GroupCommitJournal journal;

    ShortJournalTest() throws JournalException {
        journal = open(0);
        for (int seq = 1; seq <= 6; seq++) {
            append(seq == 1 ? Drafts.opens("a") : Drafts.continues("a", seq));
        }
    }

    private GroupCommitJournal open(long remembered) throws JournalException {
        return GroupCommitJournal.openIdle(
                disk, JournalSimulationTest.SMALL, clock, JournalSimulationTest.LOG, _ -> remembered);
    }

    private void append(Draft draft) {
        journal.append(List.of(draft));
        journal.turn();
    }

    /** Nothing after it says that it was durable, so it is taken for the torn tail of a crash. */
    private void loseTheLastBatch() {
        String name = SegmentHeader.fileName(1);
        disk = disk.kill();
        disk.flipBit(name, journal.segments().getLast().endPosition() - 12, 1);
    }

    @Test
    void goesOnBehindWhatOthersRemember() throws Exception {
        loseTheLastBatch();
        journal = open(9);

        assertThat(journal.durable()).isEqualTo(9);
        assertThat(journal.recovery().quarantined())
                .singleElement()
                .satisfies(range -> assertThat(List.of(range.fromOffset(), range.toOffset()))
                        .containsExactly(6L, 9L));
        append(Drafts.opens("b"));
        assertThat(journal.durable()).isEqualTo(10);
        assertThat(journal.cursor(10).poll(2)).extracting(JournalRecord::room).containsExactly("b");
        JournalCursor behind = journal.cursor(7);
        assertThatThrownBy(() -> behind.poll(1)).isInstanceOfSatisfying(JournalException.class, lost -> {
            assertThat(lost.kind()).isEqualTo(JournalException.Kind.CORRUPT);
            assertThat(lost.toOffset()).isEqualTo(9);
        });
        assertThat(journal.damagedThrough(5)).isEmpty();
        assertThat(journal.damagedThrough(6)).isEqualTo(OptionalLong.of(9));
        assertThat(journal.damagedThrough(9)).isEqualTo(OptionalLong.of(9));
        assertThat(journal.damagedThrough(10)).isEmpty();
    }

    @Test
    void givesNoNumberOfARoomTwice() throws Exception {
        loseTheLastBatch();
        journal = open(9);
        assertThat(journal.recovery().openRooms())
                .singleElement()
                .satisfies(room -> assertThat(room.lastRoomSeq()).isEqualTo(5 + 4));

        // Killed before it was ended: the next start must not know less.
        disk = disk.kill();
        journal = open(9);
        assertThat(journal.durable()).isEqualTo(9);
        assertThat(journal.recovery().openRooms())
                .singleElement()
                .satisfies(room -> assertThat(room.lastRoomSeq()).isEqualTo(5 + 4));
    }

    @Test
    void changesNothingIfNobodyRemembersMore() throws Exception {
        disk = disk.kill();
        journal = open(6);
        assertThat(journal.statistics().segments()).isEqualTo(1);
        assertThat(journal.recovery().quarantined()).isEmpty();
        assertThat(journal.recovery().openRooms().getFirst().lastRoomSeq()).isEqualTo(6);
        assertThat(journal.recovery().lastOccurredAtMicros()).isEqualTo(1_000_006);
    }

    @Test
    void outlivesALogThatCameBackEmpty() throws Exception {
        disk = disk.kill();
        disk.cut(SegmentHeader.fileName(1), SegmentHeader.AREA_BYTES);
        journal = open(6);
        append(Drafts.opens("b"));
        assertThat(journal.durable()).isEqualTo(7);
        disk = disk.kill();
        journal = open(7);
        assertThat(journal.cursor(7).poll(1)).extracting(JournalRecord::room).containsExactly("b");
    }

    /** Whoever has seen an offset, or a number of a room, sees nothing else under it, however much was lost. */
    @ParameterizedTest
    @ValueSource(longs = {20_000, 21_000})
    void neverTellsTwoThingsUnderOneName(long firstSeed) throws Exception {
        for (long seed = firstSeed; seed < firstSeed + SEEDS; seed++) {
            try {
                new Run(seed).go();
            } catch (AssertionError | JournalException | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** Rooms come and go; each start loses some of the end and ends the rooms that are left. */
    private static final class Run {
        private final Random random;
        private final SimulatedClock clock = new SimulatedClock();
        private final Map<Long, String> seen = new HashMap<>();
        private final Set<String> numbers = new HashSet<>();
        private final Map<String, Long> open = new HashMap<>();
        private SimulatedDisk disk;
        private int rooms;

        Run(long seed) {
            random = new Random(seed);
            disk = new SimulatedDisk(random.nextLong());
        }

        void go() throws JournalException {
            for (int start = 0; start < 8; start++) {
                long remembered =
                        seen.keySet().stream().mapToLong(offset -> offset).max().orElse(0);
                GroupCommitJournal journal = GroupCommitJournal.openIdle(
                        disk, JournalSimulationTest.SMALL, clock, JournalSimulationTest.LOG, _ -> remembered);
                journal.onDurable(records -> records.forEach(this::see));
                assertThat(journal.durable()).isGreaterThanOrEqualTo(remembered);
                for (Recovery.OpenRoom room : journal.recovery().openRooms()) {
                    append(journal, Drafts.closes(room.room(), room.lastRoomSeq() + 1));
                }
                open.clear();
                for (int i = random.nextInt(60); i > 0; i--) {
                    append(journal, next());
                }
                readAll(journal);
                disk = disk.kill();
                loseSome(journal);
            }
        }

        private void append(GroupCommitJournal journal, Draft draft) {
            journal.append(List.of(draft));
            journal.turn();
        }

        private Draft next() {
            if (open.isEmpty() || random.nextInt(5) == 0) {
                String room = "room-" + ++rooms;
                open.put(room, 1L);
                return Drafts.opens(room);
            }
            List<String> names = new ArrayList<>(new TreeSet<>(open.keySet()));
            String room = names.get(random.nextInt(names.size()));
            return Drafts.continues(room, open.merge(room, 1L, Long::sum));
        }

        private void see(JournalRecord record) {
            assertThat(seen.put(record.offset(), Drafts.text(record))).isNull();
            assertThat(numbers.add(record.room() + " " + record.roomSeq()))
                    .as("%s %s", record.room(), record.roomSeq())
                    .isTrue();
        }

        private void loseSome(GroupCommitJournal journal) {
            Segment last = journal.segments().getLast();
            int data = (int) (last.endPosition() - SegmentHeader.AREA_BYTES);
            if (data > 0 && random.nextInt(4) > 0) {
                disk.cut(last.name(), SegmentHeader.AREA_BYTES + random.nextInt(data));
            }
        }

        /** What is given out is what was seen; the rest is named as lost. */
        private void readAll(GroupCommitJournal journal) {
            JournalCursor cursor = journal.cursor(1);
            while (cursor.position() <= journal.durable()) {
                try {
                    cursor.poll(50)
                            .forEach(record -> assertThat(Drafts.text(record)).isEqualTo(seen.get(record.offset())));
                } catch (JournalException lost) {
                    assertThat(lost.kind()).isEqualTo(JournalException.Kind.CORRUPT);
                    assertThat(lost.fromOffset()).isEqualTo(cursor.position());
                    cursor.seek(lost.toOffset() + 1);
                }
            }
        }
    }
}
