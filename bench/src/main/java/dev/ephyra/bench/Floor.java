package dev.ephyra.bench;

/** What a figure has to reach. */
public sealed interface Floor {
    /** At least {@code value}. */
    record AtLeast(double value) implements Floor {}

    /** At most {@code value}. */
    record AtMost(double value) implements Floor {}

    /** Reported only. */
    record None() implements Floor {}

    /** Whether {@code value} reaches it. */
    default boolean isReachedBy(double value) {
        return switch (this) {
            case AtLeast least -> value >= least.value();
            case AtMost most -> value <= most.value();
            case None none -> true;
        };
    }
}
