package dev.ephyra.api.operator;

import dev.ephyra.api.JsonValue;
import dev.ephyra.room.Moment;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;

/** Points in time as people write them: RFC 3339, or how long ago. Stateless. */
public final class Times {
    private Times() {}

    /**
     * Microseconds since 1970 UTC of {@code text}: {@code 2026-11-25T01:02:03Z}, or {@code 90s}, {@code 10m}, {@code 2h},
     * {@code 7d} ago. Empty if it is no time.
     *
     * @param nowMicros since 1970 UTC
     */
    public static OptionalLong micros(String text, long nowMicros) {
        Optional<Long> ago = secondsAgo(text);
        if (ago.isPresent()) {
            return OptionalLong.of(nowMicros - ago.get() * 1_000_000);
        }
        try {
            Instant at = OffsetDateTime.parse(text).toInstant();
            return OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, at));
        } catch (DateTimeException | ArithmeticException notATime) {
            return OptionalLong.empty();
        }
    }

    /** The same of the field {@code name}. */
    static long micros(String name, String text, Moment now) throws Refusal {
        return micros(text, now.wallMicros())
                .orElseThrow(() -> new Refusal("Expected " + name
                        + " to be a time as 2026-11-25T01:02:03Z, or how long ago as 90s, 10m, 2h or 7d, got: "
                        + new JsonValue.Text(text).shown()));
    }

    private static Optional<Long> secondsAgo(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        long unitSeconds = switch (text.charAt(text.length() - 1)) {
            case 's' -> 1;
            case 'm' -> 60;
            case 'h' -> 3_600;
            case 'd' -> 86_400;
            default -> 0;
        };
        return QueryFields.wholeNumber(text.substring(0, text.length() - 1))
                .filter(number -> unitSeconds > 0 && number <= OperatorLimits.MAX_BACK_SECONDS / unitSeconds)
                .map(number -> number * unitSeconds);
    }
}
