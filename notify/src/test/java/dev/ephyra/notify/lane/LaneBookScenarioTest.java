package dev.ephyra.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Outages and bad answers in virtual time. */
class LaneBookScenarioTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    @Test
    void deliversEverythingInOrderAfter71HoursOfOutage() {
        var world = world(1, (post, now, random) -> now < 71 * HOUR ? 500 : 200);
        world.fill("room", 200, true);

        world.advance(71 * HOUR);
        assertThat(world.delivered).isEmpty();
        assertThat(world.posts).as("a probe every 8 s").isBetween(31_000L, 45_000L);
        assertThat(world.counts().blocked()).isEqualTo(1);
        assertThat(world.counts().neededFromOffset()).isEqualTo(1);

        world.advance(10 * SECOND);
        assertThat(world.delivered.values()).as("the first after 10 s").isNotEmpty();
        world.advance(10 * SECOND);
        assertThat(world.delivered.values()).containsExactly(200L);
        assertThat(world.repeats).isEmpty();
        assertThat(world.counts()).isEqualTo(new LaneCounts(0, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE, 0));
        assertThat(world.rows()).isZero();
    }

    @Test
    void makesDeadLettersOfWhatIsOlderThan72Hours() {
        var world = world(2, (post, now, random) -> now < 73 * HOUR ? 500 : 200);
        for (int room = 0; room < 20; room++) {
            world.fill("room" + room, 50, true);
        }

        world.advance(73 * HOUR);

        assertThat(world.deaths)
                .hasSize(1_000)
                .allSatisfy(death -> assertThat(death.cause()).isEqualTo(DeadLetterCause.MAX_AGE));
        assertThat(world.delivered).isEmpty();
        assertThat(world.counts().lanes()).isZero();
        assertThat(world.rows()).isZero();
    }

    @Test
    void probesOneAtATimeWhileAThousandRoomsWaitAndThenDrainsThem() {
        var world = world(3, (post, now, random) -> now < 10 * MINUTE ? 500 : 200);
        for (int room = 0; room < 1_000; room++) {
            world.fill("r" + room, 10, true);
        }

        world.advance(MINUTE);
        long posts = world.posts;
        assertThat(world.states).containsEntry("http://r/", EndpointState.TRIPPED);
        world.advance(9 * MINUTE);
        assertThat(world.posts - posts).as("probes in 9 minutes").isBetween(60L, 120L);

        world.advance(10 * SECOND);
        assertThat(world.delivered).isNotEmpty();
        world.advance(10 * SECOND);
        assertThat(world.delivered).hasSize(1_000).doesNotContainValue(9L);
        assertThat(world.repeats).isEmpty();
        assertThat(world.changes).last().satisfies(change -> {
            assertThat(change.to()).isEqualTo(EndpointState.ACTIVE);
            assertThat(change.outageMillis()).isBetween(599_000L, 611_000L);
        });
    }

    @Test
    void theOnlyRoomOfAnEndpointDeliversWithinTenSecondsOfARecovery() {
        for (int seed = 0; seed < 40; seed++) {
            long outage = 20 * SECOND + seed * 77L * SECOND;
            var world = world(seed, (post, now, random) -> now < outage ? 503 : 200);
            world.fill("room", 1, false);

            world.advance(outage + 10 * SECOND);

            assertThat(world.delivered).as("after " + outage).hasSize(1);
        }
    }

    @Test
    void aPoisonEventHoldsUpItsRoomOnlyAndIsAnnouncedWhenItIsGivenUp() {
        var world = world(
                4, (post, now, random) -> post.members().stream().anyMatch(LaneBookScenarioTest::isPoison) ? 400 : 200);
        world.keepRequests = true;
        world.fill("poison", 3, false);
        world.fill("plain", 1, false);
        for (int minute = 0; minute < 12 * 60; minute++) {
            world.append("plain", 0, minute + 2, Lifecycle.CONTINUES);
            world.advance(SECOND);
            assertThat(world.delivered).containsValue(minute + 2L);
            world.advance(59 * SECOND);
        }

        assertThat(world.deaths).singleElement().satisfies(death -> {
            assertThat(death.roomSeq()).isEqualTo(2);
            assertThat(death.cause()).isEqualTo(DeadLetterCause.POISON);
            assertThat(death.attempts()).isGreaterThanOrEqualTo(20);
        });
        assertThat(world.requests)
                .filteredOn(post -> !post.gap().isNone())
                .singleElement()
                .satisfies(post -> {
                    assertThat(post.gap()).isEqualTo(new Gap(2, 2, Gap.Reason.DEAD_LETTER));
                    assertThat(post.members().getFirst().record().roomSeq()).isEqualTo(3);
                    assertThat(post.members().getFirst().prevSeq()).isEqualTo(1);
                });
        assertThat(world.changes)
                .as("told before it is known who is to blame")
                .filteredOn(change -> change.to() == EndpointState.TRIPPED)
                .hasSizeLessThanOrEqualTo(2);
    }

    private static boolean isPoison(Item item) {
        return item.record().room().equals("poison") && item.record().roomSeq() == 2;
    }

    @Test
    void roomsOfAHealthyReceiverDoNotWaitForOneThatHangs() {
        var world = world(2, (post, now, random) -> post.endpoint().url().equals("http://a/") ? -1 : 200);
        for (int room = 0; room < 20; room++) {
            world.append("a" + room, 0, 1, Lifecycle.OPENS);
        }
        for (int room = 0; room < 20; room++) {
            world.fill("b" + room, 10, true);
        }

        world.advance(SECOND);

        assertThat(world.delivered).hasSize(20).containsValue(10L);
        assertThat(world.counts().lanes()).isEqualTo(20);
    }

    @Test
    void watchdogAsksAgainForWhatItsEdgeForgot() {
        var world = world(3, (post, now, random) -> 200);
        world.losesWrites = true;
        world.fill("room", 60, true);
        world.advance(10 * SECOND);
        assertThat(world.posts).as("without a row").isZero();
        world.losesWrites = false;
        world.losesReads = true;
        world.advance(80 * SECOND);
        assertThat(world.delivered).containsValue(32L);
        world.losesReads = false;
        world.losesWrites = true;
        world.advance(20 * SECOND);
        long posts = world.posts;
        world.losesWrites = false;
        world.advance(60 * SECOND);

        assertThat(posts).as("without a position").isEqualTo(33);
        assertThat(world.delivered.values()).containsExactly(60L);
        assertThat(world.counts().watchdogTrips()).isEqualTo(3);
    }

    @Test
    void requestThatNeverEndsIsGivenUp() {
        var world = world(3, (post, now, random) -> now < SECOND ? -1 : 200);
        world.fill("room", 3, true);

        world.advance(60 * SECOND);

        assertThat(world.counts().watchdogTrips()).isEqualTo(1);
        assertThat(world.delivered.values()).containsExactly(3L);
    }

    @Test
    void obeysRetryAfterForTheWholeEndpointButNotForMoreThanAnHour() {
        var world = world(6, (post, now, random) -> now == 0 || now < SECOND ? 429 : 200);
        world.retryAfterMillis = TimeUnit.MINUTES.toMillis(5);
        world.fill("r1", 1, false);
        world.advance(SECOND);
        long posts = world.posts;
        for (int room = 0; room < 50; room++) {
            world.fill("r2" + room, 1, false);
        }
        world.advance(298 * SECOND);
        assertThat(world.posts).isEqualTo(posts);
        world.advance(12 * SECOND);
        assertThat(world.delivered).hasSize(51);

        var greedy = world(7, (post, now, random) -> now < SECOND ? 503 : 200);
        greedy.retryAfterMillis = DAY / 1_000_000;
        greedy.fill("r", 1, false);
        greedy.advance(HOUR + 10 * SECOND);
        assertThat(greedy.delivered).hasSize(1);
    }

    @Test
    void stopsAt410UntilItIsResumedAndKeepsEverything() {
        var world = world(8, (post, now, random) -> now < MINUTE ? 410 : 200);
        world.fill("r", 5, false);
        world.advance(5 * DAY);
        assertThat(world.posts).isEqualTo(1);
        assertThat(world.states).containsEntry("http://r/", EndpointState.STOPPED);
        assertThat(world.deaths).isEmpty();

        world.book.resume("http://r/", world.now());
        world.advance(SECOND);
        assertThat(world.delivered.values()).containsExactly(5L);
        assertThat(world.states).containsEntry("http://r/", EndpointState.ACTIVE);
    }

    @Test
    void aDeployWithoutTheRouteIsAnOutage() {
        var world = world(9, (post, now, random) -> now > MINUTE && now < 20 * MINUTE ? 404 : 200);
        world.fill("r0", 1, false);
        for (int step = 0; step < 150; step++) {
            world.append("r0", 0, step + 2, Lifecycle.CONTINUES);
            world.advance(8 * SECOND);
        }
        world.advance(10 * SECOND);

        assertThat(world.delivered.values()).containsExactly(151L);
        assertThat(world.changes.stream().map(LaneOutput.EndpointChanged::to))
                .containsSubsequence(EndpointState.DEGRADED, EndpointState.TRIPPED, EndpointState.ACTIVE);
    }

    @Test
    void aPausedEndpointGetsNothingAndLosesNothing() {
        var world = world(10, (post, now, random) -> 200);
        world.fill("r", 5, false);
        world.advance(SECOND);
        world.book.pause("http://r/", world.now());
        long posts = world.posts;
        for (int seq = 6; seq <= 500; seq++) {
            world.append("r", 0, seq, Lifecycle.CONTINUES);
        }
        world.advance(DAY);
        world.crash();
        world.advance(4 * DAY);
        assertThat(world.posts).isEqualTo(posts);
        assertThat(world.counts().neededFromOffset()).isEqualTo(6);

        world.book.resume("http://r/", world.now());
        world.advance(10 * SECOND);
        assertThat(world.delivered.values()).containsExactly(500L);
    }

    @Test
    void aRemovedEndpointGetsNothingMore() {
        var world = world(11, (post, now, random) -> 500);
        world.fill("r", 5, false);
        world.fill("s", 5, false);
        world.advance(SECOND);

        world.remove("http://r/");
        world.advance(HOUR);

        assertThat(world.counts().lanes()).isEqualTo(1);
        assertThat(world.book.view("http://r/")).isEmpty();
    }

    @Test
    void oneDeadEndpointDelaysNoOther() {
        var alive = Endpoint.ofRooms("http://alive/", false);
        var dead = Endpoint.ofRooms("http://dead/", false);
        var world = new LaneWorld(
                12,
                LaneLimits.DEFAULT,
                RetrySchedule.DEFAULT,
                (post, now, random) -> post.endpoint().url().equals("http://dead/") ? 0 : 200,
                room -> List.of(dead, alive));
        for (int seq = 1; seq <= 300; seq++) {
            for (int room = 0; room < 10; room++) {
                world.append("r" + room, 0, seq, seq == 1 ? Lifecycle.OPENS : Lifecycle.CONTINUES);
            }
            world.advance(SECOND);
            long now = seq;
            assertThat(world.delivered)
                    .hasSize(10)
                    .allSatisfy((delivery, last) -> assertThat(last).isEqualTo(now));
        }
    }

    @Test
    void tellsTheEndOfARoomBeforeItsNextLifeWhileTheReceiverFails() {
        var world = world(5, (post, now, random) -> random.nextInt(3) == 0 ? 200 : 500);
        for (int epoch = 0; epoch < 20; epoch++) {
            world.append("room", epoch, 1, Lifecycle.OPENS);
            world.append("room", epoch, 2, Lifecycle.CLOSES);
        }

        world.advance(HOUR);

        assertThat(world.delivered).hasSize(20).doesNotContainValue(1L);
        assertThat(world.rows()).isZero();
    }

    @Test
    void slowReceiversGetAsManyRequestsAsFastOnesButNotAllAtOnce() {
        var limits = new LaneLimits(4, 1 << 20, 100, 50, 25, 8, SECOND / 100, 45 * SECOND);
        var world = new LaneWorld(5, limits, (post, now, random) -> -1);
        for (int room = 0; room < 60; room++) {
            world.append((char) ('a' + room % 20) + "" + room, 0, 1, Lifecycle.OPENS);
        }
        world.advance(SECOND / 200);
        assertThat(world.counts().inFlight()).isEqualTo(8);
        world.advance(SECOND);
        assertThat(world.counts().inFlight()).isEqualTo(50);
    }

    @Test
    void holdsLittleBehindADeadEndpoint() {
        var world = world(13, (post, now, random) -> 500);
        for (int room = 0; room < 300; room++) {
            world.fill("r" + room, 100, false);
        }
        world.advance(MINUTE);

        long held = world.book.lanes().stream().mapToLong(Lane::takeHeldChange).sum();
        assertThat(held).as("unaccounted").isZero();
        assertThat(world.book.lanes())
                .allSatisfy(lane -> assertThat(lane.heldBytes()).isLessThan(2_048));
    }

    @Test
    void tellsOfARecoveryAlsoWhereAnotherRoomHasSucceededMeanwhile() {
        var world = world(14, (post, now, random) -> {
            boolean fails = post.members().getFirst().record().room().equals("r-fails");
            return fails && now < SECOND ? 500 : 200;
        });
        world.fill("r-fails", 1, false);
        world.advance(SECOND / 2);
        world.fill("r-works", 1, false);
        world.advance(10 * SECOND);

        assertThat(world.changes).hasSize(2);
        assertThat(world.changes.getFirst().to()).isEqualTo(EndpointState.DEGRADED);
        assertThat(world.changes.getLast().from()).isEqualTo(EndpointState.DEGRADED);
        assertThat(world.changes.getLast().to()).isEqualTo(EndpointState.ACTIVE);
        assertThat(world.changes.getLast().outageMillis()).isBetween(800L, 1_300L);
    }

    @Test
    void anOperatorWhoResumesWhatWasNotStoppedIsNoRecovery() {
        var world = world(
                17,
                (post, now, random) -> post.members().getFirst().record().room().equals("r0") ? 500 : 200);
        world.fill("r0", 1, false);
        world.fill("r1", 1, false);
        world.advance(SECOND / 2);
        assertThat(world.states).containsEntry("http://r/", EndpointState.DEGRADED);
        assertThat(world.book.state("http://r/")).contains(EndpointState.DEGRADED);

        world.book.resume("http://r/", world.now());
        world.settle();

        assertThat(world.states).containsEntry("http://r/", EndpointState.DEGRADED);
    }

    private static LaneWorld world(long seed, LaneWorld.Receiver receiver) {
        return new LaneWorld(seed, LaneLimits.DEFAULT, receiver);
    }
}
