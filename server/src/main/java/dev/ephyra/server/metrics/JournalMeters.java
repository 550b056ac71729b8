package dev.ephyra.server.metrics;

import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalStatistics;
import dev.ephyra.journal.RetentionState;
import dev.ephyra.server.health.JournalAlerts;
import java.util.function.Supplier;

/** The series of the journal. Stateless. */
final class JournalMeters {
    private static final double NANOS_PER_SECOND = 1e9;

    private JournalMeters() {}

    static void bind(Meters meters, Journal journal, JournalAlerts alerts) {
        bindSizes(meters, journal::statistics);
        meters.gauge("ephyra_journal_durable_offset", "The last durable record.", journal, Journal::durable);
        bindCommits(meters, journal::statistics);
        bindRetention(meters, journal::retention);
        meters.counter(
                "ephyra_journal_expired_records",
                "Undelivered records that were deleted.",
                alerts,
                JournalAlerts::expiredRecords);
        meters.counter(
                "ephyra_journal_damaged_records",
                "Records that do not check, those found at the start included.",
                alerts,
                JournalAlerts::damagedRecords);
        meters.counter(
                "ephyra_journal_damaged_ranges",
                "Ranges of records that do not check.",
                alerts,
                JournalAlerts::damagedRanges);
    }

    private static void bindSizes(Meters meters, Supplier<JournalStatistics> journal) {
        meters.gauge(
                "ephyra_journal_bytes",
                "Bytes of the journal on disk.",
                journal,
                s -> s.get().bytes());
        meters.gauge(
                "ephyra_journal_segments",
                "Files of the journal.",
                journal,
                s -> s.get().segments());
        meters.gauge(
                "ephyra_journal_queued_bytes",
                "Appended and not yet durable.",
                journal,
                s -> s.get().queuedBytes());
    }

    private static void bindCommits(Meters meters, Supplier<JournalStatistics> journal) {
        meters.counter(
                "ephyra_journal_commits", "Commits.", journal, s -> s.get().commits());
        meters.counter(
                "ephyra_journal_failed_commits",
                "Commits that were retried.",
                journal,
                s -> s.get().failedCommits());
        meters.counter(
                "ephyra_journal_batches",
                "Batches made durable.",
                journal,
                s -> s.get().batches());
        meters.counter(
                "ephyra_journal_append_to_durable_seconds",
                "Time from append to durable, summed over batches.",
                journal,
                s -> s.get().appendToDurableNanosTotal() / NANOS_PER_SECOND);
        meters.gauge(
                "ephyra_journal_append_to_durable_max_seconds",
                "The longest time from append to durable since the last scrape.",
                journal,
                s -> s.get().appendToDurableNanosMax() / NANOS_PER_SECOND);
    }

    private static void bindRetention(Meters meters, Supplier<RetentionState> retention) {
        meters.gauge(
                "ephyra_journal_retention_blocked",
                "1 while what is undelivered keeps the journal above its limits.",
                retention,
                r -> r.get().isBlocked() ? 1 : 0);
        meters.gauge(
                "ephyra_journal_limit_bytes",
                "Beyond this the oldest records go, if nobody needs them.",
                retention,
                r -> r.get().limitBytes());
        meters.gauge(
                "ephyra_journal_hard_limit_bytes",
                "Beyond this the oldest records go, whoever needs them.",
                retention,
                r -> r.get().hardLimitBytes());
    }
}
