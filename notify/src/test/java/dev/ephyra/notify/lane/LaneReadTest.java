package dev.ephyra.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.notify.endpoint.EndpointState;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A journal that fails or has lost something, in virtual time. */
class LaneReadTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MINUTE = 60 * SECOND;

    @Test
    void aJournalThatCannotBeReadSaysNothingOfWhatIsUndelivered() {
        var world = world(15, (post, now, random) -> now < MINUTE ? 500 : 200);
        world.fill("a-over", 50, true);
        world.fill("b-open", 50, false);
        world.append("c", 0, 1, Lifecycle.OPENS);
        world.append("c", 0, 2, Lifecycle.CLOSES);
        world.append("c", 1, 1, Lifecycle.OPENS);
        world.advance(30 * SECOND);
        world.failsReads = true;
        world.scanned = world.log.size();
        world.crash();
        world.advance(10 * MINUTE);
        assertThat(world.delivered).isEmpty();
        assertThat(world.rows()).isEqualTo(4);
        assertThat(world.counts().neededFromOffset()).isEqualTo(1);
        assertThat(world.watchdogTrips).isZero();

        world.failsReads = false;
        world.advance(40 * SECOND);

        assertThat(world.delivered.values()).containsExactlyInAnyOrder(50L, 50L, 2L, 1L);
        assertThat(world.rows()).as("the rooms that are open").isEqualTo(2);
    }

    @Test
    void readsThatFailHoldUpNoProbeOfAnotherRoom() {
        var world = world(16, (post, now, random) -> now < MINUTE ? 500 : 200);
        world.fill("r-many", 50, false);
        world.fill("r-few", 1, false);
        world.advance(30 * SECOND);
        assertThat(world.states).containsEntry("http://r/", EndpointState.TRIPPED);
        world.failsReads = true;
        world.advance(MINUTE);

        assertThat(world.delivered).containsValue(1L);
    }

    private static LaneWorld world(long seed, LaneWorld.Receiver receiver) {
        return new LaneWorld(seed, LaneLimits.DEFAULT, receiver);
    }
}
