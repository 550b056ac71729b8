package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.ServerSocketClient;
import dev.ephyra.testkit.SinkBehaviour;
import dev.ephyra.testkit.WebhookSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus finds on the metrics' port of a running server. */
class PrometheusTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path home;

    @Test
    void tellsHowTheServerFares() throws IOException {
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                WebhookSink sink = new WebhookSink();
                RestClient rest = server.rest();
                RestClient metrics = new RestClient("http://127.0.0.1:" + server.metricsPort(), "");
                ServerSocketClient subscriber = ServerSocketClient.subscribed(server.port())) {
            sink.behave("/failing", SinkBehaviour.status(500));
            create(rest, "told", sink.url("/hook"));
            create(rest, "waiting", sink.url("/failing"));
            sink.awaitAccepted(Notification.roomCreated("told"), SOON);
            subscriber.awaitNotification(Notification.roomCreated("waiting"), SOON);
            server.await("counted", SOON, () -> {
                Map<String, Double> seen = series(metrics);
                return seen.getOrDefault("ephyra_oldest_undelivered_age_seconds", 0.0) > 0
                        && seen.getOrDefault("ephyra_webhook_delivered_total", 0.0) > 0;
            });

            Map<String, Double> series = series(metrics);
            assertThat(series)
                    .containsEntry("ephyra_rooms", 2.0)
                    .containsEntry("ephyra_subscribers", 1.0)
                    .containsEntry("ephyra_journal_queued_bytes", 0.0)
                    .containsEntry("ephyra_webhook_lanes", 2.0)
                    .containsEntry("ephyra_webhook_delivered_total", 1.0)
                    .containsKeys("fishjam_rooms", "vm_memory_total_bytes", "ephyra_pump_lag_records")
                    .containsKeys("jvm_gc_memory_allocated_bytes_total")
                    .containsEntry("ephyra_journal_retention_blocked", 0.0)
                    .containsEntry("ephyra_journal_expired_records_total", 0.0)
                    .containsEntry("ephyra_journal_damaged_ranges_total", 0.0)
                    .containsEntry("ephyra_webhook_watchdog_trips_total", 0.0)
                    .containsEntry("ephyra_server_events_dropped_total", 0.0)
                    .containsEntry("ephyra_event_polls", 0.0)
                    .containsEntry("ephyra_event_streams", 0.0)
                    .containsKeys("ephyra_streams", "ephyra_metrics_reports_conflated_total");
            // Beside the two rooms there may be what the server says of the failing endpoint.
            assertThat(series.get("ephyra_journal_durable_offset")).isGreaterThanOrEqualTo(2);
            assertThat(series.get("ephyra_journal_append_to_durable_seconds_total"))
                    .isPositive();
            assertThat(series.get("ephyra_journal_bytes")).isPositive();
            assertThat(series.get("fishjam_traffic_ingress_http_total_bytes")).isPositive();
            assertThat(series.get("fishjam_traffic_egress_http_total_bytes")).isPositive();
            assertThat(metrics.get("/").status()).isEqualTo(404);
            String page = Files.readString(Path.of("..", "docs", "notifications", "operators.md"));
            assertThat(series.keySet())
                    .filteredOn(name -> name.startsWith("ephyra_"))
                    .map(name -> "`" + name.replaceAll("_total$", "") + "`")
                    .allMatch(page::contains);
        }
    }

    /** Values by name, those with labels left out. */
    private static Map<String, Double> series(RestClient metrics) {
        return metrics.get("/metrics")
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" ", -1))
                .filter(sample -> !sample[0].contains("{"))
                .collect(Collectors.toMap(sample -> sample[0], sample -> Double.valueOf(sample[1])));
    }

    private static void create(RestClient rest, String room, String url) {
        assertThat(rest.createRoom("{\"roomId\":\"" + room + "\",\"webhookUrl\":\"" + url + "\"}")
                        .status())
                .isEqualTo(201);
    }
}
