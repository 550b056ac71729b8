package dev.ephyra.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.lane.EndpointMemory;
import dev.ephyra.notify.lane.LaneMemory;
import dev.ephyra.notify.lane.LanePosition;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PendingChangesTest {
    private static final StoreChange TO_9 = new StoreChange.LaneAdvanced(1, LanePosition.startingAfter(9));
    private static final StoreChange TO_19 = new StoreChange.LaneAdvanced(1, LanePosition.startingAfter(19));

    private final PendingChanges pending = new PendingChanges();

    @Test
    void keepsTheLatestChangeOfARow() {
        pending.add(TO_9);
        pending.add(new StoreChange.LaneAdvanced(2, LanePosition.startingAfter(9)));
        pending.add(new StoreChange.ConsumerMoved("billing", 1));
        pending.add(TO_19);
        pending.add(new StoreChange.ConsumerMoved("billing", 2));

        assertThat(pending.take())
                .containsExactly(
                        new StoreChange.LaneAdvanced(2, LanePosition.startingAfter(9)),
                        TO_19,
                        new StoreChange.ConsumerMoved("billing", 2));
        assertThat(pending.isEmpty()).isTrue();
    }

    @Test
    void keepsTheOrderOfChangesThatUndoEachOther() {
        StoreChange remembered =
                new StoreChange.EndpointRemembered("http://x/", new EndpointMemory(EndpointState.TRIPPED, 1, "no"));
        pending.add(remembered);
        pending.add(new StoreChange.EndpointForgotten("http://x/"));
        pending.add(remembered);
        pending.add(new StoreChange.LaneFailing(1, new LaneMemory(1, 2, 3)));
        pending.add(TO_9);

        assertThat(pending.take())
                .containsExactly(
                        new StoreChange.EndpointForgotten("http://x/"),
                        remembered,
                        new StoreChange.LaneFailing(1, new LaneMemory(1, 2, 3)),
                        TO_9);
    }

    @Test
    void doesNotWriteTwiceWhatALaneAsksForAgain() {
        StoreChange dead = new StoreChange.DeadLettered(SqliteStoreTest.letter("ep_1", 1));
        pending.add(dead);
        pending.add(TO_9);
        pending.take();

        pending.add(new StoreChange.DeadLettered(SqliteStoreTest.letter("ep_1", 1)));
        pending.add(TO_9);
        assertThat(pending.isEmpty()).isTrue();
        pending.add(TO_19);
        assertThat(pending.take()).containsExactly(TO_19);

        pending.done();
        pending.add(TO_19);
        assertThat(pending.take()).containsExactly(TO_19);
    }

    @Test
    void neverLooksForRoomsLessFar() {
        pending.add(new StoreChange.Scanned(9));
        pending.add(new StoreChange.Scanned(7));

        assertThat(pending.take()).containsExactly(new StoreChange.Scanned(9));
    }

    @Test
    void dropsTheOldestAttemptsAndCountsThem() {
        for (int number = 1; number <= PendingChanges.MAX_ATTEMPTS + 3; number++) {
            pending.add(attempt(number));
        }

        assertThat(pending.take()).hasSize(PendingChanges.MAX_ATTEMPTS).startsWith(attempt(4));
        assertThat(pending.takeDroppedAttempts()).isEqualTo(3);
        assertThat(pending.takeDroppedAttempts()).isZero();
    }

    private static StoreChange attempt(int number) {
        return new StoreChange.AttemptFailed(
                new UUID(7, 1),
                1,
                1,
                new Deliveries.Attempt("ep_1", new UUID(0, 4), number, 1_000, 20, 500, "HTTP 500", "no", false));
    }
}
