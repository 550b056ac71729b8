package dev.ephyra.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.notify.endpoint.Batching;
import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.Endpoint.PoisonPolicy;
import dev.ephyra.notify.endpoint.EventFilter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What an operator changes of an endpoint while its lanes wait, in virtual time. */
class EndpointChangeTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MINUTE = 60 * SECOND;

    @Test
    void aBatchThatWasTriedIsChosenAnewWhenItsEndpointTakesNoBatchesAnyMore() {
        Endpoint batches = endpoint("http://a/", BodyFormat.PROTOBUF, Batching.DEFAULT);
        var world = world(batches, (post, now, random) -> now < MINUTE ? 500 : 200);
        world.fill("room", 50, false);
        world.advance(30 * SECOND);
        assertThat(world.requests.getLast().members()).hasSize(50);

        world.book.endpoint(endpoint("http://a/", BodyFormat.FISHJAM_JSON, Batching.NONE), world.now());
        world.requests.clear();
        world.advance(2 * MINUTE);

        assertThat(world.requests).allSatisfy(post -> assertThat(post.members()).hasSize(1));
        assertThat(world.delivered.values()).containsExactly(50L);
        assertThat(world.events).as("the batch, and each alone").isGreaterThanOrEqualTo(50 + 50);
        assertThat(world.repeats).isEmpty();
    }

    @Test
    void whatABatchHasFailedIsNotHeldAgainstItsFirstEvent() {
        Endpoint batches = endpoint("http://a/", BodyFormat.PROTOBUF, Batching.DEFAULT);
        var world = world(batches, (post, now, random) -> {
            boolean room = post.members().getFirst().record().room().equals("room");
            return room && now < 20 * MINUTE ? 500 : 200;
        });
        world.fill("room", 2, false);
        world.fill("other", 1, false);
        // Far from the 20 failures that make a batch poison, and from what a single event has left then.
        for (int minute = 0; minute < 10; minute++) {
            world.append("other", 0, minute + 2, Lifecycle.CONTINUES);
            world.advance(MINUTE);
        }
        world.book.endpoint(endpoint("http://a/", BodyFormat.PROTOBUF, Batching.NONE), world.now());
        world.requests.clear();
        world.advance(60 * MINUTE);

        assertThat(world.deaths).isEmpty();
        assertThat(world.delivered).containsValue(2L);
        assertThat(world.requests)
                .filteredOn(post -> post.members().getFirst().record().room().equals("room"))
                .first()
                .satisfies(post -> assertThat(post.attempt()).isEqualTo(1));
    }

    @Test
    void theHalvesOfABatchThatWasTooLargeAreNoBatchesEither() {
        Endpoint batches = endpoint("http://a/", BodyFormat.PROTOBUF, Batching.DEFAULT);
        var world = world(batches, (post, now, random) -> post.members().size() > 30 ? 413 : now < MINUTE ? 500 : 200);
        world.fill("room", 100, false);
        world.advance(30 * SECOND);
        assertThat(world.requests.getLast().members()).hasSizeBetween(2, 30);

        world.book.endpoint(endpoint("http://a/", BodyFormat.JSON, Batching.NONE), world.now());
        world.requests.clear();
        world.advance(2 * MINUTE);

        assertThat(world.requests).allSatisfy(post -> assertThat(post.members()).hasSize(1));
        assertThat(world.delivered.values()).containsExactly(100L);
    }

    @Test
    void whatTheOldAddressHasAskedForDoesNotHoldUpTheNewOne() {
        Endpoint old = endpoint("http://a/", BodyFormat.PROTOBUF, Batching.NONE);
        var world = world(old, (post, now, random) -> post.endpoint().url().equals("http://a/") ? 503 : 200);
        world.retryAfterMillis = TimeUnit.HOURS.toMillis(1);
        world.fill("room", 5, false);
        world.advance(10 * SECOND);
        assertThat(world.posts).isEqualTo(1);

        world.book.endpoint(endpoint("http://b/", BodyFormat.PROTOBUF, Batching.NONE), world.now());
        world.advance(SECOND);

        assertThat(world.delivered.values()).containsExactly(5L);
    }

    private static LaneWorld world(Endpoint endpoint, LaneWorld.Receiver receiver) {
        var world = new LaneWorld(1, LaneLimits.DEFAULT, RetrySchedule.DEFAULT, receiver, room -> List.of(endpoint));
        world.keepRequests = true;
        return world;
    }

    private static Endpoint endpoint(String url, BodyFormat format, Batching batching) {
        return new Endpoint(
                "ep_a",
                url,
                EventFilter.ALL,
                format,
                false,
                Map.of(),
                batching,
                PoisonPolicy.DEAD_LETTER,
                Endpoint.DEFAULT_MAX_AGE_MILLIS,
                Endpoint.DEFAULT_TIMEOUT_MILLIS);
    }
}
