package dev.ephyra.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.endpoint.Batching;
import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.notify.lane.EndpointMemory;
import dev.ephyra.notify.signature.SigningKeys;
import dev.ephyra.notify.signature.WebhookSecret;
import dev.ephyra.server.store.SealedKeys;
import dev.ephyra.server.store.StoreChange;
import dev.ephyra.server.store.StoredEndpoint;
import dev.ephyra.server.store.StoredLanes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndpointRegistryTest {
    private static final Map<String, String> HEADERS = Map.of("authorization", "Bearer a:b c", "x-empty", "");

    private final EndpointRegistry registry = registry();

    @Test
    void sealsHeadersForTheirEndpointAlone() {
        byte[] sealed = sealed(registry.saved(new StoredEndpoint(endpoint(HEADERS), false, 1)));

        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("Bearer");
        assertThat(registry.restore(stored(endpoint(Map.of()), Map.of("ep_1", sealed))))
                .isEmpty();
        assertThat(headers(registry)).isEqualTo(HEADERS);
        assertThat(registry.memory("ep_1")).isEmpty();
    }

    @Test
    void sealsWhatTheSecondFormatKeptInPlainText() {
        List<StoreChange> changes = registry.restore(stored(endpoint(HEADERS), Map.of()));

        assertThat(headers(registry)).isEqualTo(HEADERS);
        EndpointRegistry next = registry();
        next.restore(stored(endpoint(Map.of()), Map.of("ep_1", sealed(changes.getFirst()))));
        assertThat(headers(next)).isEqualTo(HEADERS);
    }

    @Test
    void pausesAnEndpointWhoseHeadersCannotBeOpened() {
        byte[] secret = registry.seal("ep_1", keys()).current();

        registry.restore(stored(endpoint(Map.of()), Map.of("ep_1", secret)));

        assertThat(registry.memory("ep_1")).map(EndpointMemory::state).contains(EndpointState.PAUSED);
        assertThat(headers(registry)).isEmpty();
    }

    private static EndpointRegistry registry() {
        return new EndpointRegistry(Keys.box(), Optional.empty());
    }

    private static SigningKeys keys() {
        return SigningKeys.of(WebhookSecret.generate(new byte[32]));
    }

    private static Map<String, String> headers(EndpointRegistry registry) {
        return registry.find("ep_1").orElseThrow().endpoint().headers();
    }

    private static byte[] sealed(StoreChange change) {
        return ((StoreChange.EndpointSaved) change).sealedHeaders();
    }

    private StoredLanes stored(Endpoint endpoint, Map<String, byte[]> headers) {
        SealedKeys keys = registry.seal("ep_1", keys());
        return new StoredLanes(
                false,
                0,
                List.of(),
                0,
                List.of(new StoredEndpoint(endpoint, false, 1)),
                Map.of("ep_1", keys),
                headers,
                Map.of(),
                Map.of(),
                List.of(),
                Map.of());
    }

    private static Endpoint endpoint(Map<String, String> headers) {
        return new Endpoint(
                "ep_1",
                "http://localhost/",
                EventFilter.ALL,
                BodyFormat.PROTOBUF,
                false,
                headers,
                Batching.NONE,
                Endpoint.PoisonPolicy.PARK,
                60_000,
                3_000);
    }
}
