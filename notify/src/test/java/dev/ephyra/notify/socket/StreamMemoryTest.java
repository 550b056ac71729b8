package dev.ephyra.notify.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What a stream remembers is what it must, and bounded. */
final class StreamMemoryTest {
    @Property(tries = 200)
    void countsWhatIsNotAcknowledged(@ForAll long seed) {
        Random random = new Random(seed);
        AckWindow window = new AckWindow(300);
        ArrayDeque<Long> sent = new ArrayDeque<>();
        long offset = 0;
        for (int step = 0; step < 1_000; step++) {
            if (random.nextInt(100) < 95 && !window.isFull()) {
                offset += 1 + random.nextInt(3);
                window.sent(offset);
                sent.add(offset);
            } else {
                long acknowledged = random.nextLong(offset + 2);
                window.acknowledged(acknowledged);
                sent.removeIf(one -> one <= acknowledged);
            }
            assertThat(window.unacknowledged()).isEqualTo(sent.size());
            assertThat(window.isFull()).isEqualTo(sent.size() == 300);
        }
    }

    @Test
    void withoutALimitRemembersNothing() {
        AckWindow window = new AckWindow(0);
        window.sent(1);

        assertThat(window.unacknowledged()).isZero();
        assertThat(window.isFull()).isFalse();
    }

    @Test
    void forgetsEndedRoomsAndThenThoseThatWereSilentLongest() {
        PreviousSeqs previous = new PreviousSeqs(false);
        for (int room = 0; room < PreviousSeqs.MAX_ROOMS; room++) {
            previous.advance(record(room, 1, Lifecycle.OPENS));
        }
        assertThat(previous.advance(record(0, 2, Lifecycle.CONTINUES))).isEqualTo(1);
        previous.advance(record(-1, 1, Lifecycle.OPENS));

        assertThat(previous.size()).isEqualTo(PreviousSeqs.MAX_ROOMS);
        assertThat(previous.advance(record(1, 2, Lifecycle.CLOSES)))
                .as("forgotten")
                .isZero();
        assertThat(previous.advance(record(0, 3, Lifecycle.CLOSES))).as("kept").isEqualTo(2);
        assertThat(previous.size()).isEqualTo(PreviousSeqs.MAX_ROOMS - 1);
    }

    private static JournalRecord record(long room, long seq, Lifecycle lifecycle) {
        return new JournalRecord(
                1, "r", new UUID(0, room), seq, new UUID(0, 1), 0, lifecycle, new byte[0], new byte[] {1});
    }
}
