package dev.ephyra.server.webhook;

import dev.ephyra.notify.lane.Lane;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fishjam's log lines about webhooks: the first failure of a lane, and then one a minute. Owned by the dispatcher. */
final class FailureLog {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookDispatcher.class);
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    // Of failing lanes only, so bounded by the lanes.
    private final Map<Long, Long> lastLoggedNanos = new HashMap<>();

    void answered(Lane lane, PostResult.Answered answer, long nowNanos) {
        if (answer.status() >= 200 && answer.status() < 300) {
            forget(lane);
        } else if (isDue(lane, nowNanos)) {
            LOG.warn(
                    "Notification send through webhook: {}, but resulted with not sucessful response: {} {}",
                    lane.identity().url(),
                    answer.status(),
                    answer.phrase());
        }
    }

    void failed(Lane lane, PostResult.Failed failure, long nowNanos) {
        if (isDue(lane, nowNanos)) {
            LOG.warn(
                    "Couldn't send notification through webhook: {}, reason: {}",
                    lane.identity().url(),
                    failure.reason());
        }
    }

    private boolean isDue(Lane lane, long nowNanos) {
        Long last = lastLoggedNanos.get(lane.identity().id());
        boolean due = last == null || nowNanos - last >= QUIET_NANOS;
        if (due) {
            lastLoggedNanos.put(lane.identity().id(), nowNanos);
        }
        return due;
    }

    void forget(Lane lane) {
        if (!lastLoggedNanos.isEmpty()) {
            lastLoggedNanos.remove(lane.identity().id());
        }
    }
}
