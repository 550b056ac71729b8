package dev.ephyra.sdk.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoomLanesTest {
    private final RoomLanes lanes = new RoomLanes();

    @Test
    void runsRoomsBesideEachOtherAndEachInItsOrder() {
        Work a1 = add("a");
        Work a2 = add("a");
        Work b1 = add("b");

        assertThat(lanes.next()).isSameAs(a1);
        assertThat(lanes.next()).isSameAs(b1);
        assertThat(lanes.next()).isNull();
        lanes.finished(b1);
        assertThat(lanes.next()).isNull();
        lanes.finished(a1);
        assertThat(lanes.next()).isSameAs(a2);
    }

    @Test
    void runsWorkOfNoRoomAlone() {
        Work a1 = add("a");
        Work gap = add(null);
        Work b1 = add("b");
        Work other = add(null);

        assertThat(lanes.next()).isSameAs(a1);
        assertThat(lanes.next()).isNull();
        lanes.finished(a1);
        assertThat(lanes.next()).isSameAs(gap);
        assertThat(lanes.next()).isNull();
        lanes.finished(gap);
        assertThat(lanes.next()).isSameAs(b1);
        lanes.finished(b1);
        assertThat(lanes.next()).isSameAs(other);
    }

    @Test
    void holdsARoomBackWhileItsFirstIsTriedAgainAndNoOther() {
        Work a1 = add("a");
        Work a2 = add("a");
        assertThat(lanes.next()).isSameAs(a1);
        lanes.again(a1, 100);
        Work b1 = add("b");
        Work gap = add(null);

        assertThat(lanes.next()).isSameAs(b1);
        lanes.finished(b1);
        assertThat(lanes.nextDeadlineNanos()).isEqualTo(100);
        lanes.onTime(99);
        assertThat(lanes.next()).isNull();
        lanes.onTime(100);
        assertThat(lanes.next()).isSameAs(a1);
        assertThat(a1.attempt()).isEqualTo(2);
        lanes.finished(a1);
        assertThat(lanes.next()).isSameAs(a2);
        lanes.finished(a2);
        assertThat(lanes.next()).isSameAs(gap);
    }

    @Test
    void forgetsWhatDoesNotRun() {
        Work a1 = add("a");
        add("a");
        add(null);
        assertThat(lanes.next()).isSameAs(a1);
        lanes.clear();
        lanes.finished(a1);

        assertThat(lanes.next()).isNull();
        assertThat(lanes.readyCount()).isZero();
    }

    private Work add(@org.jspecify.annotations.Nullable String room) {
        Work work = new Work(room, new Step(null, 0, 0, null), true, 0, attempt -> {});
        lanes.add(work);
        return work;
    }
}
