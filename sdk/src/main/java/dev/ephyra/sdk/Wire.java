package dev.ephyra.sdk;

import java.time.Duration;
import java.util.Locale;

/** How values are written in the JSON of the API. Stateless. */
final class Wire {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private Wire() {}

    /** The constant that the API writes so, in whatever case; {@code otherwise} if none. */
    static <E extends Enum<E>> E constant(E[] constants, String wire, E otherwise) {
        for (E constant : constants) {
            if (constant.name().equalsIgnoreCase(wire)) {
                return constant;
            }
        }
        return otherwise;
    }

    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Checks a constant that is to be sent.
     *
     * @throws IllegalArgumentException if it is the one that stands for those not known
     */
    static <E extends Enum<E>> E sendable(E constant, E unknown) {
        if (constant == unknown) {
            throw new IllegalArgumentException(unknown + " cannot be asked for");
        }
        return constant;
    }

    /** Checks a time that the API counts in seconds. */
    static Duration wholeSeconds(Duration time) {
        if (time.toNanosPart() != 0) {
            throw new IllegalArgumentException("the server counts this time in whole seconds: " + time);
        }
        return time;
    }

    /** Checks a time that the API counts in milliseconds. */
    static Duration wholeMillis(Duration time) {
        if (time.toNanosPart() % NANOS_PER_MILLI != 0) {
            throw new IllegalArgumentException("the server counts this time in whole milliseconds: " + time);
        }
        return time;
    }
}
