package dev.ephyra.server.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time as people give it to {@code --since}: RFC 3339, or a duration back like {@code 10m}. Pure. */
final class JournalSince {
    // Nine digits of days are beyond any clock and still no overflow.
    private static final Pattern BACK = Pattern.compile("(\\d{1,9})([smhd])");

    private JournalSince() {}

    /** Microseconds since 1970; nothing if the text is no time. */
    static OptionalLong micros(String text, Instant now) {
        try {
            Matcher back = BACK.matcher(text);
            Instant time = back.matches()
                    ? now.minus(duration(Long.parseLong(back.group(1)), back.group(2)))
                    : OffsetDateTime.parse(text).toInstant();
            return OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, time));
        } catch (DateTimeException | ArithmeticException noTime) {
            return OptionalLong.empty();
        }
    }

    private static Duration duration(long count, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
