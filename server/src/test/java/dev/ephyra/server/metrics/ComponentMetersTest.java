package dev.ephyra.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.component.ComponentListener;
import dev.ephyra.notify.lane.AddressFilter;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.server.components.ServerComponents;
import dev.ephyra.server.config.Settings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComponentMetersTest {
    private static final RoomId ROOM = new RoomId("r");

    @Test
    void crashesAreCountedByTypeAndCause(@TempDir Path resources) throws IOException {
        Settings.Components settings =
                new Settings.Components(List.of("file", "rtsp"), resources, Optional.empty(), Optional.empty());
        try (ServerComponents components = new ServerComponents(
                settings, Optional.empty(), _ -> new CompletableFuture<>(), new AddressFilter(false))) {
            components.start(new Nobody());
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            ComponentMeters.bind(new Meters(registry), components);
            assertThat(registry.scrape())
                    .contains(
                            "ephyra_component_crashes_total{cause=\"hung\",type=\"rtsp\"} 0.0",
                            "ephyra_component_memory_bytes 0.0")
                    .doesNotContain("type=\"hls\"", "cause=\"unknown\"");

            ComponentId id = new ComponentId("c");
            components.crashed(
                    ROOM, ComponentType.FILE, new RoomEvent.ComponentCrashed(id, CrashCause.SOURCE_UNUSABLE, "no Ogg"));
            components.crashed(
                    ROOM, ComponentType.RTSP, new RoomEvent.ComponentCrashed(id, CrashCause.HUNG, "no progress"));

            assertThat(registry.scrape())
                    .contains(
                            "ephyra_component_crashes_total{cause=\"source_unusable\",type=\"file\"} 1.0",
                            "ephyra_component_crashes_total{cause=\"hung\",type=\"file\"} 0.0",
                            "ephyra_component_crashes_total{cause=\"hung\",type=\"rtsp\"} 1.0");
        }
    }

    private static final class Nobody implements ComponentListener {
        @Override
        public void trackAdded(RoomId room, ComponentId component, Track track) {}

        @Override
        public void trackRemoved(RoomId room, ComponentId component, TrackId track) {}

        @Override
        public void finished(RoomId room, ComponentId component) {}

        @Override
        public void crashed(RoomId room, ComponentId component, CrashCause cause, String reason) {}
    }
}
