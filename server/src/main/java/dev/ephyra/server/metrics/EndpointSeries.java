package dev.ephyra.server.metrics;

import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How each endpoint does, in Prometheus' text format. Written here, because endpoints come and go and their series with them.
 * Thread-safe; asks for the endpoints at each scrape.
 *
 * <p>The {@code webhookUrl} of rooms is shown without its query, which may hold a secret: those that differ in nothing else are
 * one series, the worst of them.
 */
final class EndpointSeries {
    /** 8 series of 150 B each: 1.2 MB of a scrape; those with the oldest undelivered event first. */
    static final int MAX_ENDPOINTS_SHOWN = 1_000;

    private static final double MICROS_PER_SECOND = 1e6;

    private final Supplier<List<EndpointStatus>> endpoints;
    private final LongSupplier wallMicros;

    /** @param wallMicros microseconds since 1970 UTC */
    EndpointSeries(Supplier<List<EndpointStatus>> endpoints, LongSupplier wallMicros) {
        this.endpoints = endpoints;
        this.wallMicros = wallMicros;
    }

    /** Whole lines; none without endpoints. */
    String text() {
        Map<String, EndpointStatus> shown = new TreeMap<>();
        endpoints.get().stream()
                .sorted(Comparator.comparingLong(EndpointSeries::oldestFirst))
                .limit(MAX_ENDPOINTS_SHOWN)
                .forEach(status -> shown.putIfAbsent(label(status.endpoint()), status));
        if (shown.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        write(text, shown, "oldest_undelivered_age_seconds", "Age of its oldest undelivered event.", this::ageSeconds);
        write(text, shown, "lanes", "Rooms with something undelivered or yet to come.", EndpointStatus::lanes);
        write(text, shown, "blocked_lanes", "Rooms whose next event has failed.", EndpointStatus::blockedLanes);
        write(text, shown, "in_flight", "Requests out.", EndpointStatus::inFlight);
        write(text, shown, "concurrency", "Requests that may be out.", EndpointStatus::concurrency);
        write(text, shown, "dead_letters", "Events given up, and kept.", EndpointStatus::deadLetters);
        writeState(text, shown);
        return text.toString();
    }

    private static long oldestFirst(EndpointStatus status) {
        return status.oldestUndeliveredMicros() == 0 ? Long.MAX_VALUE : status.oldestUndeliveredMicros();
    }

    private double ageSeconds(EndpointStatus status) {
        long since = status.oldestUndeliveredMicros();
        return since == 0 ? 0 : Math.max(0, wallMicros.getAsLong() - since) / MICROS_PER_SECOND;
    }

    private static void write(
            StringBuilder text,
            Map<String, EndpointStatus> shown,
            String what,
            String help,
            Function<EndpointStatus, Number> value) {
        String name = head(text, what, help);
        shown.forEach((label, status) -> text.append(name)
                .append("{endpoint=\"")
                .append(label)
                .append("\"} ")
                .append(value.apply(status))
                .append('\n'));
    }

    private static void writeState(StringBuilder text, Map<String, EndpointStatus> shown) {
        String name = head(text, "state", "1 for the state it is in; no other state is shown.");
        shown.forEach((label, status) -> text.append(name)
                .append("{endpoint=\"")
                .append(label)
                .append("\",state=\"")
                .append(status.state().name().toLowerCase(Locale.ROOT))
                .append("\"} 1\n"));
    }

    private static String head(StringBuilder text, String what, String help) {
        String name = "ephyra_endpoint_" + what;
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(" gauge\n");
        return name;
    }

    private static String label(Endpoint endpoint) {
        return escaped(Endpoint.shown(endpoint.id()));
    }

    /** As Prometheus' text format wants it of the value of a label. */
    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
