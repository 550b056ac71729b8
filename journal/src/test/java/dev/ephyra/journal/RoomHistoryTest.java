package dev.ephyra.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Questions while the committing thread is between two of its steps, without a thread. */
class RoomHistoryTest {
    private static final int READ_BYTES = 512;

    private final SimulatedDisk disk = new SimulatedDisk(3);
    private final GrowingRoomIndex index = new GrowingRoomIndex();
    private final Segment segment;
    private final List<JournalRecord> records;
    private final long[] places;
    private final long[] ends;
    private long durable;

    /** A segment of two records of one room, of which readers know nothing yet. */
    RoomHistoryTest() throws Exception {
        GroupCommitJournal journal = GroupCommitJournal.openIdle(
                disk, JournalSimulationTest.SMALL, new SimulatedClock(), JournalSimulationTest.LOG);
        journal.append(List.of(Drafts.opens("a")));
        journal.turn();
        journal.append(List.of(Drafts.continues("a", 2)));
        journal.turn();
        records = journal.history("a", Drafts.epoch("a"), 0, 2);
        journal.close();
        SegmentFile file = new SegmentFile(disk, SegmentHeader.fileName(1));
        SegmentReader reader = new SegmentReader(file, READ_BYTES);
        long second = endOf(reader.at(SegmentHeader.AREA_BYTES, Long.MAX_VALUE / 2));
        places = new long[] {SegmentHeader.AREA_BYTES, second};
        ends = new long[] {second, endOf(reader.at(second, Long.MAX_VALUE / 2))};
        segment = new Segment(1, file, new OffsetIndex(READ_BYTES), index, List.of());
    }

    private static long endOf(Step batch) {
        assertThat(batch).isInstanceOf(Step.Whole.class);
        return batch instanceof Step.Whole whole ? whole.endPosition() : 0;
    }

    private void indexed(int record) {
        index.add(records.get(record), places[record]);
    }

    private void durable(int record) {
        segment.reaches(ends[record], record + 2L, 0);
        durable = record + 1L;
    }

    private RoomHistory history(Runnable meanwhile) {
        DamageWatch watch = new DamageWatch(new Quarantine(disk), new Alerts(broken -> {}), READ_BYTES);
        return new RoomHistory(
                new SegmentCatalog(List.of(segment)),
                () -> {
                    long before = durable;
                    meanwhile.run();
                    return before;
                },
                READ_BYTES,
                watch);
    }

    @Test
    void whatIsCommittedWhileItIsAskedForIsNotLost() {
        indexed(0);
        durable(0);
        RoomHistory history = history(() -> {
            indexed(1);
            durable(1);
        });

        assertThat(history.lostAfter("a", Drafts.epoch("a"), 1, 0)).isEmpty();
    }

    @Test
    void whatIsInTheIndexButNotDurableYetIsNotLost() {
        indexed(0);
        durable(0);
        indexed(1);

        RoomHistory history = history(() -> {});
        assertThat(history.lostAfter("a", Drafts.epoch("a"), 1, 0)).isEmpty();

        durable(1);
        assertThat(history.lostAfter("a", Drafts.epoch("a"), 1, 0)).isEmpty();
    }

    @Test
    void searchesOnlyWhatReachesBehindTheOffset() {
        indexed(0);
        durable(0);
        indexed(1);
        durable(1);
        RoomHistory history = history(() -> {});

        assertThat(history.find("a", Drafts.epoch("a"), 0, 0, 9)).hasSize(2);
        assertThat(history.find("a", Drafts.epoch("a"), 1, 1, 9)).hasSize(1);
        assertThat(history.find("a", Drafts.epoch("a"), 0, 2, 9))
                .as("not looked at")
                .isEmpty();
        assertThat(history.lostAfter("a", Drafts.epoch("a"), 2, 2)).isEmpty();
    }
}
