package dev.ephyra.sdk.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.sdk.notification.EventIdentity;
import dev.ephyra.sdk.notifier.RoomNumbers.Verdict;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoomNumbersTest {
    private static final Verdict NEXT = new Verdict.Next();
    private static final Verdict KNOWN = new Verdict.Known();

    @Test
    void findsRepetitionsAndHolesByTheNumbersOfALife() {
        RoomNumbers numbers = new RoomNumbers(true);

        assertThat(numbers.received(event("a", 5, 0))).isEqualTo(NEXT);
        assertThat(numbers.received(event("a", 6, 0))).isEqualTo(NEXT);
        assertThat(numbers.received(event("a", 6, 0))).isEqualTo(KNOWN);
        assertThat(numbers.received(event("a", 2, 0))).isEqualTo(KNOWN);
        assertThat(numbers.received(event("a", 9, 0))).isEqualTo(new Verdict.After(7, 8));
        assertThat(numbers.received(event("b", 1, 0))).isEqualTo(NEXT);
    }

    @Test
    void believesTheServerWhereAFilterMakesHoles() {
        RoomNumbers numbers = new RoomNumbers(false);

        assertThat(numbers.received(event("a", 2, 0))).isEqualTo(NEXT);
        assertThat(numbers.received(event("a", 7, 2))).isEqualTo(NEXT);
        assertThat(numbers.received(event("a", 12, 9))).isEqualTo(new Verdict.After(8, 9));
        assertThat(numbers.received(event("a", 20, 0))).isEqualTo(NEXT);
    }

    @Test
    void knowsAfterASnapshotWhatItIncludesAndWhatItLeavesOut() {
        RoomNumbers numbers = new RoomNumbers(true);
        numbers.received(event("ended", 1, 0));
        numbers.snapshot();
        numbers.known("open", 4);

        assertThat(numbers.received(event("open", 4, 0))).isEqualTo(KNOWN);
        assertThat(numbers.received(event("open", 5, 0))).isEqualTo(NEXT);
        assertThat(numbers.received(event("ended", 2, 0))).isEqualTo(KNOWN);
        assertThat(numbers.received(event("new", 1, 0))).isEqualTo(NEXT);
        numbers.lost();
        assertThat(numbers.received(event("other", 8, 0))).isEqualTo(NEXT);
    }

    @Test
    void forgetsTheRoomThatWasSilentForTheLongestTime() {
        RoomNumbers numbers = new RoomNumbers(true);
        for (int room = 0; room < RoomNumbers.MAX_ROOMS; room++) {
            numbers.received(event("room" + room, 1, 0));
        }
        assertThat(numbers.received(event("room0", 2, 0))).isEqualTo(NEXT);
        assertThat(numbers.received(event("new", 1, 0))).isEqualTo(NEXT);

        assertThat(numbers.received(event("room0", 2, 0))).isEqualTo(KNOWN);
        assertThat(numbers.received(event("room2", 1, 0))).isEqualTo(KNOWN);
        assertThat(numbers.received(event("room1", 1, 0)))
                .as("it is not known any more")
                .isEqualTo(NEXT);
    }

    private static EventIdentity event(String epoch, long seq, long prevSeq) {
        return new EventIdentity(
                epoch + seq,
                seq,
                epoch,
                prevSeq,
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Optional.empty());
    }
}
