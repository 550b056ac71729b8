package dev.ephyra.server.metrics;

import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalStatistics;
import dev.ephyra.server.config.Settings;
import dev.ephyra.server.http.HttpTraffic;
import dev.ephyra.server.pump.Pump;
import dev.ephyra.server.rooms.RoomCount;
import dev.ephyra.server.socket.FanOut;
import dev.ephyra.server.socket.ServerSocketEndpoint;
import dev.ephyra.server.socket.Streams;
import dev.ephyra.server.webhook.WebhookDispatcher;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Every series the server shows, read from its parts at each scrape. */
public final class ServerMetrics {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MICROS_PER_SECOND = 1e6;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collector = new JvmGcMetrics();
    private final FishjamSeries fishjam;

    /** The parts that are measured. */
    public record Sources(
            Journal journal,
            Pump pump,
            WebhookDispatcher webhooks,
            FanOut fanOut,
            ServerSocketEndpoint sockets,
            Streams streams,
            RoomCount rooms,
            RoomFigures figures,
            HttpTraffic traffic) {}

    public ServerMetrics(Sources sources) {
        fishjam = new FishjamSeries(sources.figures(), sources.traffic());
        bindRooms(sources);
        bindJournal(sources);
        bindDelivery(sources);
        bindStreams(sources.streams());
        bindMachine();
    }

    /** Opens the port; the future's server is the caller's to close. */
    public Future<HttpServer> listen(Vertx vertx, Settings.Metrics address) {
        return new PrometheusEndpoint(vertx, this::scrape).listen(address.ip(), address.port());
    }

    /** Everything, in Prometheus' text format. */
    private String scrape() {
        return registry.scrape() + fishjam.text();
    }

    private void bindRooms(Sources sources) {
        gauge("fishjam_rooms", "Open rooms at the last tick of 10 s.", sources.figures(), RoomFigures::openRooms);
        gauge("ephyra_rooms", "Open rooms.", sources.rooms(), RoomCount::open);
    }

    private void bindJournal(Sources sources) {
        Supplier<JournalStatistics> journal = sources.journal()::statistics;
        gauge(
                "ephyra_journal_bytes",
                "Bytes of the journal on disk.",
                journal,
                s -> s.get().bytes());
        gauge(
                "ephyra_journal_segments",
                "Files of the journal.",
                journal,
                s -> s.get().segments());
        gauge(
                "ephyra_journal_queued_bytes",
                "Appended and not yet durable.",
                journal,
                s -> s.get().queuedBytes());
        gauge("ephyra_journal_durable_offset", "The last durable record.", sources.journal(), Journal::durable);
        counter("ephyra_journal_commits", "Commits.", journal, s -> s.get().commits());
        counter(
                "ephyra_journal_failed_commits",
                "Commits that were retried.",
                journal,
                s -> s.get().failedCommits());
        counter(
                "ephyra_journal_batches",
                "Batches made durable.",
                journal,
                s -> s.get().batches());
        counter(
                "ephyra_journal_append_to_durable_seconds",
                "Time from append to durable, summed over batches.",
                journal,
                s -> s.get().appendToDurableNanosTotal() / NANOS_PER_SECOND);
        gauge(
                "ephyra_journal_append_to_durable_max_seconds",
                "The longest time from append to durable since the last scrape.",
                journal,
                s -> s.get().appendToDurableNanosMax() / NANOS_PER_SECOND);
        gauge(
                "ephyra_pump_lag_records",
                "Durable records that the live cursor has not handed out.",
                sources,
                s -> Math.max(0, s.journal().durable() + 1 - s.pump().position()));
    }

    private void bindDelivery(Sources sources) {
        FanOut fanOut = sources.fanOut();
        gauge("ephyra_server_sockets", "Server sockets.", sources.sockets(), ServerSocketEndpoint::connections);
        gauge("ephyra_subscribers", "Subscribers to notifications.", fanOut, FanOut::notificationSubscribers);
        gauge("ephyra_metrics_subscribers", "Subscribers to metrics.", fanOut, FanOut::metricsSubscribers);
        gauge("ephyra_ring_bytes", "Notifications kept for slow subscribers.", fanOut, FanOut::ringBytes);
        counter("ephyra_slow_subscribers_closed", "Subscribers that fell out of the ring.", fanOut, FanOut::slowCloses);
        WebhookDispatcher webhooks = sources.webhooks();
        gauge(
                "ephyra_webhook_lanes",
                "Unfinished lanes.",
                webhooks,
                w -> w.statistics().lanes().lanes());
        gauge(
                "ephyra_webhook_in_flight",
                "Requests in flight.",
                webhooks,
                w -> w.statistics().lanes().inFlight());
        gauge(
                "ephyra_webhook_blocked_lanes",
                "Lanes that wait to try again.",
                webhooks,
                w -> w.statistics().lanes().blocked());
        gauge(
                "ephyra_oldest_undelivered_seconds",
                "Age of the oldest notification that a webhook has not got.",
                webhooks,
                w -> w.oldestUndeliveredMicros(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()))
                        / MICROS_PER_SECOND);
        counter(
                "ephyra_webhook_delivered",
                "Answers with 2xx.",
                webhooks,
                w -> w.statistics().delivered());
        counter(
                "ephyra_webhook_refused",
                "Answers with anything else.",
                webhooks,
                w -> w.statistics().refused());
        counter(
                "ephyra_webhook_failed",
                "Requests without an answer.",
                webhooks,
                w -> w.statistics().failed());
    }

    private void bindStreams(Streams streams) {
        gauge("ephyra_streams", "Resumable subscriptions of server sockets.", streams, Streams::open);
        gauge(
                "ephyra_stream_consumer_lag_records",
                "Durable records that the durable consumer which is furthest behind has not confirmed.",
                streams,
                s -> s.consumerLags().values().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0));
        counter("ephyra_stream_catch_up_bytes", "Sent to streams far behind the head.", streams, Streams::catchUpBytes);
        counter("ephyra_slow_streams_closed", "Streams closed as slow.", streams, Streams::slowCloses);
    }

    private void bindMachine() {
        collector.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        Runtime runtime = Runtime.getRuntime();
        gauge("vm_memory_total_bytes", "Memory of the virtual machine.", runtime, r -> r.totalMemory());
    }

    private <T> void gauge(String name, String help, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value)
                .description(help)
                .strongReference(true)
                .register(registry);
    }

    private <T> void counter(String name, String help, T source, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, source, value).description(help).register(registry);
    }
}
