package dev.ephyra.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.Batching;
import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.Endpoints.Change;
import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.notify.lane.AddressFilter;
import dev.ephyra.notify.lane.BreakerLimits;
import dev.ephyra.notify.lane.LaneLimits;
import dev.ephyra.notify.lane.RetrySchedule;
import dev.ephyra.server.config.ConfiguredEndpoint;
import dev.ephyra.server.secret.SecretBox;
import dev.ephyra.server.store.DeadLetterRow;
import dev.ephyra.server.store.SqliteStore;
import dev.ephyra.server.store.StoreChange;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A dispatcher over a journal in memory and a database in a folder, which may be stopped and started again. */
final class TestDispatcher implements AutoCloseable {
    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    final MemoryJournal journal = new MemoryJournal();
    Resolver resolver = new SystemResolver();
    SecretBox box = Keys.box();
    List<ConfiguredEndpoint> configured = List.of();
    private final Path folder;
    private final WebhookOptions options;
    private Vertx vertx = Vertx.vertx();

    TestDispatcher(Path folder, int maxLanes) {
        this.folder = folder;
        this.options = new WebhookOptions(
                1_000,
                5_000,
                64 << 10,
                new AddressFilter(false),
                WebhookTls.DEFAULT,
                new LaneLimits(
                        4,
                        1 << 20,
                        16,
                        64,
                        32,
                        8,
                        8,
                        1_000_000,
                        15_000_000_000L,
                        new BreakerLimits(20, 10, 5, 20_000_000, 100_000_000)),
                new RetrySchedule(List.of(20L, 50L), 0.2),
                maxLanes);
    }

    WebhookDispatcher start() {
        var dispatcher = new WebhookDispatcher(
                vertx,
                new WebhookDispatcher.Parts(
                        journal,
                        folder.resolve("ephyra.db"),
                        resolver,
                        options,
                        Optional.empty(),
                        box,
                        configured,
                        EndpointEvents.NONE));
        vertx.deployVerticle(dispatcher).await();
        dispatcher.loaded().await();
        return dispatcher;
    }

    void stop() {
        vertx.close().await();
        vertx = Vertx.vertx();
    }

    /** While it is stopped: events that an endpoint would not take. */
    void bury(String endpointId, int letters) throws Exception {
        try (SqliteStore store = SqliteStore.open(folder.resolve("ephyra.db"))) {
            for (int letter = 0; letter < letters; letter++) {
                store.apply(List.of(new StoreChange.DeadLettered(letter(endpointId, journal.event("dead")))));
            }
        }
    }

    static DeadLetterRow letter(String endpointId, JournalRecord event) {
        var letter = new Deliveries.DeadLetter(
                0,
                endpointId,
                event.eventId(),
                event.room(),
                event.roomEpoch(),
                event.roomSeq(),
                event.occurredAtMicros(),
                "peerAdded",
                "poison",
                20,
                "HTTP 500",
                TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));
        return new DeadLetterRow(letter, event);
    }

    static Endpoint endpoint(String url, EventFilter filter) {
        return new Endpoint(
                "",
                url,
                filter,
                BodyFormat.PROTOBUF,
                false,
                Map.of(),
                Batching.NONE,
                Endpoint.PoisonPolicy.DEAD_LETTER,
                Endpoint.DEFAULT_MAX_AGE_MILLIS,
                Endpoint.DEFAULT_TIMEOUT_MILLIS);
    }

    static Endpoint moved(Endpoint endpoint, String url) {
        return new Endpoint(
                endpoint.id(),
                url,
                endpoint.filter(),
                endpoint.format(),
                endpoint.meta(),
                endpoint.headers(),
                endpoint.batching(),
                endpoint.deadLetters(),
                endpoint.maxAgeMillis(),
                endpoint.totalTimeoutMillis());
    }

    /** Registers an endpoint that wants everything; its id. */
    static String registered(WebhookDispatcher dispatcher, String url) throws Exception {
        Change change = get(dispatcher.endpoints().create(endpoint(url, EventFilter.ALL), SECRET));
        assertThat(change).isInstanceOf(Change.Done.class);
        return ((Change.Done) change).status().endpoint().id();
    }

    static void push(WebhookDispatcher dispatcher, JournalRecord event) {
        dispatcher.onRecords(List.of(event));
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    static void until(BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean() && System.nanoTime() < deadlineNanos) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(condition.getAsBoolean()).as("within 10 s").isTrue();
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
