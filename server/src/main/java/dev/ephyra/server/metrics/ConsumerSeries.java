package dev.ephyra.server.metrics;

import java.util.Map;
import java.util.function.Supplier;

/** How far each durable consumer is behind, in Prometheus' text format. Thread-safe; asks at each scrape. */
final class ConsumerSeries {
    private static final String NAME = "ephyra_consumer_lag_records";

    private final Supplier<Map<String, Long>> lags;

    /** @param lags in records, by the name of the consumer, whose characters need no escaping */
    ConsumerSeries(Supplier<Map<String, Long>> lags) {
        this.lags = lags;
    }

    /** Whole lines; none without consumers. */
    String text() {
        Map<String, Long> shown = lags.get();
        if (shown.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        text.append("# HELP ").append(NAME).append(" Durable records that a durable consumer has not confirmed.\n");
        text.append("# TYPE ").append(NAME).append(" gauge\n");
        shown.forEach((name, lag) -> text.append(NAME)
                .append("{consumer=\"")
                .append(name)
                .append("\"} ")
                .append(lag)
                .append('\n'));
        return text.toString();
    }
}
