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
        Optional<StoredEndpoint> stored = registry.find(id);
        save(new StoredEndpoint(
                configured.endpoint(),
                true,
                stored.map(StoredEndpoint::createdMicros).orElse(nowMicros)));
        if (stored.isPresent() && !stored.get().fromFile()) {
            // It was in the file once, left it and so was paused, and is back.
            remember(id, EndpointMemory.NONE);
        }
        Optional<SigningKeys> before = registry.keys().keys(id);
        if (registry.isWithoutSecret(id)) {
            // Its headers are those of the file, whatever became of the kept ones.
            known(id, before.isPresent() || configured.secret().isPresent());
        }
        if (before.isEmpty() || configured.secret().isPresent()) {
            WebhookSecret secret = configured.secret().orElseGet(ConfiguredEndpoints::generate);
            SigningKeys keys =
                    before.map(known -> keys(id, known, secret, nowMicros)).orElseGet(() -> SigningKeys.of(secret));
            registry.keys().put(id, keys);
            changes.add(new StoreChange.KeysSaved(id, registry.seal(id, keys)));
        }
    }

    /** What was kept of its secret or headers cannot be opened, and it was paused for that. */
    private void known(String id, boolean hasSecret) {
        if (hasSecret) {
            registry.secretKnown(id);
        } else {
            LOG.warn("Endpoint {} gets a new secret: give it to the receiver, then resume the endpoint", id);
            registry.memory(id).ifPresent(paused -> remember(id, paused));
        }
    }

    /** A changed secret in the file is a rotation with the usual overlap, of the last two if it was one already. */
    private static SigningKeys keys(String id, SigningKeys before, WebhookSecret secret, long nowMicros) {
        if (before.current().equals(secret)) {
            return before;
        }
        if (before.acceptedPrevious(nowMicros)
                .filter(old -> !old.equals(secret))
                .isPresent()) {
            LOG.warn(
                    "Endpoint {}: its secret was changed again before the last change was over; the one before the last"
                            + " signs nothing any more, so receivers that know no other refuse what comes",
                    id);
        }
        // Of three secrets only two can sign.
        return switch (SigningKeys.of(before.current()).rotate(secret, nowMicros, SigningKeys.DEFAULT_OVERLAP_MICROS)) {
            case SigningKeys.Rotation.Begun(SigningKeys begun) -> begun;
            case SigningKeys.Rotation.Refused(String why) -> throw new IllegalStateException(why);
        };
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
