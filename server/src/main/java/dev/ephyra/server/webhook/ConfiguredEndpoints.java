package dev.ephyra.server.webhook;

import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.lane.EndpointMemory;
import dev.ephyra.notify.signature.SigningKeys;
import dev.ephyra.notify.signature.WebhookSecret;
import dev.ephyra.server.config.ConfiguredEndpoint;
import dev.ephyra.server.store.PositionWriter;
import dev.ephyra.server.store.StoreChange;
import dev.ephyra.server.store.StoredEndpoint;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The endpoints of the configuration file take the place of those of the last start. Owned by the dispatcher's context. */
final class ConfiguredEndpoints {
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredEndpoints.class);
    private static final int SECRET_BYTES = 32;

    private final EndpointRegistry registry;
    private final PositionWriter writer;
    private final List<StoreChange> changes = new ArrayList<>();

    ConfiguredEndpoints(EndpointRegistry registry, PositionWriter writer) {
        this.registry = registry;
        this.writer = writer;
    }

    /** Before the lanes are taken up. One that left the file is kept, paused, until the API deletes it. */
    void apply(List<ConfiguredEndpoint> configured, long nowMicros) {
        Set<String> ids = new HashSet<>();
        for (ConfiguredEndpoint endpoint : configured) {
            ids.add(endpoint.endpoint().id());
            put(endpoint, nowMicros);
        }
        for (StoredEndpoint stored : List.copyOf(registry.all())) {
            if (stored.fromFile() && !ids.contains(stored.endpoint().id())) {
                leave(stored);
            }
        }
        if (!changes.isEmpty()) {
            writer.write(List.copyOf(changes));
        }
    }

    private void put(ConfiguredEndpoint configured, long nowMicros) {
        String id = configured.endpoint().id();
        Optional<StoredEndpoint> known = registry.find(id);
        save(new StoredEndpoint(
                configured.endpoint(),
                true,
                known.map(StoredEndpoint::createdMicros).orElse(nowMicros)));
        if (known.isPresent() && !known.get().fromFile()) {
            // It was in the file once, left it and so was paused, and is back.
            remember(id, EndpointMemory.NONE);
        }
        Optional<SigningKeys> before = registry.keys().keys(id);
        if (before.isEmpty() || configured.secret().isPresent()) {
            SigningKeys keys = keys(before, configured.secret().orElseGet(ConfiguredEndpoints::generate), nowMicros);
            registry.keys().put(id, keys);
            changes.add(new StoreChange.KeysSaved(id, registry.seal(id, keys)));
        }
    }

    /** A changed secret in the file is a rotation with the usual overlap. */
    private static SigningKeys keys(Optional<SigningKeys> before, WebhookSecret secret, long nowMicros) {
        if (before.isEmpty() || before.get().current().equals(secret)) {
            return before.orElseGet(() -> SigningKeys.of(secret));
        }
        return before.get().rotate(secret, nowMicros, SigningKeys.DEFAULT_OVERLAP_MICROS)
                        instanceof SigningKeys.Rotation.Begun(SigningKeys begun)
                ? begun
                : SigningKeys.of(secret);
    }

    private void leave(StoredEndpoint stored) {
        String id = stored.endpoint().id();
        LOG.warn("Endpoint {} is not in the configuration file any more: it is paused until it is deleted", id);
        save(new StoredEndpoint(stored.endpoint(), false, stored.createdMicros()));
        EndpointMemory before = registry.memory(id).orElse(EndpointMemory.NONE);
        remember(id, new EndpointMemory(EndpointState.PAUSED, before.failingSinceMicros(), before.lastFailure()));
    }

    private void save(StoredEndpoint endpoint) {
        registry.put(endpoint);
        changes.add(registry.saved(endpoint));
    }

    private void remember(String id, EndpointMemory memory) {
        registry.remember(id, memory);
        changes.add(new StoreChange.EndpointRemembered(id, memory));
    }

    static WebhookSecret generate() {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        return WebhookSecret.generate(random);
    }
}
