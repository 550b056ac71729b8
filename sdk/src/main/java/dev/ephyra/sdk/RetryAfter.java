package dev.ephyra.sdk;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** The {@code Retry-After} header, RFC 9110 section 10.2.3: seconds, or a date. Pure. */
final class RetryAfter {
    /** Longer than any call waits, and cannot overflow. */
    private static final int MOST_DIGITS = 9;

    private RetryAfter() {}

    /** How long the server asks to be left alone, from {@code now}; empty if the value says nothing. */
    static Optional<Duration> of(String value, Instant now) {
        String text = value.strip();
        if (!text.isEmpty() && text.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            String seconds = text.length() <= MOST_DIGITS ? text : "9".repeat(MOST_DIGITS);
            return Optional.of(Duration.ofSeconds(Long.parseLong(seconds)));
        }
        try {
            Duration until = Duration.between(
                    now,
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
                            .toInstant());
            return Optional.of(until.isNegative() ? Duration.ZERO : until);
        } catch (DateTimeException | ArithmeticException notADate) {
            return Optional.empty();
        }
    }
}
