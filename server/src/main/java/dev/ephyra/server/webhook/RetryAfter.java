package dev.ephyra.server.webhook;

import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The {@code Retry-After} header, RFC 9110 section 10.2.3: seconds, or a date. Pure. */
final class RetryAfter {
    /** What stands for no header, or for one that says nothing. */
    static final long NONE = -1;

    // Longer means the same to whoever obeys an hour at most, and cannot overflow.
    private static final int MOST_DIGITS = 9;

    private RetryAfter() {}

    /**
     * How long the receiver asks to be left alone, in milliseconds, from now; {@link #NONE} if it does not.
     *
     * @param nowMicros microseconds since 1970 UTC
     */
    static long millis(@Nullable String value, long nowMicros) {
        String text = value == null ? "" : value.strip();
        if (text.isEmpty()) {
            return NONE;
        }
        if (text.chars().allMatch(character -> character >= '0' && character <= '9')) {
            return text.length() <= MOST_DIGITS ? Long.parseLong(text) * 1_000 : Long.MAX_VALUE / 1_000_000;
        }
        try {
            long atMillis = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
                    .toInstant()
                    .toEpochMilli();
            return Math.max(0, atMillis - TimeUnit.MICROSECONDS.toMillis(nowMicros));
        } catch (DateTimeException | ArithmeticException notADate) {
            return NONE;
        }
    }
}
