package dev.ephyra.api;

import dev.ephyra.notify.lane.WebhookUrl;

/**
 * Whether a text is a {@code webhookUrl} that Fishjam takes and that can be posted to: what the lanes ask for, and besides a
 * path that is not empty and no colon without a port.
 */
public final class RoomWebhookUrl {
    private RoomWebhookUrl() {}

    /** Whether it is one, of at most {@link ApiLimits#MAX_WEBHOOK_URL_CHARS}. */
    public static boolean isAcceptable(String url) {
        if (url.length() > ApiLimits.MAX_WEBHOOK_URL_CHARS
                || WebhookUrl.parse(url) instanceof WebhookUrl.Parsed.Rejected) {
            return false;
        }
        int authority = url.indexOf("://") + 3;
        int path = url.indexOf('/', authority);
        return path > 0
                && url.charAt(path - 1) != ':'
                && url.substring(authority, path).chars().noneMatch(character -> "?#".indexOf(character) >= 0);
    }
}
