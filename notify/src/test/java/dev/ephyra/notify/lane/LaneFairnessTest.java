package dev.ephyra.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.notify.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LaneFairnessTest {
    private static final long MILLI = 1_000_000;

    @Test
    void endpointsWithLittleToSendAreServedInTheFirstRound() {
        List<String> order = new ArrayList<>();
        var limits = new LaneLimits(4, 1 << 20, 256, 200, 100, 25, 4, 5 * MILLI, 45_000 * MILLI, BreakerLimits.DEFAULT);
        var world = new LaneWorld(
                1,
                limits,
                RetrySchedule.DEFAULT,
                (post, now, random) -> {
                    order.add(post.endpoint().url());
                    return 200;
                },
                room -> List.of(Endpoint.ofRooms("http://" + room.split("-", -1)[0] + "/", false)));
        for (int room = 0; room < 10_000; room++) {
            world.append("big-" + room, 0, 1, Lifecycle.OPENS);
        }
        for (int endpoint = 0; endpoint < 99; endpoint++) {
            world.append("small" + endpoint + "-", 0, 1, Lifecycle.OPENS);
        }
        world.advance(60_000 * MILLI);

        int lastSmall = 0;
        for (int at = 0; at < order.size(); at++) {
            lastSmall = order.get(at).startsWith("http://small") ? at : lastSmall;
        }
        int firstSmall = order.indexOf("http://small0/");
        assertThat(order).hasSize(10_099);
        assertThat(lastSmall - firstSmall).isLessThan(2 * 99 + 4);
    }

    @Test
    void aRoomWithLargeEventsGetsTheBytesOfItsTurnsAndNoMore() {
        Map<String, Long> bytes = new HashMap<>();
        var limits = new LaneLimits(64, 64 << 20, 1, 4, 2, 0, 4, 5 * MILLI, 45_000 * MILLI, BreakerLimits.DEFAULT);
        var stop = new boolean[1];
        var world = new LaneWorld(
                2,
                limits,
                RetrySchedule.DEFAULT,
                (post, now, random) -> {
                    JournalRecord event = post.members().getFirst().record();
                    if (!stop[0]) {
                        bytes.merge(event.room(), (long) event.notification().length, Long::sum);
                    }
                    stop[0] |= event.room().equals("small0") && event.roomSeq() == 100;
                    return 200;
                },
                room -> List.of(Endpoint.ofRooms("http://one/", false)));
        for (int seq = 1; seq <= 100; seq++) {
            for (int room = 0; room < 10; room++) {
                world.append(sized(world, "small" + room, seq, 10_000));
            }
            world.append(sized(world, "large", seq, 160_000));
        }
        world.advance(60_000 * MILLI);

        assertThat(stop[0]).isTrue();
        assertThat(bytes.getOrDefault("small9", 0L)).isBetween(900_000L, 1_100_000L);
        // A turn is worth 16 KiB to a large one and 10,256 to a small one, which has no more to send in it.
        assertThat(bytes.getOrDefault("large", 0L)).isBetween(1_200_000L, 2_000_000L);
    }

    private static JournalRecord sized(LaneWorld world, String room, long seq, int bytes) {
        Lifecycle lifecycle = seq == 1 ? Lifecycle.OPENS : Lifecycle.CONTINUES;
        JournalRecord event = Events.event(world.log.size() + 1L, room, 0, seq, lifecycle);
        return new JournalRecord(
                event.offset(),
                room,
                event.roomEpoch(),
                seq,
                event.eventId(),
                event.occurredAtMicros(),
                lifecycle,
                event.event(),
                new byte[bytes]);
    }

    @Test
    void aBatchIsHalvedUntilTheReceiverTakesItAndNotJoinedAgain() {
        List<Integer> sizes = new ArrayList<>();
        Endpoint batches = Endpoint.ofRooms("http://one/", true);
        var world = new LaneWorld(
                3,
                LaneLimits.DEFAULT,
                RetrySchedule.DEFAULT,
                (post, now, random) -> {
                    sizes.add(post.members().size());
                    return post.members().size() > 30 ? 413 : 200;
                },
                room -> List.of(batches));
        world.fill("r", 101, false);
        world.advance(1_000 * MILLI);

        assertThat(sizes).containsExactly(100, 50, 25, 25, 25, 25, 1);
        assertThat(world.changes).isEmpty();
        assertThat(world.delivered).containsValue(101L);
    }

    @Test
    void whatAnOutageHasCostIsNotSatOutWhenItIsOver() {
        long outage = 7_200_000 * MILLI;
        List<String> order = new ArrayList<>();
        var limits = new LaneLimits(64, 64 << 20, 1, 1, 1, 0, 1, MILLI, 45_000 * MILLI, BreakerLimits.DEFAULT);
        var world = new LaneWorld(
                4,
                limits,
                RetrySchedule.DEFAULT,
                (post, now, random) -> {
                    String room = post.members().getFirst().record().room();
                    if (now >= outage) {
                        order.add(room);
                    }
                    return now < outage && room.startsWith("down") ? 503 : 200;
                },
                room -> List.of(Endpoint.ofRooms("http://" + room.substring(0, 4) + "/", false)));
        for (int seq = 1; seq <= 3; seq++) {
            world.append(sized(world, "down-large", seq, 200_000));
        }
        // Hundreds of probes of 200 kB.
        world.advance(outage - MILLI);
        assertThat(world.posts).isGreaterThan(500);
        for (int room = 0; room < 50; room++) {
            world.append("down-" + room, 0, 1, Lifecycle.OPENS);
        }
        for (int room = 0; room < 4_000; room++) {
            world.append("busy-" + room, 0, 1, Lifecycle.OPENS);
        }
        world.advance(600_000 * MILLI);

        assertThat(world.delivered).hasSize(4_051);
        assertThat(order.stream().filter(room -> room.startsWith("busy")).count())
                .isEqualTo(4_000);
        List<String> down =
                order.stream().filter(room -> room.startsWith("down")).toList();
        long before = order.subList(order.indexOf(down.getFirst()), order.indexOf(down.get(20))).stream()
                .filter(room -> room.startsWith("busy"))
                .count();
        assertThat(before).as("turns that others have had").isLessThan(100);
    }
}
