package dev.ephyra.server.webhook;

import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.endpoint.EndpointStatus;
import dev.ephyra.notify.lane.EndpointMemory;
import dev.ephyra.notify.lane.EndpointView;
import dev.ephyra.notify.signature.SigningKeys;
import dev.ephyra.notify.signature.WebhookSecret;
import dev.ephyra.server.secret.SecretBox;
import dev.ephyra.server.store.SealedKeys;
import dev.ephyra.server.store.StoreChange;
import dev.ephyra.server.store.StoredEndpoint;
import dev.ephyra.server.store.StoredLanes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registered endpoints with their secrets, and what is remembered of every endpoint. Owned by the dispatcher's context;
 * it changes nothing on disk.
 */
final class EndpointRegistry {
    /** Each open room may have a lane at each: 1,000 are far beyond any deployment seen. */
    static final int MAX_ENDPOINTS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(EndpointRegistry.class);

    private final SecretBox box;
    private final HeaderSeal headerSeal;
    private final EndpointKeys keys;
    private final Map<String, StoredEndpoint> registered = new LinkedHashMap<>();
    // Of URLs of rooms too, as long as they have lanes or an operator's word to remember.
    private final Map<String, EndpointMemory> memories = new HashMap<>();
    // Of endpoints that are paused because their secret or headers cannot be opened: how they were before.
    private final Map<String, EndpointMemory> withoutSecret = new HashMap<>();
    private final Map<String, Long> deadLetters = new HashMap<>();

    EndpointRegistry(SecretBox box, Optional<SigningKeys> ofRooms) {
        this.box = box;
        this.headerSeal = new HeaderSeal(box);
        this.keys = new EndpointKeys(ofRooms);
    }

    /**
     * Takes up what was kept. An endpoint whose secret or headers cannot be opened is paused: it must not be sent to without
     * them.
     *
     * @return what has to be kept in another form than it was
     */
    List<StoreChange> restore(StoredLanes stored) {
        memories.putAll(stored.memories());
        deadLetters.putAll(stored.deadLetters());
        List<StoreChange> unsealed = new ArrayList<>();
        for (StoredEndpoint endpoint : stored.endpoints()) {
            String id = endpoint.endpoint().id();
            registered.put(id, endpoint);
            openHeaders(endpoint, stored.headers().get(id), unsealed);
            Optional<SigningKeys> opened = open(id, stored.keys().get(id));
            if (opened.isPresent()) {
                keys.put(id, opened.get());
            } else {
                pause(id);
            }
        }
        return unsealed;
    }

    private void openHeaders(StoredEndpoint endpoint, byte @Nullable [] sealed, List<StoreChange> unsealed) {
        if (sealed == null) {
            unsealed.add(saved(endpoint));
            return;
        }
        headerSeal
                .open(endpoint.endpoint(), sealed)
                .ifPresentOrElse(
                        whole -> put(new StoredEndpoint(whole, endpoint.fromFile(), endpoint.createdMicros())),
                        () -> pause(endpoint.endpoint().id()));
    }

    private void pause(String id) {
        EndpointMemory before = memories.getOrDefault(id, EndpointMemory.NONE);
        withoutSecret.putIfAbsent(id, before);
        memories.put(id, new EndpointMemory(EndpointState.PAUSED, before.failingSinceMicros(), before.lastFailure()));
    }

    /** The change that keeps {@code endpoint}. */
    StoreChange saved(StoredEndpoint endpoint) {
        return new StoreChange.EndpointSaved(endpoint, headerSeal.seal(endpoint.endpoint()));
    }

    /** Whether it is paused because its secret or its headers cannot be opened. */
    boolean isWithoutSecret(String id) {
        return withoutSecret.containsKey(id);
    }

    /** The secret is known from elsewhere: the endpoint is as it was before. */
    void secretKnown(String id) {
        EndpointMemory before = withoutSecret.remove(id);
        if (before != null) {
            memories.put(id, before);
        }
    }

    private Optional<SigningKeys> open(String id, @Nullable SealedKeys sealed) {
        if (sealed == null) {
            LOG.error("Endpoint {} has no secret and is paused: rotate its secret, then resume it", id);
            return Optional.empty();
        }
        Optional<WebhookSecret> current = open(id, sealed.current());
        Optional<WebhookSecret> previous = sealed.previous().flatMap(bytes -> open(id, bytes));
        return current.map(secret -> previous.isEmpty()
                ? SigningKeys.of(secret)
                : new SigningKeys(secret, previous, sealed.endsAtMicros(), sealed.flipsAtMicros()));
    }

    private Optional<WebhookSecret> open(String id, byte[] sealed) {
        return switch (box.open(id, sealed)) {
            case SecretBox.Opened.Plain(String text) ->
                WebhookSecret.parse(text) instanceof WebhookSecret.Parsed.Accepted(WebhookSecret secret)
                        ? Optional.of(secret)
                        : Optional.empty();
            case SecretBox.Opened.OtherKey(String why) -> {
                LOG.error("Endpoint {} is paused: {}", id, why);
                yield Optional.empty();
            }
            case SecretBox.Opened.Damaged(String why) -> {
                LOG.error("Endpoint {} is paused, its secret is {}", id, why);
                yield Optional.empty();
            }
        };
    }

    SealedKeys seal(String id, SigningKeys open) {
        return new SealedKeys(
                box.seal(id, open.current().text()),
                open.previous().map(previous -> box.seal(id, previous.text())),
                open.legacyFlipsAtMicros(),
                open.previousUntilMicros());
    }

    void put(StoredEndpoint endpoint) {
        registered.put(endpoint.endpoint().id(), endpoint);
    }

    void remove(String id) {
        registered.remove(id);
        memories.remove(id);
        withoutSecret.remove(id);
        deadLetters.remove(id);
        keys.remove(id);
    }

    Optional<StoredEndpoint> find(String id) {
        return Optional.ofNullable(registered.get(id));
    }

    Collection<StoredEndpoint> all() {
        return Collections.unmodifiableCollection(registered.values());
    }

    EndpointKeys keys() {
        return keys;
    }

    Optional<EndpointMemory> memory(String id) {
        return Optional.ofNullable(memories.get(id));
    }

    void remember(String id, EndpointMemory memory) {
        memories.put(id, memory);
    }

    /** The last room of a URL is over. Returns whether there was something to forget; an operator's word is kept. */
    boolean forget(String url) {
        EndpointMemory memory = memories.get(url);
        if (memory == null || memory.state() == EndpointState.PAUSED || memory.state() == EndpointState.STOPPED) {
            return false;
        }
        memories.remove(url);
        return true;
    }

    /** As the database has them. */
    void deadLettersCounted(Map<String, Long> counts) {
        deadLetters.clear();
        deadLetters.putAll(counts);
    }

    /** As an operator sees it. */
    EndpointStatus status(Endpoint endpoint, Optional<EndpointView> view, long nowMicros) {
        Optional<EndpointMemory> memory = memory(endpoint.id());
        return new EndpointStatus(
                endpoint,
                view.map(EndpointView::state)
                        .or(() -> memory.map(EndpointMemory::state))
                        .orElse(EndpointState.ACTIVE),
                find(endpoint.id()).map(StoredEndpoint::fromFile).orElse(false),
                rotation(endpoint.id(), nowMicros),
                view.map(EndpointView::lastFailure)
                        .or(() -> memory.map(EndpointMemory::lastFailure))
                        .orElse(""),
                view.map(EndpointView::lanes).orElse(0),
                view.map(EndpointView::blockedLanes).orElse(0),
                view.map(EndpointView::inFlight).orElse(0),
                view.map(EndpointView::concurrency).orElse(0),
                view.map(EndpointView::oldestUndeliveredMicros).orElse(0L),
                deadLetters.getOrDefault(endpoint.id(), 0L));
    }

    private Optional<EndpointStatus.Rotation> rotation(String id, long nowMicros) {
        return keys.keys(id)
                .filter(current -> current.acceptedPrevious(nowMicros).isPresent())
                .map(current ->
                        new EndpointStatus.Rotation(current.legacyFlipsAtMicros(), current.previousUntilMicros()));
    }
}
