package dev.ephyra.server.webhook;

import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointRules;
import dev.ephyra.notify.endpoint.EndpointStatus;
import dev.ephyra.notify.endpoint.Endpoints;
import dev.ephyra.notify.lane.EndpointView;
import dev.ephyra.notify.signature.SigningKeys;
import dev.ephyra.notify.signature.WebhookSecret;
import dev.ephyra.server.store.StoreChange;
import dev.ephyra.server.store.StoredEndpoint;
import dev.ephyra.server.webhook.OpenRooms.OpenRoom;
import dev.ephyra.server.webhook.WebhookDispatcher.Running;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes an operator's requests about endpoints to the dispatcher's context, and answers when their effect is durable.
 * Thread-safe.
 */
final class EndpointDesk implements Endpoints {
    private static final int MAX_URLS_LISTED = 1_000;
    private static final String ID_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int ID_LENGTH = 16;
    private static final Change FILE_ONLY =
            new Change.Refused("the endpoint is of the configuration file; change it there and start the server again");

    private static final Change TOO_MANY_LANES = new Change.Unavailable(
            "too many rooms have notifications on their way for the open rooms that the endpoint wants; try again later");

    private final ContextDoor door;
    private final SecureRandom random = new SecureRandom();

    EndpointDesk(Supplier<@Nullable Running> running) {
        this.door = new ContextDoor(running);
    }

    @Override
    public CompletionStage<List<EndpointStatus>> list() {
        return door.ask(running -> {
            List<EndpointStatus> all = new ArrayList<>();
            running.registry().all().forEach(endpoint -> all.add(status(running, endpoint.endpoint())));
            running.lanes().views().stream()
                    .map(EndpointView::endpoint)
                    .filter(endpoint -> !endpoint.isRegistered())
                    .limit(MAX_URLS_LISTED)
                    .forEach(endpoint -> all.add(status(running, endpoint)));
            return CompletableFuture.completedFuture(all);
        });
    }

    @Override
    public CompletionStage<Optional<EndpointStatus>> show(String id) {
        return door.ask(running ->
                CompletableFuture.completedFuture(endpoint(running, id).map(endpoint -> status(running, endpoint))));
    }

    @Override
    public CompletionStage<Change> create(Endpoint wanted, String secret) {
        Optional<String> problem = EndpointRules.problem(wanted);
        if (problem.isPresent()) {
            return refused(problem.get());
        }
        return switch (secretOrNew(secret)) {
            case WebhookSecret.Parsed.Rejected(String why) -> refused("secret: " + why);
            case WebhookSecret.Parsed.Accepted(WebhookSecret usable) ->
                change(running -> create(running, wanted, usable));
        };
    }

    private CompletionStage<Change> create(Running running, Endpoint wanted, WebhookSecret secret) {
        EndpointRegistry registry = running.registry();
        if (registry.all().size() >= EndpointRegistry.MAX_ENDPOINTS) {
            return refused("at most " + EndpointRegistry.MAX_ENDPOINTS + " endpoints; delete one first");
        }
        Endpoint endpoint = withId(wanted, newId());
        List<OpenRoom> missing = running.opener().missing(endpoint);
        if (!running.opener().hasSpaceFor(missing)) {
            return CompletableFuture.completedFuture(TOO_MANY_LANES);
        }
        StoredEndpoint stored =
                new StoredEndpoint(endpoint, false, LaneDriver.now().wallMicros());
        SigningKeys keys = SigningKeys.of(secret);
        registry.put(stored);
        registry.keys().put(endpoint.id(), keys);
        // Before the rows of its lanes, which follow with the turn.
        running.writer()
                .write(List.of(
                        registry.saved(stored),
                        new StoreChange.KeysSaved(endpoint.id(), registry.seal(endpoint.id(), keys))));
        running.lanes().register(endpoint);
        running.opener().admit(endpoint, missing);
        return done(running, endpoint, secret.text());
    }

    @Override
    public CompletionStage<Change> update(Endpoint endpoint) {
        Optional<String> problem = EndpointRules.problem(endpoint);
        if (problem.isPresent()) {
            return refused(problem.get());
        }
        return ofApi(endpoint.id(), (running, known) -> {
            List<OpenRoom> missing = running.opener().missing(endpoint);
            if (!running.opener().hasSpaceFor(missing)) {
                return CompletableFuture.completedFuture(TOO_MANY_LANES);
            }
            StoredEndpoint stored = new StoredEndpoint(endpoint, false, known.createdMicros());
            running.registry().put(stored);
            running.writer().write(List.of(running.registry().saved(stored)));
            running.lanes().register(endpoint);
            running.opener().admit(endpoint, missing);
            return done(running, endpoint, "");
        });
    }

    @Override
    public CompletionStage<Change> delete(String id) {
        return ofApi(id, (running, known) -> {
            EndpointStatus last = status(running, known.endpoint());
            running.replays().cancelAll(id);
            running.lanes().remove(id);
            running.lanes().turn();
            running.registry().remove(id);
            // Behind everything its lanes have left in the writer.
            return running.writer()
                    .commit(List.of(new StoreChange.EndpointRemoved(id)))
                    .thenApply(_ -> new Change.Done(last, ""));
        });
    }

    @Override
    public CompletionStage<Change> pause(String id) {
        return ofAny(id, (running, endpoint) -> {
            running.lanes().pause(id);
            return done(running, endpoint, "");
        });
    }

    @Override
    public CompletionStage<Change> resume(String id) {
        return ofAny(id, (running, endpoint) -> {
            if (!DeliveryDesk.isSigned(running, endpoint)) {
                return refused(DeliveryDesk.NO_SECRET);
            }
            running.lanes().resume(id);
            return done(running, endpoint, "");
        });
    }

    @Override
    public CompletionStage<Change> rotate(String id, String secret, long overlapSeconds, long flipAfterSeconds) {
        return switch (secretOrNew(secret)) {
            case WebhookSecret.Parsed.Rejected(String why) -> refused("secret: " + why);
            case WebhookSecret.Parsed.Accepted(WebhookSecret next) ->
                ofApi(id, (running, known) -> {
                    EndpointKeys keys = running.registry().keys();
                    long nowMicros = LaneDriver.now().wallMicros();
                    SigningKeys.Rotation rotation = keys.keys(id)
                            .map(before -> before.rotate(
                                    next,
                                    nowMicros,
                                    TimeUnit.SECONDS.toMicros(overlapSeconds),
                                    TimeUnit.SECONDS.toMicros(flipAfterSeconds)))
                            .orElseGet(() -> new SigningKeys.Rotation.Begun(SigningKeys.of(next)));
                    return switch (rotation) {
                        case SigningKeys.Rotation.Refused(String why) -> refused(why);
                        case SigningKeys.Rotation.Begun(SigningKeys begun) -> {
                            keys.put(id, begun);
                            running.writer()
                                    .write(List.of(new StoreChange.KeysSaved(
                                            id, running.registry().seal(id, begun))));
                            yield done(running, known.endpoint(), next.text());
                        }
                    };
                });
        };
    }

    @Override
    public CompletionStage<Optional<String>> secret(String id) {
        return door.ask(running -> CompletableFuture.completedFuture(
                running.registry().keys().keys(id).map(keys -> keys.current().text())));
    }

    /** What may be done with an endpoint that the API has registered. */
    private interface WithStored {
        CompletionStage<Change> apply(Running running, StoredEndpoint endpoint);
    }

    private CompletionStage<Change> ofApi(String id, WithStored action) {
        return change(running -> {
            Optional<StoredEndpoint> known = running.registry().find(id);
            if (known.isEmpty()) {
                return CompletableFuture.completedFuture(new Change.Unknown());
            }
            return known.get().fromFile()
                    ? CompletableFuture.completedFuture(FILE_ONLY)
                    : action.apply(running, known.get());
        });
    }

    /** What may be done with URLs of rooms too. */
    private interface WithEndpoint {
        CompletionStage<Change> apply(Running running, Endpoint endpoint);
    }

    private CompletionStage<Change> ofAny(String id, WithEndpoint action) {
        return change(running -> endpoint(running, id)
                .map(endpoint -> action.apply(running, endpoint))
                .orElseGet(() -> CompletableFuture.completedFuture(new Change.Unknown())));
    }

    private CompletionStage<Change> change(Function<Running, CompletionStage<Change>> action) {
        return door.change(
                running -> {
                    Optional<String> failing = running.writer().health();
                    return failing.isPresent()
                            ? CompletableFuture.completedFuture(new Change.Unavailable(failing.get()))
                            : action.apply(running);
                },
                Change.Unavailable::new);
    }

    /** Answers when everything handed to the writer until now is durable. */
    private static CompletionStage<Change> done(Running running, Endpoint endpoint, String secret) {
        running.lanes().turn();
        EndpointStatus status = status(running, endpoint);
        return running.writer().barrier().thenApply(_ -> new Change.Done(status, secret));
    }

    private static EndpointStatus status(Running running, Endpoint endpoint) {
        return running.registry()
                .status(
                        endpoint,
                        running.lanes().view(endpoint.id()),
                        LaneDriver.now().wallMicros());
    }

    /** A registered one, or a URL of rooms with lanes now. */
    static Optional<Endpoint> endpoint(Running running, String id) {
        return running.registry()
                .find(id)
                .map(StoredEndpoint::endpoint)
                .or(() -> running.lanes().endpoint(id));
    }

    private static CompletionStage<Change> refused(String why) {
        return CompletableFuture.completedFuture(new Change.Refused(why));
    }

    private static WebhookSecret.Parsed secretOrNew(String secret) {
        return secret.isEmpty()
                ? new WebhookSecret.Parsed.Accepted(ConfiguredEndpoints.generate())
                : WebhookSecret.parse(secret);
    }

    private String newId() {
        StringBuilder id = new StringBuilder("ep_");
        for (int character = 0; character < ID_LENGTH; character++) {
            id.append(ID_CHARACTERS.charAt(random.nextInt(ID_CHARACTERS.length())));
        }
        return id.toString();
    }

    private static Endpoint withId(Endpoint endpoint, String id) {
        return new Endpoint(
                id,
                endpoint.url(),
                endpoint.filter(),
                endpoint.format(),
                endpoint.meta(),
                endpoint.headers(),
                endpoint.batching(),
                endpoint.deadLetters(),
                endpoint.maxAgeMillis(),
                endpoint.totalTimeoutMillis());
    }
}
