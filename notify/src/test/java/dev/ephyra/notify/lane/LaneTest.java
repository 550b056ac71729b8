package dev.ephyra.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LaneTest {
    private static final LaneIdentity IDENTITY =
            new LaneIdentity(7, "http://localhost:1/hook", new Incarnation("r", new UUID(0x7000L, 0)));
    private static final int WINDOW = 3;

    private final JournalRecord first = Events.opening(10, "r");
    private final JournalRecord second = Events.next(11, "r", 2);
    private final Lane lane = Lane.opened(IDENTITY, RetrySchedule.DEFAULT, 10);

    @Test
    void postsNothingBeforeItsRowIsDurable() {
        assertThat(lane.offer(first, WINDOW)).isSameAs(LaneOutput.NOTHING);
        assertThat(lane.begin(0)).isSameAs(LaneOutput.NOTHING);

        assertThat(lane.registered(WINDOW)).isEqualTo(new LaneOutput.WantsSlot(lane));
        assertThat(lane.begin(0)).isEqualTo(new LaneOutput.Post(lane, first, 1, 1));
    }

    @Test
    void postsTheNextOnlyAfterThePositionIsWritten() {
        post(first);
        lane.offer(second, WINDOW);

        assertThat(lane.answered(1, 204, 0, 0.5))
                .isEqualTo(new LaneOutput.WritePosition(lane, new LanePosition(1, 10), false));
        assertThat(lane.begin(0)).isSameAs(LaneOutput.NOTHING);
        assertThat(lane.neededFromOffset()).isEqualTo(10);

        assertThat(lane.positionWritten(WINDOW)).isEqualTo(new LaneOutput.WantsSlot(lane));
        assertThat(lane.begin(0)).isEqualTo(new LaneOutput.Post(lane, second, 1, 2));
        assertThat(lane.neededFromOffset()).isEqualTo(11);
    }

    @Test
    void repeatsTheSameRecordAfterARedirect() {
        post(first);

        assertThat(lane.answered(1, 301, 100, 0.5)).isEqualTo(new LaneOutput.WaitUntil(500_000_100L));
        assertThat(lane.onTime(500_000_099L, WINDOW)).isSameAs(LaneOutput.NOTHING);
        assertThat(lane.onTime(500_000_100L, WINDOW)).isEqualTo(new LaneOutput.WantsSlot(lane));
        assertThat(lane.begin(0)).isEqualTo(new LaneOutput.Post(lane, first, 2, 2));
    }

    @Test
    void ignoresTheAnswerOfAnAbandonedRequest() {
        post(first);
        lane.failed(1, 0, 0.5);
        lane.onTime(500_000_000L, WINDOW);
        lane.begin(500_000_000L);

        assertThat(lane.answered(1, 200, 0, 0.5)).isSameAs(LaneOutput.NOTHING);
        assertThat(lane.state()).isEqualTo(new LaneState.InFlight(2, 500_000_000L));
    }

    @Test
    void finishesAfterTheFinalEvent() {
        post(Events.closing(10, "r", 1));

        assertThat(lane.answered(1, 200, 0, 0.5))
                .isEqualTo(new LaneOutput.WritePosition(lane, new LanePosition(1, 10), true));
        assertThat(lane.positionWritten(WINDOW)).isEqualTo(new LaneOutput.Finished(lane));
        assertThat(lane.neededFromOffset()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void readsFromTheJournalWhatItsWindowDoesNotHold() {
        lane.offer(first, 1);
        lane.offer(second, 1);
        lane.registered(1);
        deliver(1, 1);

        assertThat(lane.state()).isEqualTo(new LaneState.Reading());
        assertThat(lane.neededFromOffset()).isEqualTo(11);
        assertThat(lane.read(List.of(second), 1, 1, 0, 0.5)).isEqualTo(new LaneOutput.WantsSlot(lane));
    }

    @Test
    void asksAgainLaterWhenTheJournalDoesNotGiveWhatIsDurable() {
        lane.offer(first, 1);
        lane.offer(second, 1);
        lane.registered(1);
        deliver(1, 1);

        assertThat(lane.read(List.of(), 1, 1, 0, 0.5)).isEqualTo(new LaneOutput.WaitUntil(500_000_000L));
        assertThat(lane.onTime(500_000_000L, 1)).isEqualTo(new LaneOutput.ReadHistory(lane, 1, 1));
    }

    @Test
    void keepsOnlyItsHeadWhileItWaits() {
        lane.offer(first, WINDOW);
        lane.offer(second, WINDOW);
        lane.registered(WINDOW);
        lane.begin(0);
        long held = lane.heldBytes();

        lane.failed(1, 0, 0.5);

        assertThat(lane.heldBytes()).isPositive().isLessThan(held);
        assertThat(lane.head()).contains(first);
    }

    @Test
    void restoredReadsUntilNothingIsLeftAndLosesNothingThatComesMeanwhile() {
        Lane restored = Lane.restored(IDENTITY, RetrySchedule.DEFAULT, new LanePosition(1, 10));
        JournalRecord third = Events.next(12, "r", 3);

        assertThat(restored.offer(third, WINDOW)).isSameAs(LaneOutput.NOTHING);
        assertThat(restored.read(List.of(second), WINDOW, WINDOW, 0, 0.5))
                .isEqualTo(new LaneOutput.WantsSlot(restored));
        restored.begin(0);
        restored.answered(1, 200, 0, 0.5);

        assertThat(restored.positionWritten(WINDOW)).isEqualTo(new LaneOutput.ReadHistory(restored, 2, WINDOW));
    }

    private void post(JournalRecord event) {
        lane.offer(event, WINDOW);
        lane.registered(WINDOW);
        lane.begin(0);
    }

    private void deliver(long ticket, int windowLimit) {
        lane.begin(0);
        lane.answered(ticket, 200, 0, 0.5);
        lane.positionWritten(windowLimit);
    }
}
