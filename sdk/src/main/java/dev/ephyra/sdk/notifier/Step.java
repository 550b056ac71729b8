package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.notification.Notification;
import org.jspecify.annotations.Nullable;

/** Something received that is to be handled, as a place in the stream. Owned by its {@link Progress}. */
final class Step {
    /** Resume after it to have everything behind this step; null where the server has no cursors. */
    final @Nullable String cursor;

    /** Steps of one life have cursors of one journal. */
    final int life;

    /** How much memory it holds, about. */
    final int bytes;

    boolean done;
    private final @Nullable Object what;

    /** @param what is to be handled: a notification, a gap, a snapshot; null for nothing */
    Step(@Nullable String cursor, int life, int bytes, @Nullable Object what) {
        this.cursor = cursor;
        this.life = life;
        this.bytes = bytes;
        this.what = what;
    }

    /** What is to be handled, for people; nothing of what participants said of themselves. */
    String subject() {
        Object subject = what;
        if (subject instanceof Notification notification) {
            return notification.content().getClass().getSimpleName()
                    + notification.event().map(event -> " " + event.eventId()).orElse("")
                    + notification.roomId().map(room -> " of room " + room).orElse("");
        }
        return subject instanceof RoomsSnapshot ? "a snapshot" : String.valueOf(subject);
    }
}
