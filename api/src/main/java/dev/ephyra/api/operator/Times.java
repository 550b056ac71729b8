package dev.ephyra.api.operator;

import dev.ephyra.api.JsonValue;
import dev.ephyra.room.Moment;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Points in time as clients write them: RFC 3339, or how long ago. Stateless. */
final class Times {
    private Times() {}

    /** Microseconds since 1970 UTC of {@code text}: {@code 2026-11-25T01:02:03Z}, or {@code 90s}, {@code 10m}, {@code 2h}, {@code 7d} ago. */
    static long micros(String name, String text, Moment now) throws Refusal {
        Optional<Long> ago = secondsAgo(text);
        if (ago.isPresent()) {
            return now.wallMicros() - ago.get() * 1_000_000;
        }
        try {
            Instant at = OffsetDateTime.parse(text).toInstant();
            return ChronoUnit.MICROS.between(Instant.EPOCH, at);
        } catch (DateTimeException | ArithmeticException notATime) {
            throw new Refusal(
                    "Expected " + name + " to be a time as 2026-11-25T01:02:03Z, or how long ago as 90s, 10m, 2h"
                            + " or 7d, got: " + new JsonValue.Text(text).shown());
        }
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
