package dev.ephyra.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.endpoint.Batching;
import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.endpoint.EndpointStatus;
import dev.ephyra.notify.endpoint.EventFilter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EndpointSeriesTest {
    private static final long NOW = 100_000_000;

    @Test
    void showsHowEachEndpointDoes() {
        EndpointStatus tripped = status(registered("ep_a"), EndpointState.TRIPPED, NOW - 2_500_000);

        assertThat(samples(tripped))
                .containsExactly(
                        "ephyra_endpoint_oldest_undelivered_age_seconds{endpoint=\"ep_a\"} 2.5",
                        "ephyra_endpoint_lanes{endpoint=\"ep_a\"} 5",
                        "ephyra_endpoint_blocked_lanes{endpoint=\"ep_a\"} 4",
                        "ephyra_endpoint_in_flight{endpoint=\"ep_a\"} 3",
                        "ephyra_endpoint_concurrency{endpoint=\"ep_a\"} 2",
                        "ephyra_endpoint_dead_letters{endpoint=\"ep_a\"} 1",
                        "ephyra_endpoint_state{endpoint=\"ep_a\",state=\"tripped\"} 1");
    }

    @Test
    void isEmptyWithoutEndpointsAndHasNoAgeWhereAllIsDelivered() {
        assertThat(samples()).isEmpty();
        assertThat(samples(status(registered("ep_a"), EndpointState.ACTIVE, 0)))
                .contains("ephyra_endpoint_oldest_undelivered_age_seconds{endpoint=\"ep_a\"} 0.0");
    }

    @Test
    void showsNoQueryOfAUrlAndOfThoseThatDifferInNothingElseTheWorst() {
        EndpointStatus good = status(Endpoint.ofRooms("http://a/\"x?key=1", false), EndpointState.ACTIVE, NOW);
        EndpointStatus bad = status(Endpoint.ofRooms("http://a/\"x?key=2", false), EndpointState.TRIPPED, NOW - 1);

        assertThat(samples(good, bad))
                .hasSize(7)
                .contains("ephyra_endpoint_state{endpoint=\"http://a/\\\"x\",state=\"tripped\"} 1")
                .noneMatch(line -> line.contains("key"));
    }

    @Test
    void showsTheWorstOfMoreThanItMay() {
        EndpointStatus[] many = IntStream.range(0, EndpointSeries.MAX_ENDPOINTS_SHOWN)
                .mapToObj(i -> status(registered("ep_" + i), EndpointState.ACTIVE, 0))
                .toArray(EndpointStatus[]::new);
        many[many.length - 1] = status(registered("ep_late"), EndpointState.DEGRADED, NOW - 9);

        assertThat(samples(many)).hasSize(7 * EndpointSeries.MAX_ENDPOINTS_SHOWN);
        EndpointStatus[] more = IntStream.rangeClosed(0, many.length)
                .mapToObj(i -> i == 0 ? status(registered("ep_more"), EndpointState.ACTIVE, 0) : many[i - 1])
                .toArray(EndpointStatus[]::new);
        assertThat(samples(more))
                .hasSize(7 * EndpointSeries.MAX_ENDPOINTS_SHOWN)
                .contains("ephyra_endpoint_state{endpoint=\"ep_late\",state=\"degraded\"} 1");
    }

    @Test
    void showsTheLagOfEachConsumer() {
        assertThat(new ConsumerSeries(() -> Map.of("billing", 7L)).text())
                .endsWith("\nephyra_consumer_lag_records{consumer=\"billing\"} 7\n");
        assertThat(new ConsumerSeries(Map::of).text()).isEmpty();
    }

    private static List<String> samples(EndpointStatus... statuses) {
        return new EndpointSeries(() -> List.of(statuses), () -> NOW)
                .text()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    private static EndpointStatus status(Endpoint endpoint, EndpointState state, long oldestMicros) {
        return new EndpointStatus(endpoint, state, false, Optional.empty(), "", 5, 4, 3, 2, oldestMicros, 1);
    }

    private static Endpoint registered(String id) {
        return new Endpoint(
                id,
                "http://a/",
                EventFilter.ALL,
                BodyFormat.JSON,
                true,
                Map.of(),
                Batching.NONE,
                Endpoint.PoisonPolicy.PARK,
                Endpoint.DEFAULT_MAX_AGE_MILLIS,
                Endpoint.DEFAULT_TIMEOUT_MILLIS);
    }
}
