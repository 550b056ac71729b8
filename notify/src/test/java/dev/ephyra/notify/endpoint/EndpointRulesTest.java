package dev.ephyra.notify.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.record.EventType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointRulesTest {
    @Test
    void takesWhatIsUsual() {
        assertThat(EndpointRules.problem(with("https://example.com/hook", Map.of("authorization", "Bearer x"))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example.com", "ftp://example.com", "http://user@example.com/", "http://"})
    void refusesUrlsThatCannotBePostedTo(String url) {
        assertThat(EndpointRules.problem(with(url, Map.of())))
                .hasValueSatisfying(why -> assertThat(why).startsWith("url: "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host",
                "content-length",
                "content-type",
                "connection",
                "transfer-encoding",
                "webhook-id",
                "webhook-anything",
                "x-fishjam-attempt",
                "x-fishjam-anything",
                "X-Upper",
                "white space",
                "",
                "new\nline"
            })
    void refusesHeadersThatAreOursOrNoNames(String name) {
        assertThat(EndpointRules.problem(with("http://example.com/", Map.of(name, "value"))))
                .hasValueSatisfying(why -> assertThat(why).startsWith("headers: "));
    }

    @Test
    void refusesValuesThatWouldEndTheirHeader() {
        assertThat(EndpointRules.problem(with("http://example.com/", Map.of("x-key", "a\r\nx-other: b"))))
                .isPresent();
        assertThat(EndpointRules.problem(with("http://example.com/", Map.of("x-key", "a".repeat(1_024)))))
                .isPresent();
    }

    @Test
    void hasBounds() {
        Map<String, String> headers = new HashMap<>();
        for (int header = 0; header <= EndpointRules.MAX_HEADERS; header++) {
            headers.put("x-" + header, "value");
        }
        assertThat(EndpointRules.problem(with("http://example.com/", headers))).isPresent();
        Endpoint usual = with("http://example.com/", Map.of());
        assertThat(EndpointRules.problem(timed(usual, 0, 15_000))).isPresent();
        assertThat(EndpointRules.problem(timed(usual, 60_000, 500))).isPresent();
        assertThat(EndpointRules.problem(timed(usual, 60_000, 1_500))).isPresent();
        assertThat(EndpointRules.problem(timed(usual, 60_000, 31_000))).isPresent();
        assertThat(EndpointRules.problem(timed(usual, 60_000, 30_000))).isEmpty();
    }

    @Test
    void refusesAFilterThatLeavesNothing() {
        Set<EventType> some = Set.of(EventType.PEER_ADDED);
        Set<EventType> ofRooms = Arrays.stream(EventType.values())
                .filter(type -> !type.isOfServer())
                .collect(Collectors.toSet());

        assertThat(EndpointRules.problem(filtered(some, some)))
                .hasValueSatisfying(why -> assertThat(why).startsWith("exclude: "));
        assertThat(EndpointRules.problem(filtered(Set.of(), ofRooms))).isPresent();
        assertThat(EndpointRules.problem(filtered(ofRooms, some))).isEmpty();
    }

    private static Endpoint filtered(Set<EventType> include, Set<EventType> exclude) {
        return new Endpoint(
                "",
                "http://example.com/",
                new EventFilter(include, exclude, "", Map.of()),
                BodyFormat.PROTOBUF,
                false,
                Map.of(),
                Batching.NONE,
                Endpoint.PoisonPolicy.DEAD_LETTER,
                Endpoint.DEFAULT_MAX_AGE_MILLIS,
                Endpoint.DEFAULT_TIMEOUT_MILLIS);
    }

    private static Endpoint with(String url, Map<String, String> headers) {
        return new Endpoint(
                "ep_1",
                url,
                EventFilter.ALL,
                BodyFormat.PROTOBUF,
                false,
                headers,
                Batching.NONE,
                Endpoint.PoisonPolicy.DEAD_LETTER,
                Endpoint.DEFAULT_MAX_AGE_MILLIS,
                Endpoint.DEFAULT_TIMEOUT_MILLIS);
    }

    private static Endpoint timed(Endpoint like, long maxAgeMillis, int timeoutMillis) {
        return new Endpoint(
                like.id(),
                like.url(),
                like.filter(),
                like.format(),
                like.meta(),
                like.headers(),
                like.batching(),
                like.deadLetters(),
                maxAgeMillis,
                timeoutMillis);
    }
}
