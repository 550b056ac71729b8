package dev.ephyra.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Finding records by time, by event id and by room, in one run and after a restart. */
class JournalSearchTest {
    private static final long START_MICROS = 1_790_000_000_000_000L;

    private final SimulatedClock clock = new SimulatedClock();
    private final List<JournalRecord> appended = new ArrayList<>();
    private SimulatedDisk disk = new SimulatedDisk(11);
    private GroupCommitJournal journal = open();

    JournalSearchTest() throws JournalException {}

    private GroupCommitJournal open() throws JournalException {
        return GroupCommitJournal.openIdle(disk, JournalSimulationTest.SMALL, clock, JournalSimulationTest.LOG);
    }

    private void restart() throws JournalException {
        disk = disk.kill();
        journal = open();
    }

    private static UUID idOf(long micros, long number) {
        return new UUID((micros / 1000) << 16 | 0x7000L, 0x8000_0000_0000_0000L | number);
    }

    private void append(String room, UUID epoch, long seq, long micros) {
        Draft draft = new Draft(
                room,
                epoch,
                seq,
                idOf(micros, appended.size()),
                micros,
                seq == 1 ? JournalRecord.Lifecycle.OPENS : JournalRecord.Lifecycle.CONTINUES,
                new byte[50],
                new byte[] {1});
        appended.add(Drafts.record(draft, journal.append(List.of(draft))));
        journal.turn();
    }

    /** Times that mostly grow and sometimes step back, over several segments. */
    private void fill(long seed, int records) {
        Random random = new Random(seed);
        long micros = START_MICROS;
        for (int seq = 1; seq <= records; seq++) {
            micros += random.nextInt(10) == 0 ? -random.nextInt(1_000_000) : random.nextInt(1_000_000);
            append("a", Drafts.epoch("a"), seq, micros);
        }
        assertThat(journal.statistics().segments()).isGreaterThan(2);
    }

    private long firstAt(long micros) {
        return appended.stream()
                .filter(record -> record.offset() >= journal.oldest())
                .filter(record -> record.occurredAtMicros() >= micros)
                .mapToLong(JournalRecord::offset)
                .findFirst()
                .orElse(journal.durable() + 1);
    }

    @Test
    void findsTheFirstRecordAtOrAfterATime() throws Exception {
        fill(1, 300);
        for (boolean restarted : new boolean[] {false, true}) {
            if (restarted) {
                restart();
            }
            for (JournalRecord record : appended) {
                for (long micros = record.occurredAtMicros() - 1; micros <= record.occurredAtMicros() + 1; micros++) {
                    assertThat(journal.offsetAt(micros)).isEqualTo(firstAt(micros));
                }
            }
            assertThat(journal.offsetAt(0)).isEqualTo(1);
            assertThat(journal.offsetAt(Long.MAX_VALUE)).isEqualTo(301);
            long some = appended.get(150).occurredAtMicros();
            assertThat(new CursorSearch(journal, 1).offsetAt(some)).isEqualTo(firstAt(some));
        }
    }

    @Test
    void answersTheBeginningWhenEverythingBeforeExpired() throws Exception {
        fill(2, 700);
        journal.keepFrom(701);
        clock.advance(Duration.ofMinutes(2).toNanos());
        journal.turn();
        assertThat(journal.oldest()).isGreaterThan(1);
        assertThat(journal.offsetAt(0)).isEqualTo(journal.oldest());
        assertThatThrownBy(() -> journal.record(1))
                .isInstanceOfSatisfying(
                        JournalException.class, e -> assertThat(e.kind()).isEqualTo(JournalException.Kind.EXPIRED));
    }

    @Test
    void startsAtTheHoleThatMayHoldTheTime() throws Exception {
        fill(3, 300);
        disk = disk.kill();
        disk.flipBit(SegmentHeader.fileName(1), SegmentHeader.AREA_BYTES + 60, 1);
        journal = open();
        assertThat(journal.offsetAt(appended.get(1).occurredAtMicros())).isEqualTo(1);
        long later = appended.get(40).occurredAtMicros();
        assertThat(journal.offsetAt(later)).isEqualTo(firstAt(later));
    }

    @Test
    void findsARecordByItsOffsetAndByItsEventId() throws Exception {
        fill(4, 300);
        restart();
        for (JournalRecord record : appended) {
            assertThat(journal.record(record.offset()).map(Drafts::text)).contains(Drafts.text(record));
        }
        assertThat(journal.record(301)).isEmpty();
        for (int i = 0; i < appended.size(); i += 7) {
            JournalRecord record = appended.get(i);
            assertThat(journal.find(record.eventId()).map(Drafts::text)).contains(Drafts.text(record));
        }
        assertThat(journal.find(idOf(START_MICROS + 5_000_000, 9_999))).isEmpty();
        assertThat(journal.find(idOf(0, 1))).isEmpty();
        assertThat(journal.find(new UUID(1, 2))).isEmpty();
    }

    @Test
    void namesTheLivesOfARoomNewestFirst() throws Exception {
        for (int life = 1; life <= 60; life++) {
            for (int seq = 1; seq <= 3; seq++) {
                append("a", new UUID(1, life), seq, START_MICROS + 10L * life + seq);
                append("room-" + life, Drafts.epoch("room-" + life), seq, START_MICROS + 10L * life + seq);
            }
        }
        assertThat(journal.statistics().segments()).isGreaterThan(3);
        for (boolean restarted : new boolean[] {false, true}) {
            if (restarted) {
                restart();
            }
            List<RoomIncarnation> lives = journal.epochsOf("a", 100);
            assertThat(lives).hasSize(60).startsWith(new RoomIncarnation(new UUID(1, 60), 355, 359));
            assertThat(lives).isEqualTo(new CursorSearch(journal, 1).epochsOf("a", 100));
            assertThat(journal.epochsOf("a", 2)).isEqualTo(lives.subList(0, 2));
            assertThat(journal.epochsOf("room-7", 9))
                    .containsExactly(new RoomIncarnation(Drafts.epoch("room-7"), 38, 42));
            assertThat(journal.epochsOf("nobody", 9)).isEmpty();
        }
    }

    @Test
    void saysWhichNumbersOfARoomAreLost() throws Exception {
        fill(5, 200);
        disk = disk.kill();
        int length = disk.content(SegmentHeader.fileName(1)).length;
        journal = open();
        long lastOfFirst = SegmentHeader.baseOffset(journalSegments().get(1)) - 1;
        assertThat(journal.lostAfter("a", Drafts.epoch("a"), 5)).isEmpty();
        disk.cut(SegmentHeader.fileName(1), length / 2);
        journal =
                GroupCommitJournal.openIdle(disk.kill(), JournalSimulationTest.SMALL, clock, JournalSimulationTest.LOG);
        List<JournalRecord> left = journal.history("a", Drafts.epoch("a"), 0, 1000);
        long before = left.stream()
                .mapToLong(JournalRecord::roomSeq)
                .filter(seq -> seq <= lastOfFirst)
                .max()
                .orElseThrow();
        assertThat(journal.lostAfter("a", Drafts.epoch("a"), before)).isEqualTo(OptionalLong.of(lastOfFirst));
        assertThat(journal.history("a", Drafts.epoch("a"), lastOfFirst, 1))
                .extracting(JournalRecord::roomSeq)
                .containsExactly(lastOfFirst + 1);
        assertThat(journal.lostAfter("a", Drafts.epoch("a"), 200)).isEmpty();
    }

    private List<String> journalSegments() throws Exception {
        return disk.list().stream()
                .filter(name -> SegmentHeader.baseOffset(name) > 0)
                .toList();
    }
}
