package dev.ephyra.sdk.webhook;

import dev.ephyra.sdk.notification.EventIdentity;
import dev.ephyra.sdk.notification.Notification;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * Which event a request is about, by its headers: for bodies that do not say so themselves. Pure.
 *
 * <p>The id is that of {@code webhook-id}, which Standard Webhooks signs and which is the event's where there is one. Nothing signs
 * {@code x-fishjam-event-id}: it only tells that this is a server that has identities.
 */
final class HeaderIdentity {
    private HeaderIdentity() {}

    /** The same, with an identity where there is one notification that has none. */
    static List<Notification> complete(List<Notification> notifications, WebhookHeaders headers) {
        if (notifications.size() != 1 || notifications.get(0).event().isPresent()) {
            return notifications;
        }
        Notification bare = notifications.get(0);
        return List.of(new Notification(bare.content(), read(headers), bare.raw()));
    }

    /** Empty if the headers do not say, or not as Ephyra does. */
    private static Optional<EventIdentity> read(WebhookHeaders headers) {
        Optional<String> eventId = headers.value(WebhookHeaders.WEBHOOK_ID);
        if (eventId.isEmpty() || headers.value(WebhookHeaders.EVENT_ID).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new EventIdentity(
                    eventId.get(),
                    number(headers, WebhookHeaders.ROOM_SEQ),
                    headers.value(WebhookHeaders.ROOM_EPOCH).orElse(""),
                    number(headers, WebhookHeaders.PREV_SEQ),
                    headers.value(WebhookHeaders.CURSOR),
                    headers.value(WebhookHeaders.OCCURRED_AT)
                            .map(Instant::parse)
                            .orElse(Instant.EPOCH),
                    headers.value(WebhookHeaders.REASON),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    headers.value(WebhookHeaders.TEST).isPresent(),
                    headers.value(WebhookHeaders.REPLAY).isPresent(),
                    Optional.empty()));
        } catch (NumberFormatException | DateTimeParseException malformed) {
            return Optional.empty();
        }
    }

    private static long number(WebhookHeaders headers, String name) {
        return headers.value(name).map(Long::parseLong).orElse(0L);
    }
}
