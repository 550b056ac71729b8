package dev.ephyra.notify.metrics;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** The values of an endpoint or a track at one moment: numbers, or texts where a value is no number. Immutable. */
public final class Measured {
    /** Nothing happened yet. */
    public static final Measured NOTHING = new Builder().build();

    private final EnumMap<Measure, Long> numbers;
    private final EnumMap<Measure, String> texts;

    private Measured(Builder builder) {
        numbers = new EnumMap<>(builder.numbers);
        texts = new EnumMap<>(builder.texts);
    }

    /** A number, 0 if there is none. */
    long number(Measure measure) {
        return numbers.getOrDefault(measure, 0L);
    }

    Map<Measure, Long> numbers() {
        return Collections.unmodifiableMap(numbers);
    }

    Map<Measure, String> texts() {
        return Collections.unmodifiableMap(texts);
    }

    boolean isEmpty() {
        return numbers.isEmpty() && texts.isEmpty();
    }

    /** Collects values. Owned by whoever builds. */
    public static final class Builder {
        private final EnumMap<Measure, Long> numbers = new EnumMap<>(Measure.class);
        private final EnumMap<Measure, String> texts = new EnumMap<>(Measure.class);

        /** How often something happened; a key appears with its first time, so 0 is left out. */
        public Builder count(Measure measure, long times) {
            if (times != 0) {
                numbers.put(measure, times);
            }
            return this;
        }

        /** A number that is not counted, 0 or not. */
        public Builder number(Measure measure, long value) {
            numbers.put(measure, value);
            return this;
        }

        public Builder text(Measure measure, String value) {
            texts.put(measure, value);
            return this;
        }

        public Measured build() {
            return new Measured(this);
        }
    }
}
