package dev.ephyra.conformance.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.DeliveryLedger;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.RoomModel;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.WebhookPost;
import dev.ephyra.testkit.WebhookSink;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What most rows have: one server, one receiver with its ledger, a model and workers. Owned by the test thread of one row.
 */
final class FaultCampaign implements AutoCloseable {
    static final Duration TOLD = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(50);

    final RoomModel model = new RoomModel();
    final DeliveryLedger ledger = new DeliveryLedger();
    final WebhookSink sink = new WebhookSink(this::received);
    final ServerProcess server;
    final RestClient rest;
    final RoomLoad load;
    // Whatever a row watches beside the invariants.
    private volatile Consumer<WebhookPost> watcher = _ -> {};

    /** Each room has the receiver as its webhook. */
    FaultCampaign(ServerOptions options) {
        this(options, true);
    }

    private FaultCampaign(ServerOptions options, boolean webhooks) {
        server = ServerProcess.start(options);
        rest = server.rest();
        load = new RoomLoad(
                rest,
                model,
                worker -> webhooks ? "\"webhookUrl\":\"" + sink.url("/" + worker) + "\"" : "\"maxPeers\":9");
    }

    /** The rooms have no webhook: whoever shall hear of them is an endpoint that the row makes. */
    static FaultCampaign withoutWebhooks(ServerOptions options) {
        return new FaultCampaign(options, false);
    }

    /** Shows what arrives to something else too. */
    void alsoTo(Consumer<WebhookPost> watching) {
        watcher = watching;
    }

    private void received(WebhookPost post) {
        ledger.accept(post);
        watcher.accept(post);
    }

    /** Waits until the receiver knows everything that certainly happened; returns how long that took. */
    Duration awaitTold() {
        return await("everything told", TOLD, () -> model.isTold(ledger.byRoom()));
    }

    /** Waits for so many more events at the receiver. */
    void awaitEvents(long more) {
        long wanted = ledger.verdict().events() + more;
        await(more + " more events", TOLD, () -> ledger.verdict().events() >= wanted);
    }

    /** Fails with what is missing; the time it took otherwise. */
    Duration await(String what, Duration within, BooleanSupplier condition) {
        long beganNanos = System.nanoTime();
        while (!condition.getAsBoolean()) {
            long tookNanos = System.nanoTime() - beganNanos;
            if (tookNanos > within.toNanos()) {
                throw new AssertionError(what + " not within " + within + "; differences: "
                        + model.differences(ledger.byRoom()).stream().limit(5).toList() + "\n" + server.logTail());
            }
            Pause.of(POLL);
        }
        return Duration.ofNanos(System.nanoTime() - beganNanos);
    }

    /** kill -9 under load, start again: the model then expects each open room's crash. */
    Duration killAndRestart() {
        ledger.fault();
        server.kill();
        load.join();
        model.killed();
        long beganNanos = System.nanoTime();
        server.restart();
        return Duration.ofNanos(System.nanoTime() - beganNanos);
    }

    /** Writes down what the receiver got and fails the row when an invariant broke. */
    void judge(RowRecord row) {
        row.judged(ledger, model);
        assertThat(row.broken()).as("seed " + row.seed()).isEmpty();
    }

    @Override
    public void close() {
        rest.close();
        server.close();
        sink.close();
    }
}
