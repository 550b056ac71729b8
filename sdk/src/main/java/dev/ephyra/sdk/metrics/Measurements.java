package dev.ephyra.sdk.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Values by the names that the server gives them, those this version does not know included. Immutable.
 *
 * <p>Rates per second are beside their counters, as in {@code ice.bytes_sent-per-second}, from the second report on.
 */
public final class Measurements {
    private final Map<String, @Nullable Object> values;

    Measurements(Map<String, @Nullable Object> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** A whole number; empty if there is no such value, or it is of another type. */
    public OptionalLong whole(String name) {
        return values.get(name) instanceof Long value ? OptionalLong.of(value) : OptionalLong.empty();
    }

    /** Any number; empty if there is no such value, or it is of another type. */
    public OptionalDouble number(String name) {
        return values.get(name) instanceof Number value
                ? OptionalDouble.of(value.doubleValue())
                : OptionalDouble.empty();
    }

    /** A text; empty if there is no such value, or it is of another type. */
    public Optional<String> text(String name) {
        return values.get(name) instanceof String value ? Optional.of(value) : Optional.empty();
    }

    /**
     * All of them: {@code null}, {@link Boolean}, {@link Long}, {@link Double}, {@link String}, and unmodifiable lists and maps of
     * these. A number that is too large for both, or has more than 1,000 characters, is a {@link String}; peers may say such things.
     */
    public Map<String, @Nullable Object> all() {
        return values;
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
