package dev.ephyra.sdk.webhook;

import dev.ephyra.sdk.notification.Notification;
import java.util.List;
import java.util.Optional;

/**
 * A verified request. Immutable.
 *
 * <p>Of what is here, the signature of Standard Webhooks covers {@code id} and what the body says, and {@code
 * x-fishjam-signature-256} what the body says only. The rest is of headers that nobody signs: believe it for logs and for asking the
 * server, not for more. So it is with all but the id of a notification's {@code event()} if the body has no {@code meta}.
 *
 * @param id the same on each attempt: of the event, or of a batch; empty with Fishjam's servers
 * @param notifications in their order; none of a message that is no notification
 * @param attempt 1 for the first; 1 with Fishjam's servers; not signed
 * @param replay whether it is sent again because somebody asked; not signed
 * @param gap notifications of this room that went before and will not come to this endpoint; not signed
 */
public record ReceivedWebhook(
        Optional<String> id, List<Notification> notifications, int attempt, boolean replay, Optional<WebhookGap> gap) {
    /** Copies the list. */
    public ReceivedWebhook {
        notifications = List.copyOf(notifications);
    }
}
