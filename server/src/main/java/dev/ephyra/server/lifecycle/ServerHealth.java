package dev.ephyra.server.lifecycle;

import dev.ephyra.api.HealthSource;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalHealth;
import dev.ephyra.server.webhook.WebhookDispatcher;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Whether changes can be made durable and positions written. Thread-safe. */
record ServerHealth(Journal journal, WebhookDispatcher webhooks, long startNanos) implements HealthSource {
    @Override
    public Health health() {
        long uptimeSeconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
        return switch (journal.health()) {
            case JournalHealth.Failing(String why) -> new Health(false, "journal: " + why, uptimeSeconds);
            case JournalHealth.Full(String why) -> new Health(false, "journal full: " + why, uptimeSeconds);
            case JournalHealth.Accepting() -> {
                Optional<String> positions = webhooks.health();
                yield positions
                        .map(why -> new Health(false, "webhook positions: " + why, uptimeSeconds))
                        .orElseGet(() -> new Health(true, "ok", uptimeSeconds));
            }
        };
    }
}
