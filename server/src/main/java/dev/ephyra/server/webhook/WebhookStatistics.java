package dev.ephyra.server.webhook;

import dev.ephyra.notify.lane.LaneCounts;

/**
 * A reading of the webhooks, at most a second old.
 *
 * @param lanes the lanes
 * @param delivered requests answered with 2xx, since the start
 * @param refused requests answered with anything else
 * @param failed requests without a whole answer
 * @param unusableUrls rooms whose webhookUrl can never be posted to
 */
public record WebhookStatistics(LaneCounts lanes, long delivered, long refused, long failed, long unusableUrls) {
    /** Before the first reading. */
    static final WebhookStatistics NONE =
            new WebhookStatistics(new LaneCounts(0, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE, 0), 0, 0, 0, 0);
}
