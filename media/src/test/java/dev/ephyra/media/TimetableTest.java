package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TimetableTest {
    private static final long TICK = MediaThread.TICK_NANOS;

    private final Timetable timetable = new Timetable();

    @Test
    void whoIsPlannedForTheSameTickIsDueTogether() {
        HostedConnection one = DirectoryTest.connection(1);
        HostedConnection other = DirectoryTest.connection(2);
        timetable.plan(one, 5 * TICK - 3, 0);
        timetable.plan(other, 5 * TICK, 0);

        assertThat(timetable.nanosToNext(TICK, Long.MAX_VALUE)).isEqualTo(4 * TICK);
        assertThat(timetable.pollDue(5 * TICK - 1)).isNull();
        assertThat(timetable.pollDue(5 * TICK)).isSameAs(one);
        assertThat(timetable.pollDue(5 * TICK)).isSameAs(other);
        assertThat(timetable.pollDue(5 * TICK)).isNull();
    }

    @Test
    void whatIsWantedSoonIsDueWithTheNextTickAndNotLater() {
        HostedConnection connection = DirectoryTest.connection(1);
        timetable.plan(connection, 100 * TICK, 0);
        timetable.planSoon(connection, 7 * TICK + 1);
        assertThat(timetable.nanosToNext(7 * TICK, Long.MAX_VALUE)).isEqualTo(TICK);
        timetable.planSoon(connection, 7 * TICK + 2);
        assertThat(timetable.nanosToNext(9 * TICK, Long.MAX_VALUE)).isZero();
    }

    /** Against a map that is searched, and across the wrap of monotonic time. */
    @Property(tries = 100)
    void nobodyIsDueEarlierOrMoreThanATickLater(@ForAll long seed) {
        Random random = new Random(seed);
        Map<HostedConnection, Long> wanted = new HashMap<>();
        List<HostedConnection> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(DirectoryTest.connection(i));
        }
        Timetable tested = new Timetable();
        long now = random.nextBoolean() ? Long.MAX_VALUE - 20 * TICK : random.nextLong();
        for (int i = 0; i < 300; i++) {
            HostedConnection connection = all.get(random.nextInt(all.size()));
            switch (random.nextInt(4)) {
                case 0 -> {
                    long due = now + random.nextLong(-TICK, 20 * TICK);
                    tested.plan(connection, due, now);
                    wanted.put(connection, due - now > 0 ? due : now);
                }
                case 1 -> {
                    tested.remove(connection);
                    wanted.remove(connection);
                }
                default -> now += random.nextLong(2 * TICK);
            }
            for (HostedConnection due = tested.pollDue(now); due != null; due = tested.pollDue(now)) {
                assertThat(now - Objects.requireNonNull(wanted.remove(due))).isNotNegative();
            }
            long latest = now;
            assertThat(wanted.values()).allMatch(due -> latest - due < TICK);
            assertThat(tested.nanosToNext(now, Long.MAX_VALUE) == Long.MAX_VALUE)
                    .isEqualTo(wanted.isEmpty());
        }
    }
}
