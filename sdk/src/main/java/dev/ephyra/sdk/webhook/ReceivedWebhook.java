package dev.ephyra.sdk.webhook;

import dev.ephyra.sdk.notification.Notification;
import java.util.List;
import java.util.Optional;

/**
 * A verified request. Immutable.
 *
 * @param id the same on each attempt: of the event, or of a batch; empty with Fishjam's servers
 * @param notifications in their order; none of a message that is no notification
 * @param attempt 1 for the first; 1 with Fishjam's servers
 * @param replay whether it is sent again because somebody asked
 * @param gap notifications of this room that went before and will not come to this endpoint
 */
public record ReceivedWebhook(
        Optional<String> id, List<Notification> notifications, int attempt, boolean replay, Optional<WebhookGap> gap) {
    public ReceivedWebhook {
        notifications = List.copyOf(notifications);
    }
}
