package dev.ephyra.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord.Lifecycle;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Order, no skip and position-before-post are checked by {@link LaneWorld} on every request. */
class LaneBookPropertyTest {
    private static final long MILLI = 1_000_000;
    private static final long HOUR = 3_600_000 * MILLI;

    @Property(tries = 150)
    void deliversEveryEventInOrderThroughFailuresAndCrashes(@ForAll long seed) {
        var random = new Random(seed);
        var limits = new LaneLimits(
                1 + random.nextInt(4),
                2_000,
                1 + random.nextInt(3),
                4,
                2,
                1 + random.nextInt(3),
                10 * MILLI,
                45_000 * MILLI);
        var faultsUntil = new long[] {Long.MAX_VALUE};
        var world = new LaneWorld(seed, limits, (url, now, dice) -> {
            int[] answers = {200, 200, 204, 301, 404, 500, 0, -1};
            return now >= faultsUntil[0] ? 200 : answers[dice.nextInt(answers.length)];
        });
        Map<String, Long> heads = new HashMap<>();
        Map<String, Integer> epochs = new HashMap<>();
        long events = 0;
        int crashes = 0;
        for (int step = 0; step < 120; step++) {
            switch (random.nextInt(10)) {
                case 0 -> {
                    world.crash();
                    crashes++;
                }
                case 1, 2, 3 -> world.advance(random.nextInt(3_000) * MILLI);
                case 4 -> world.advance(random.nextInt(200_000) * MILLI);
                default -> {
                    append(world, random, heads, epochs);
                    events++;
                }
            }
        }
        faultsUntil[0] = world.nowNanos;
        world.advance(HOUR);

        assertThat(world.delivered.values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(events);
        assertThat(world.counts().inFlight()).isZero();
        assertThat(world.counts().neededFromOffset()).isEqualTo(Long.MAX_VALUE);
        assertThat(world.counts().lanes()).isEqualTo(heads.size()).isEqualTo(world.rows());
        // A repeat needs a crash between the answer and its position, and each room has one request out.
        int allowed = crashes;
        assertThat(world.repeats.values())
                .allSatisfy(repeats -> assertThat(repeats).isLessThanOrEqualTo(allowed));
    }

    private static void append(LaneWorld world, Random random, Map<String, Long> heads, Map<String, Integer> epochs) {
        String room = "abc".charAt(random.nextInt(3)) + "" + random.nextInt(2);
        long head = heads.getOrDefault(room, 0L);
        int epoch = epochs.getOrDefault(room, 0);
        if (head > 0 && random.nextInt(6) == 0) {
            heads.remove(room);
            epochs.put(room, epoch + 1);
            world.append(room, epoch, head + 1, Lifecycle.CLOSES);
        } else {
            heads.put(room, head + 1);
            world.append(room, epoch, head + 1, head == 0 ? Lifecycle.OPENS : Lifecycle.CONTINUES);
        }
    }
}
