package dev.ephyra.conformance.campaign;

import dev.ephyra.testkit.WebhookPost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Watches that the time of a room's events never goes back from one number to the next. Any thread adds. */
final class OccurredAt implements Consumer<WebhookPost> {
    private final Map<String, Instant> lastOfEpoch = new HashMap<>();
    private final List<String> decreased = new ArrayList<>();

    @Override
    public synchronized void accept(WebhookPost post) {
        String at = post.headers().get("x-fishjam-occurred-at");
        if (at == null) {
            return;
        }
        Instant now = Instant.parse(at);
        Instant before = lastOfEpoch.put(post.headers().getOrDefault("x-fishjam-room-epoch", ""), now);
        if (before != null && now.isBefore(before)) {
            decreased.add(post.notification() + " at " + now + " after " + before);
        }
    }

    synchronized List<String> decreased() {
        return List.copyOf(decreased);
    }
}
