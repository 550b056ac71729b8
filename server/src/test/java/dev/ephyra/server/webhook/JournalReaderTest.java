package dev.ephyra.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.lane.Incarnation;
import dev.ephyra.notify.lane.Lane;
import dev.ephyra.notify.lane.LaneBook;
import dev.ephyra.notify.lane.LaneLimits;
import dev.ephyra.notify.lane.LaneOutput;
import dev.ephyra.notify.lane.RetrySchedule;
import dev.ephyra.room.Moment;
import dev.ephyra.server.webhook.EndpointEvents.Cause;
import dev.ephyra.server.webhook.JournalReader.Found;
import dev.ephyra.server.webhook.JournalReader.Loss;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JournalReaderTest {
    private final MemoryJournal journal = new MemoryJournal();
    private final JournalReader reader = new JournalReader(journal);
    private final Lane lane;

    /** A room of six records at the offsets 1 to 6. */
    JournalReaderTest() {
        JournalRecord opening = journal.create("r", "http://a/");
        for (int seq = 2; seq <= 6; seq++) {
            journal.event("r");
        }
        LaneBook book = new LaneBook(LaneLimits.DEFAULT, RetrySchedule.DEFAULT);
        book.endpoint(Endpoint.ofRooms("http://a/", false), new Moment(0, 0));
        book.open(1, "http://a/", opening);
        lane = book.lane("http://a/", Incarnation.of(opening)).orElseThrow();
    }

    @AfterEach
    void close() {
        reader.close();
    }

    private Found ask(long afterSeq, int max) {
        return reader.history(new LaneOutput.ReadHistory(lane, afterSeq, afterSeq, max))
                .toCompletableFuture()
                .join();
    }

    private Found.Read read(long afterSeq, int max) {
        Found found = ask(afterSeq, max);
        assertThat(found).isInstanceOf(Found.Read.class);
        return (Found.Read) found;
    }

    @Test
    void whatCannotBeReadIsNotNothing() {
        journal.fails(true);
        assertThat(ask(2, 9)).isEqualTo(new Found.Unreadable());

        journal.fails(false);
        assertThat(read(2, 9).records()).hasSize(4);
        assertThat(read(2, 9).asked()).as("there is no more").isEqualTo(9);
        assertThat(read(6, 9)).isEqualTo(new Found.Read(List.of(), Optional.empty(), 9));
    }

    @Test
    void saysWhetherRetentionOrDamageTookWhatIsLost() {
        journal.damage(3);
        journal.damage(4);
        assertThat(read(2, 9).lost()).contains(new Loss(3, 4, Cause.LOG_CORRUPTION));
        assertThat(read(2, 9).records()).extracting(JournalRecord::roomSeq).containsExactly(5L, 6L);

        journal.expire(6);
        assertThat(read(2, 9).lost()).contains(new Loss(3, 5, Cause.RETENTION));
    }

    @Test
    void goesOnAskingForWhatIsLostAtTheEnd() {
        journal.damage(6);

        Found.Read first = read(3, 9);
        assertThat(first.records()).extracting(JournalRecord::roomSeq).containsExactly(4L, 5L);
        assertThat(first.lost()).isEmpty();
        assertThat(first.asked()).as("more may follow").isEqualTo(2);
        assertThat(read(5, 9).lost()).contains(new Loss(6, 6, Cause.LOG_CORRUPTION));
    }
}
