package dev.ephyra.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.notify.endpoint.Batching;
import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.Endpoint.PoisonPolicy;
import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.notify.record.EventType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Order, no skip, announced holes and position-before-post are checked by {@link LaneWorld} on every request. */
class LaneBookPropertyTest {
    private static final long MILLI = 1_000_000;
    private static final long HOUR = 3_600_000 * MILLI;
    private static final EventFilter NO_PEERS_GONE =
            new EventFilter(Set.of(), Set.of(EventType.PEER_DELETED, EventType.ROOM_DELETED), "", Map.of());

    @Property(tries = 120)
    void deliversEveryEventInOrderThroughFailuresAndCrashes(@ForAll long seed) {
        var random = new Random(seed);
        int batch = random.nextBoolean() ? 1 : 1 + random.nextInt(5);
        Endpoint everything = endpoint("http://a/", "http://a/", EventFilter.ALL, batch, random.nextInt(3) * 50);
        Endpoint some = endpoint("ep_some", "http://b/", NO_PEERS_GONE, batch, 0);
        var healed = new boolean[1];
        var world = new LaneWorld(
                seed,
                limits(random),
                RetrySchedule.DEFAULT,
                (post, now, dice) -> {
                    int[] answers = {200, 200, 204, 301, 404, 500, 503, 413, 0, -1};
                    return healed[0] ? 200 : answers[dice.nextInt(answers.length)];
                },
                room -> List.of(everything, some));
        Rooms rooms = new Rooms(world, random);
        int crashes = 0;
        for (int step = 0; step < 120; step++) {
            switch (random.nextInt(10)) {
                case 0 -> {
                    world.crash();
                    crashes++;
                }
                case 1, 2, 3 -> world.advance(random.nextInt(3_000) * MILLI);
                case 4 -> world.advance(random.nextInt(200_000) * MILLI);
                default -> rooms.append();
            }
        }
        healed[0] = true;
        world.advance(2 * HOUR);

        assertThat(world.counts().neededFromOffset()).isEqualTo(Long.MAX_VALUE);
        assertThat(world.counts().inFlight()).isZero();
        assertThat(world.counts().blocked()).isZero();
        assertThat(world.deaths).isEmpty();
        assertThat(world.counts().lanes()).isEqualTo(2 * rooms.open()).isEqualTo(world.rows());
        assertThat(world.book.views()).allSatisfy(view -> {
            assertThat(view.oldestUndeliveredMicros()).isZero();
            assertThat(view.blockedLanes()).isZero();
            assertThat(view.inFlight()).isZero();
        });
        // A repeat needs a crash between the answer and its position, and each room has one request out at two
        // endpoints.
        int allowed = 2 * crashes * batch;
        assertThat(world.repeats.values())
                .allSatisfy(repeats -> assertThat(repeats).isLessThanOrEqualTo(allowed));
    }

    @Property(tries = 40)
    void deliversOrAnnouncesEveryEventOfReceiversThatNeverStopFailing(@ForAll long seed) {
        var random = new Random(seed);
        Endpoint endpoint =
                endpoint("ep_flaps", "http://a/", EventFilter.ALL, 1 + random.nextInt(4), 0, 2 * HOUR / MILLI);
        int good = 1 + random.nextInt(9);
        var world = new LaneWorld(
                seed,
                limits(random),
                RetrySchedule.DEFAULT,
                (post, now, dice) -> {
                    boolean poison = post.members().stream()
                            .anyMatch(item -> item.record().room().equals("a0")
                                    && item.record().roomSeq() == 2);
                    return poison ? 500 : dice.nextInt(10) < good ? 200 : dice.nextInt(4) == 0 ? 0 : 500;
                },
                room -> List.of(endpoint));
        Rooms rooms = new Rooms(world, random);
        for (int step = 0; step < 100; step++) {
            rooms.append();
            world.advance(random.nextInt(400_000) * MILLI);
            if (random.nextInt(40) == 0) {
                world.crash();
            }
        }
        world.advance(5 * HOUR);

        assertThat(world.counts().neededFromOffset()).isEqualTo(Long.MAX_VALUE);
        assertThat(world.counts().lanes()).isEqualTo(rooms.open());
        assertThat(world.counts().blocked()).isZero();
    }

    private static LaneLimits limits(Random random) {
        return new LaneLimits(
                1 + random.nextInt(4),
                random.nextBoolean() ? 2_000 : 1 << 20,
                1 + random.nextInt(3),
                4,
                2,
                random.nextInt(2),
                1 + random.nextInt(3),
                10 * MILLI,
                45_000 * MILLI,
                BreakerLimits.DEFAULT);
    }

    private static Endpoint endpoint(String id, String url, EventFilter filter, int batch, int lingerMillis) {
        return endpoint(id, url, filter, batch, lingerMillis, Endpoint.DEFAULT_MAX_AGE_MILLIS);
    }

    private static Endpoint endpoint(
            String id, String url, EventFilter filter, int batch, int lingerMillis, long maxAgeMillis) {
        return new Endpoint(
                id,
                url,
                filter,
                BodyFormat.PROTOBUF,
                false,
                Map.of(),
                new Batching(batch, Batching.MAX_BYTES, lingerMillis),
                PoisonPolicy.DEAD_LETTER,
                maxAgeMillis,
                Endpoint.DEFAULT_TIMEOUT_MILLIS);
    }

    /** Rooms that come, go and come again under the same id. */
    private static final class Rooms {
        private final LaneWorld world;
        private final Random random;
        private final Map<String, Long> heads = new HashMap<>();
        private final Map<String, Integer> epochs = new HashMap<>();

        Rooms(LaneWorld world, Random random) {
            this.world = world;
            this.random = random;
        }

        int open() {
            return heads.size();
        }

        void append() {
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
}
