package dev.ephyra.server.webhook;

import dev.ephyra.notify.lane.AddressFilter;
import dev.ephyra.notify.lane.LaneLimits;
import dev.ephyra.notify.lane.RetrySchedule;

/**
 * How webhooks are posted.
 *
 * @param connectTimeoutMillis for one address of the receiver
 * @param longestTimeoutMillis what an endpoint's own timeout is cut to
 * @param responseBytes what is read of an answer's body; then its connection is closed
 * @param filter which addresses may be connected to
 * @param tls whom to trust, and who we are
 * @param maxLanes while so many are unfinished, further rooms wait in the journal for their lanes, in order
 */
public record WebhookOptions(
        int connectTimeoutMillis,
        int longestTimeoutMillis,
        int responseBytes,
        AddressFilter filter,
        WebhookTls tls,
        LaneLimits limits,
        RetrySchedule schedule,
        int maxLanes) {
    /** A lane is 0.8 KB, with a small head 1.5 KB: 500,000 of them stay within 750 MB. */
    public static final WebhookOptions DEFAULT = new WebhookOptions(
            3_000,
            30_000,
            64 << 10,
            new AddressFilter(false),
            WebhookTls.DEFAULT,
            LaneLimits.DEFAULT,
            RetrySchedule.DEFAULT,
            500_000);

    /** The same with other trust. */
    public WebhookOptions withTls(WebhookTls other) {
        return new WebhookOptions(
                connectTimeoutMillis, longestTimeoutMillis, responseBytes, filter, other, limits, schedule, maxLanes);
    }

    /** The same with another filter. */
    public WebhookOptions withFilter(AddressFilter other) {
        return new WebhookOptions(
                connectTimeoutMillis, longestTimeoutMillis, responseBytes, other, tls, limits, schedule, maxLanes);
    }
}
