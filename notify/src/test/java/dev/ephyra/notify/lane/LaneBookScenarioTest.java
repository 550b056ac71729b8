package dev.ephyra.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord.Lifecycle;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LaneBookScenarioTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long DAY = TimeUnit.DAYS.toNanos(1);

    @Test
    void deliversEverythingInOrderAfterThreeDaysOfOutage() {
        var world = new LaneWorld(1, LaneLimits.DEFAULT, (url, now, random) -> now < 3 * DAY ? 500 : 200);
        fill(world, "room", 200);

        world.advance(3 * DAY);
        assertThat(world.delivered).isEmpty();
        assertThat(world.posts).as("an attempt a minute").isBetween(3_500L, 5_500L);
        assertThat(world.counts().blocked()).isEqualTo(1);
        assertThat(world.counts().neededFromOffset()).isEqualTo(1);

        world.advance(72 * SECOND);
        world.advance(60 * SECOND);
        assertThat(world.delivered.values()).containsExactly(200L);
        assertThat(world.repeats).isEmpty();
        assertThat(world.counts()).isEqualTo(new LaneCounts(0, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE, 0));
        assertThat(world.rows()).isZero();
    }

    @Test
    void roomsOfAHealthyReceiverDoNotWaitForOneThatHangs() {
        var limits = new LaneLimits(4, 1 << 20, 4, 8, 4, 8, SECOND / 100, 45 * SECOND);
        var world = new LaneWorld(2, limits, (url, now, random) -> url.equals("http://a/") ? -1 : 200);
        for (int room = 0; room < 20; room++) {
            world.append("a" + room, 0, 1, Lifecycle.OPENS);
        }
        for (int room = 0; room < 20; room++) {
            fill(world, "b" + room, 10);
        }

        world.advance(10 * SECOND);

        assertThat(world.delivered).hasSize(20).containsValue(10L);
        assertThat(world.counts().lanes()).isEqualTo(20);
        assertThat(world.counts().inFlight()).isEqualTo(4);
        assertThat(world.maxInFlight).isLessThanOrEqualTo(8);
    }

    @Test
    void watchdogFreesARequestThatItsEdgeForgot() {
        var limits = new LaneLimits(4, 1 << 20, 4, 8, 4, 8, SECOND / 100, 45 * SECOND);
        var world = new LaneWorld(3, limits, (url, now, random) -> now < SECOND ? -1 : 200);
        fill(world, "room", 3);

        world.advance(50 * SECOND);

        assertThat(world.counts().watchdogTrips()).isEqualTo(1);
        assertThat(world.delivered.values()).containsExactly(3L);
    }

    @Test
    void retriesNeverTakeEverySlot() {
        var limits = new LaneLimits(4, 1 << 20, 100, 8, 4, 8, SECOND / 100, 45 * SECOND);
        var world = new LaneWorld(4, limits, (url, now, random) -> {
            boolean dead = url.equals("http://d/");
            return !dead ? 200 : now < SECOND / 10 ? 0 : -1;
        });
        for (int room = 0; room < 50; room++) {
            world.append("d" + room, 0, 1, Lifecycle.OPENS);
        }
        world.advance(10 * SECOND);
        assertThat(world.counts().inFlight()).isEqualTo(4);

        fill(world, "healthy", 5);
        world.advance(SECOND);
        assertThat(world.delivered).hasSize(1).containsValue(5L);
    }

    @Test
    void tellsTheEndOfARoomBeforeItsNextLifeWhileTheReceiverFails() {
        var world = new LaneWorld(5, LaneLimits.DEFAULT, (url, now, random) -> random.nextInt(3) == 0 ? 200 : 500);
        for (int epoch = 0; epoch < 20; epoch++) {
            world.append("room", epoch, 1, Lifecycle.OPENS);
            world.append("room", epoch, 2, Lifecycle.CLOSES);
        }

        world.advance(3_600 * SECOND);

        assertThat(world.delivered).hasSize(20).doesNotContainValue(1L);
        assertThat(world.rows()).isZero();
    }

    @Test
    void slowReceiversGetAsManyRequestsAsFastOnesButNotAllAtOnce() {
        var limits = new LaneLimits(4, 1 << 20, 100, 50, 25, 8, SECOND / 100, 45 * SECOND);
        var world = new LaneWorld(5, limits, (url, now, random) -> -1);
        for (int room = 0; room < 60; room++) {
            world.append("s" + room, 0, 1, Lifecycle.OPENS);
        }
        world.advance(SECOND / 200);
        assertThat(world.counts().inFlight()).isEqualTo(8);
        world.advance(SECOND);
        assertThat(world.counts().inFlight()).isEqualTo(50);
    }

    private static void fill(LaneWorld world, String room, int events) {
        world.append(room, 0, 1, Lifecycle.OPENS);
        for (int seq = 2; seq < events; seq++) {
            world.append(room, 0, seq, Lifecycle.CONTINUES);
        }
        world.append(room, 0, events, Lifecycle.CLOSES);
    }
}
