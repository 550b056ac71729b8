package dev.ephyra.server.webhook;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fishjam's log lines about webhooks, at most one in ten seconds for a URL: when the receiver of ten thousand rooms is
 * down, all of them fail. The metrics count every one. Owned by the dispatcher.
 */
final class FailureLog {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookDispatcher.class);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);
    // A URL that falls out is only logged again sooner.
    private static final int MAX_URLS = 1_000;

    private final Map<String, Long> lastLoggedNanos = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_URLS;
        }
    };

    /** The receiver answered with anything but 2xx. */
    void refused(String url, PostResult.Answered answer, long nowNanos) {
        if (isDue(url, nowNanos)) {
            LOG.warn(
                    "Notification send through webhook: {}, but resulted with not sucessful response: {} {}",
                    url,
                    answer.status(),
                    answer.phrase());
        }
    }

    void failed(String url, PostResult.Failed failure, long nowNanos) {
        if (isDue(url, nowNanos)) {
            LOG.warn("Couldn't send notification through webhook: {}, reason: {}", url, failure.reason());
        }
    }

    /** Whether a line is written now. */
    boolean isDue(String url, long nowNanos) {
        Long last = lastLoggedNanos.get(url);
        boolean due = last == null || nowNanos - last >= QUIET_NANOS;
        if (due) {
            lastLoggedNanos.put(url, nowNanos);
        }
        return due;
    }
}
