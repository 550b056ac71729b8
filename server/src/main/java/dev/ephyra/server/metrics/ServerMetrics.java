package dev.ephyra.server.metrics;

import dev.ephyra.journal.Journal;
import dev.ephyra.media.MediaTotals;
import dev.ephyra.media.TurnStreamFigures;
import dev.ephyra.notify.endpoint.EndpointStatus;
import dev.ephyra.server.config.Settings;
import dev.ephyra.server.events.EventHistory;
import dev.ephyra.server.health.JournalAlerts;
import dev.ephyra.server.health.ServerEventLog;
import dev.ephyra.server.http.HttpTraffic;
import dev.ephyra.server.pump.Pump;
import dev.ephyra.server.rooms.RoomCount;
import dev.ephyra.server.socket.FanOut;
import dev.ephyra.server.socket.ServerSocketEndpoint;
import dev.ephyra.server.socket.Streams;
import dev.ephyra.server.webhook.WebhookDispatcher;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.function.Supplier;

/** Every series the server shows, read from its parts at each scrape. */
public final class ServerMetrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collector = new JvmGcMetrics();
    private final Meters meters;
    private final FishjamSeries fishjam;
    private final EndpointSeries endpoints;
    private final ConsumerSeries consumers;

    /** The parts that are measured. */
    public record Sources(
            Journal journal,
            Pump pump,
            WebhookDispatcher webhooks,
            FanOut fanOut,
            ServerSocketEndpoint sockets,
            RoomCount rooms,
            RoomFigures figures,
            HttpTraffic traffic,
            Streams streams,
            JournalAlerts alerts,
            ServerEventLog serverEvents,
            EventHistory history,
            Supplier<List<EndpointStatus>> endpoints,
            Supplier<MediaTotals> media,
            Supplier<TurnStreamFigures> turn) {}

    public ServerMetrics(Sources sources) {
        fishjam = new FishjamSeries(sources.figures(), sources.traffic(), sources.media());
        endpoints = new EndpointSeries(sources.endpoints(), DeliveryMeters::wallMicros);
        consumers = new ConsumerSeries(sources.streams()::consumerLags);
        meters = new Meters(registry);
        bindRooms(sources);
        JournalMeters.bind(meters, sources.journal(), sources.alerts());
        meters.gauge(
                "ephyra_pump_lag_records",
                "Durable records that the live cursor has not handed out.",
                sources,
                s -> Math.max(0, s.journal().durable() + 1 - s.pump().position()));
        DeliveryMeters.bindSockets(meters, sources.sockets(), sources.fanOut(), sources.streams());
        DeliveryMeters.bindWebhooks(meters, sources.webhooks());
        DeliveryMeters.bindServerEvents(meters, sources.serverEvents());
        DeliveryMeters.bindHistory(meters, sources.history());
        MediaMeters.bind(meters, sources.media());
        TurnMeters.bind(meters, sources.turn());
        bindMachine();
    }

    /** Opens the port; the future's server is the caller's to close. */
    public Future<HttpServer> listen(Vertx vertx, Settings.Metrics address) {
        return new PrometheusEndpoint(vertx, this::scrape).listen(address.ip(), address.port());
    }

    /** Everything, in Prometheus' text format. */
    private String scrape() {
        return registry.scrape() + fishjam.text() + endpoints.text() + consumers.text();
    }

    private void bindRooms(Sources sources) {
        meters.gauge(
                "fishjam_rooms", "Open rooms at the last tick of 10 s.", sources.figures(), RoomFigures::openRooms);
        meters.gauge("ephyra_rooms", "Open rooms.", sources.rooms(), RoomCount::open);
    }

    private void bindMachine() {
        collector.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        Runtime runtime = Runtime.getRuntime();
        meters.gauge("vm_memory_total_bytes", "Memory of the virtual machine.", runtime, r -> r.totalMemory());
    }
}
