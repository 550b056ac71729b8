package dev.ephyra.server.metrics;

import dev.ephyra.server.components.ServerComponents;

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
        meters.counter("ephyra_component_crashes", "Components that crashed.", components, ServerComponents::crashes);
        meters.counter(
                "ephyra_component_packets_dropped",
                "Packets of components that the media thread was too far behind for.",
                components,
                ServerComponents::droppedPackets);
    }
}
