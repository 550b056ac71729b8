package dev.ephyra.conformance.campaign;

import dev.ephyra.testkit.WebhookPost;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** From an event to its arrival, on the one clock of this machine. Any thread adds. */
final class DeliveryDelays implements Consumer<WebhookPost> {
    private List<Long> millis = new ArrayList<>();

    @Override
    public synchronized void accept(WebhookPost post) {
        String at = post.headers().get("x-fishjam-occurred-at");
        if (at != null) {
            millis.add(Duration.between(Instant.parse(at), Instant.now()).toMillis());
        }
    }

    /** Of those since the last time this was asked. */
    synchronized long takePercentile(int percent) {
        List<Long> taken = millis;
        millis = new ArrayList<>();
        taken.sort(null);
        return RoomLoad.percentile(taken, percent);
    }
}
