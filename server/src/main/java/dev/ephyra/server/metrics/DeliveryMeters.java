package dev.ephyra.server.metrics;

import dev.ephyra.notify.record.EventType;
import dev.ephyra.server.events.EventHistory;
import dev.ephyra.server.health.ServerEventLog;
import dev.ephyra.server.socket.FanOut;
import dev.ephyra.server.socket.ServerSocketEndpoint;
import dev.ephyra.server.socket.Streams;
import dev.ephyra.server.webhook.WebhookDispatcher;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/** The series of what leaves the server, and of what it says of itself. Stateless. */
final class DeliveryMeters {
    private static final double MICROS_PER_SECOND = 1e6;

    private DeliveryMeters() {}

    static void bindSockets(Meters meters, ServerSocketEndpoint sockets, FanOut fanOut, Streams streams) {
        meters.gauge("ephyra_server_sockets", "Server sockets.", sockets, ServerSocketEndpoint::connections);
        meters.gauge("ephyra_subscribers", "Subscribers to notifications.", fanOut, FanOut::notificationSubscribers);
        meters.gauge("ephyra_metrics_subscribers", "Subscribers to metrics.", fanOut, FanOut::metricsSubscribers);
        meters.gauge("ephyra_ring_bytes", "Notifications kept for slow subscribers.", fanOut, FanOut::ringBytes);
        meters.counter(
                "ephyra_slow_subscribers_closed", "Subscribers that fell out of the ring.", fanOut, FanOut::slowCloses);
        meters.counter(
                "ephyra_metrics_reports_conflated",
                "Metrics reports that a subscriber did not get because a newer one came first.",
                fanOut,
                FanOut::conflatedReports);
        meters.gauge("ephyra_streams", "Resumable subscriptions.", streams, Streams::open);
        meters.counter(
                "ephyra_slow_streams_closed",
                "Resumable subscriptions closed because nothing was read.",
                streams,
                Streams::slowCloses);
        meters.counter(
                "ephyra_catch_up_bytes",
                "Bytes sent to resumable subscriptions that were far behind.",
                streams,
                Streams::catchUpBytes);
    }

    static void bindWebhooks(Meters meters, WebhookDispatcher webhooks) {
        meters.gauge(
                "ephyra_webhook_lanes",
                "Unfinished lanes.",
                webhooks,
                w -> w.statistics().lanes().lanes());
        meters.gauge(
                "ephyra_webhook_in_flight",
                "Requests in flight.",
                webhooks,
                w -> w.statistics().lanes().inFlight());
        meters.gauge(
                "ephyra_webhook_blocked_lanes",
                "Lanes that wait to try again.",
                webhooks,
                w -> w.statistics().lanes().blocked());
        meters.gauge(
                "ephyra_oldest_undelivered_age_seconds",
                "Age of the oldest notification that a webhook has not got.",
                webhooks,
                w -> w.oldestUndeliveredMicros(wallMicros()) / MICROS_PER_SECOND);
        meters.counter(
                "ephyra_webhook_watchdog_trips",
                "Waits of lanes that were given up because nobody answered.",
                webhooks,
                w -> w.statistics().lanes().watchdogTrips());
        meters.counter(
                "ephyra_webhook_delivered",
                "Answers with 2xx.",
                webhooks,
                w -> w.statistics().delivered());
        meters.counter(
                "ephyra_webhook_refused",
                "Answers with anything else.",
                webhooks,
                w -> w.statistics().refused());
        meters.counter(
                "ephyra_webhook_failed",
                "Requests without an answer.",
                webhooks,
                w -> w.statistics().failed());
    }

    static void bindServerEvents(Meters meters, ServerEventLog log) {
        Arrays.stream(EventType.values())
                .filter(EventType::isOfServer)
                .forEach(type -> meters.counter(
                        "ephyra_server_events",
                        "type",
                        type.text(),
                        "What happened to the server itself, by kind; also what was joined to one event.",
                        log,
                        told -> told.told(type)));
        meters.counter(
                "ephyra_server_events_dropped", "Those that are not in the journal.", log, ServerEventLog::dropped);
    }

    static void bindHistory(Meters meters, EventHistory history) {
        meters.gauge("ephyra_event_polls", "Long polls of the log that wait.", history, EventHistory::waitingPolls);
        meters.gauge(
                "ephyra_event_streams",
                "Streams of the log over HTTP that brought everything and wait.",
                history,
                EventHistory::waitingStreams);
    }

    static long wallMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
