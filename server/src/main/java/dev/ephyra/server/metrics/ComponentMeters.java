package dev.ephyra.server.metrics;

import dev.ephyra.room.ComponentType;
import dev.ephyra.room.CrashCause;
import dev.ephyra.server.components.ServerComponents;
import io.micrometer.core.instrument.Tags;
import java.util.EnumSet;

/** The series of components. Stateless. */
final class ComponentMeters {
    private ComponentMeters() {}

    static void bind(Meters meters, ServerComponents components) {
        meters.gauge("ephyra_components_running", "Components that run.", components, ServerComponents::running);
        meters.gauge(
                "ephyra_components_abandoned",
                "Components whose threads did not end when they should have, and still have not.",
                components,
                ServerComponents::abandoned);
        meters.gauge(
                "ephyra_component_memory_bytes",
                "What components hold of the memory that is for them.",
                components,
                ServerComponents::memoryReserved);
        for (ComponentType type : components.used()) {
            for (CrashCause cause : EnumSet.complementOf(EnumSet.of(CrashCause.UNKNOWN))) {
                meters.counter(
                        "ephyra_component_crashes",
                        Tags.of("type", type.apiName(), "cause", cause.text()),
                        "Components that crashed, by what kind of thing ended them.",
                        components,
                        source -> source.crashes(type, cause));
            }
        }
        meters.counter(
                "ephyra_component_packets_dropped",
                "Packets of components that the media thread was too far behind for.",
                components,
                ServerComponents::droppedPackets);
    }
}
