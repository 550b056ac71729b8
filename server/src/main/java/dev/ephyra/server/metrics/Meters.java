package dev.ephyra.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/** Series that are read from a part of the server at each scrape. Owned by {@link ServerMetrics}. */
final class Meters {
    private final MeterRegistry registry;

    Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    <T> void gauge(String name, String help, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value)
                .description(help)
                .strongReference(true)
                .register(registry);
    }

    /** One of several gauges of a name, told apart by a tag. */
    <T> void gauge(String name, String tag, String tagged, String help, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value)
                .tag(tag, tagged)
                .description(help)
                .strongReference(true)
                .register(registry);
    }

    /** The registry ends its name with {@code _total}. */
    <T> void counter(String name, String help, T source, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, source, value).description(help).register(registry);
    }

    /** One of several counters of a name, told apart by a tag. */
    <T> void counter(String name, String tag, String tagged, String help, T source, ToDoubleFunction<T> value) {
        counter(name, Tags.of(tag, tagged), help, source, value);
    }

    /** One of several counters of a name, told apart by tags. */
    <T> void counter(String name, Tags tags, String help, T source, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, source, value)
                .tags(tags)
                .description(help)
                .register(registry);
    }
}
