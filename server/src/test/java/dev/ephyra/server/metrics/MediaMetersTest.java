package dev.ephyra.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.media.MediaTotals;
import dev.ephyra.media.TurnStreamFigures;
import dev.ephyra.webrtc.connection.ConnectionCounters;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MediaMetersTest {
    @Test
    void showsTheLatestTotals() {
        AtomicReference<MediaTotals> totals = new AtomicReference<>(MediaTotals.NONE);
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        MediaMeters.bind(new Meters(registry), totals::get);
        assertThat(registry.scrape())
                .contains(
                        "ephyra_media_connections{state=\"connected\"} 0.0",
                        "ephyra_media_packets_total{direction=\"in\"} 0.0",
                        "ephyra_media_packets_total{direction=\"out\"} 0.0",
                        "ephyra_media_nacks_total{direction=\"in\"} 0.0",
                        "ephyra_media_retransmissions_total{direction=\"out\"} 0.0",
                        "ephyra_media_key_frame_requests_total{direction=\"in\"} 0.0",
                        "ephyra_media_dropped_total{reason=\"not_authentic\"} 0.0",
                        "ephyra_media_dropped_total{reason=\"unanswered_check\"} 0.0",
                        "ephyra_media_transit_seconds{quantile=\"0.99\"} 0.0");

        totals.set(new MediaTotals(new ConnectionCounters(), 3, 2, 1, 5, 7, 8, 6, MediaTotals.NONE.transit()));
        assertThat(registry.scrape())
                .contains(
                        "ephyra_media_connections{state=\"connecting\"} 3.0",
                        "ephyra_media_connections{state=\"connected\"} 2.0",
                        "ephyra_media_connections{state=\"relayed\"} 1.0",
                        "ephyra_media_dropped_total{reason=\"stranger\"} 5.0",
                        "ephyra_media_handed_over_total 7.0",
                        "ephyra_media_dropped_total{reason=\"hand_over\"} 8.0",
                        "ephyra_media_send_failures_total 6.0");
    }

    @Test
    void showsTurnOverTcp() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        TurnMeters.bind(new Meters(registry), () -> new TurnStreamFigures(4, 3, 2, 1));

        assertThat(registry.scrape())
                .contains(
                        "ephyra_media_turn_tcp_connections 4.0",
                        "ephyra_media_turn_tcp_refused_total 3.0",
                        "ephyra_media_turn_tcp_dropped_total{direction=\"in\"} 2.0",
                        "ephyra_media_turn_tcp_dropped_total{direction=\"out\"} 1.0");
    }
}
