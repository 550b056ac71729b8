package dev.ephyra.server.webhook;

import dev.ephyra.notify.lane.AddressFilter;
import dev.ephyra.notify.lane.LaneLimits;
import dev.ephyra.notify.lane.RetrySchedule;

/**
 * How webhooks are posted.
 *
 * @param connectTimeoutMillis for one address of the receiver
 * @param totalTimeoutMillis from the start of a request to the end of its answer's body
 * @param responseBytes what is read of an answer's body; then its connection is closed
 * @param filter which addresses may be connected to
 * @param maxLanes while so many are unfinished, further rooms wait in the journal for their lanes
 */
public record WebhookOptions(
        int connectTimeoutMillis,
        int totalTimeoutMillis,
        int responseBytes,
        AddressFilter filter,
        LaneLimits limits,
        RetrySchedule schedule,
        int maxLanes) {
    /** A lane with its head is about 700 B, so 500,000 of them stay within 350 MB. */
    public static final WebhookOptions DEFAULT = new WebhookOptions(
            3_000, 15_000, 64 << 10, new AddressFilter(false), LaneLimits.DEFAULT, RetrySchedule.DEFAULT, 500_000);

    /** The same with another filter. */
    public WebhookOptions withFilter(AddressFilter other) {
        return new WebhookOptions(
                connectTimeoutMillis, totalTimeoutMillis, responseBytes, other, limits, schedule, maxLanes);
    }
}
