package dev.ephyra.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.Batching;
import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.Endpoints.Change;
import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.notify.lane.AddressFilter;
import dev.ephyra.notify.lane.BreakerLimits;
import dev.ephyra.notify.lane.LaneLimits;
import dev.ephyra.notify.lane.RetrySchedule;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when as many lanes are unfinished as may be. */
class LaneLimitTest {
    private static final int MOST = 2;
    private static final WebhookOptions OPTIONS = new WebhookOptions(
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
            MOST);

    @TempDir
    Path folder;

    private Vertx vertx = Vertx.vertx();
    private final MemoryJournal journal = new MemoryJournal();
    private final AtomicBoolean healed = new AtomicBoolean();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void otherRoomsGoOnAndThoseThatWaitGetEverythingWhenLanesHaveEnded() throws Exception {
        try (Receiver receiver = receiver()) {
            WebhookDispatcher dispatcher = start();
            push(dispatcher, journal.create("live", receiver.url("/live")));
            push(dispatcher, journal.create("stuck", receiver.url("/stuck")));
            push(dispatcher, journal.create("late", receiver.url("/late")));
            push(dispatcher, journal.event("late"));
            push(dispatcher, journal.create("last", receiver.url("/last")));
            for (int event = 0; event < 600; event++) {
                push(dispatcher, journal.event("live"));
            }
            push(dispatcher, journal.delete("last"));
            until(() -> dispatcher.statistics().delivered() == 601);
            until(() -> journal.keptFrom() == 2);
            assertThat(dispatcher.statistics().lanes().lanes()).isEqualTo(MOST);

            push(dispatcher, journal.delete("late"));
            push(dispatcher, journal.delete("stuck"));
            push(dispatcher, journal.delete("live"));
            healed.set(true);
            until(() -> dispatcher.statistics().delivered() == 609
                    && dispatcher.statistics().lanes().lanes() == 0);

            List<String> bodies =
                    receiver.bodies(609 + (int) dispatcher.statistics().refused());
            assertThat(of("late", bodies)).containsExactly("late:1", "late:2", "late:3");
            assertThat(of("last", bodies)).containsExactly("last:1", "last:2");
            until(() -> journal.keptFrom() == journal.durable() + 1);
        }
    }

    @Test
    void roomsThatWaitAreNotForgottenByARestart() throws Exception {
        try (Receiver receiver = receiver()) {
            WebhookDispatcher before = start();
            push(before, journal.create("stuck", receiver.url("/stuck")));
            push(before, journal.create("live", receiver.url("/live")));
            push(before, journal.create("late", receiver.url("/late")));
            push(before, journal.delete("live"));
            push(before, journal.create("last", receiver.url("/last")));
            push(before, journal.delete("last"));
            until(() -> before.statistics().delivered() == 3);
            vertx.close().await();
            vertx = Vertx.vertx();

            WebhookDispatcher after = start();
            push(after, journal.delete("late"));
            push(after, journal.delete("stuck"));
            healed.set(true);

            until(() -> after.statistics().lanes().lanes() == 0 && journal.keptFrom() == journal.durable() + 1);
            List<String> bodies = new ArrayList<>();
            while (!of("last", bodies).contains("last:2")) {
                bodies.add(receiver.next().body());
            }
            assertThat(of("live", bodies)).containsExactly("live:1", "live:2");
            assertThat(of("late", bodies)).containsExactly("late:1", "late:2");
            assertThat(of("last", bodies)).containsExactly("last:1", "last:2");
        }
    }

    @Test
    void anEndpointThatOpenRoomsHaveNoSpaceForIsRefusedAndNotLeftWithAPart() throws Exception {
        try (Receiver receiver = receiver()) {
            WebhookDispatcher dispatcher = start();
            push(dispatcher, journal.createWithoutUrl("a"));
            push(dispatcher, journal.createWithoutUrl("b"));
            push(dispatcher, journal.createWithoutUrl("c"));
            until(() -> journal.keptFrom() == 4);

            assertThat(get(dispatcher.endpoints().create(endpoint(receiver.url("/"), ""), "")))
                    .isInstanceOf(Change.Unavailable.class);
            assertThat(get(dispatcher.endpoints().list())).isEmpty();
            assertThat(get(dispatcher.endpoints().create(endpoint(receiver.url("/"), "a"), "")))
                    .isInstanceOf(Change.Done.class);
            assertThat(get(dispatcher.endpoints().create(endpoint(receiver.url("/"), "x"), "")))
                    .isInstanceOf(Change.Done.class);
        }
    }

    private Receiver receiver() {
        return new Receiver(request -> Receiver.status(request.line().contains("/stuck") && !healed.get() ? 500 : 200));
    }

    private static List<String> of(String room, List<String> bodies) {
        return bodies.stream().filter(body -> body.startsWith(room + ":")).toList();
    }

    private static Endpoint endpoint(String url, String roomIdPrefix) {
        return new Endpoint(
                "",
                url,
                new EventFilter(Set.of(), Set.of(), roomIdPrefix, Map.of()),
                BodyFormat.PROTOBUF,
                false,
                Map.of(),
                Batching.NONE,
                Endpoint.PoisonPolicy.DEAD_LETTER,
                Endpoint.DEFAULT_MAX_AGE_MILLIS,
                Endpoint.DEFAULT_TIMEOUT_MILLIS);
    }

    private WebhookDispatcher start() {
        var dispatcher = new WebhookDispatcher(
                vertx,
                new WebhookDispatcher.Parts(
                        journal,
                        folder.resolve("ephyra.db"),
                        new SystemResolver(),
                        OPTIONS,
                        Optional.empty(),
                        Keys.box(),
                        List.of(),
                        EndpointEvents.NONE));
        vertx.deployVerticle(dispatcher).await();
        dispatcher.loaded().await();
        return dispatcher;
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static void push(WebhookDispatcher dispatcher, JournalRecord event) {
        dispatcher.onRecords(List.of(event));
    }

    private static void until(BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean() && System.nanoTime() < deadlineNanos) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(condition.getAsBoolean()).as("within 10 s").isTrue();
    }
}
