package dev.ephyra.sdk.webhook;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Notifications of a room that an endpoint will not get, told with the next one that it gets. {@code GET
 * /ephyra/v1/rooms/{id}/events} may still have them.
 *
 * @param fromSeq number of the first
 * @param toSeq number of the last
 * @param reason as in {@code dead_letter} or {@code expired}
 */
public record WebhookGap(long fromSeq, long toSeq, String reason) {
    private static final Pattern FORM = Pattern.compile("seq=(\\d{1,18})-(\\d{1,18});reason=(\\w{1,64})");

    /** Of the header; empty if it is none. */
    static Optional<WebhookGap> parse(String header) {
        Matcher parts = FORM.matcher(header);
        return parts.matches()
                ? Optional.of(
                        new WebhookGap(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)), parts.group(3)))
                : Optional.empty();
    }
}
