package dev.ephyra.journal;

import static org.assertj.core.api.Assertions.assertThat;

/** What a simulation expects of retention: nothing that is needed goes without an alert and a marker. */
final class RetentionModel {
    private final long limitBytes;
    private long keepFrom;
    private long expiredTo;
    private boolean blocked;

    RetentionModel(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Of this life of the journal, nobody has said yet what is delivered. */
    void restarted() {
        keepFrom = 0;
        blocked = false;
    }

    void keepFrom(long offset) {
        keepFrom = offset;
    }

    void heard(JournalAlert alert) {
        switch (alert) {
            case JournalAlert.RetentionBlocked(long oldestNeeded, long bytes) -> {
                assertThat(blocked).isFalse();
                assertThat(oldestNeeded).isGreaterThanOrEqualTo(keepFrom);
                assertThat(bytes).isGreaterThan(limitBytes);
                blocked = true;
            }
            case JournalAlert.RetentionFreed() -> {
                assertThat(blocked).isTrue();
                blocked = false;
            }
            case JournalAlert.Expired(long from, long to) -> {
                assertThat(blocked).as("an alert comes before a loss").isTrue();
                assertThat(from).isGreaterThanOrEqualTo(keepFrom).isLessThanOrEqualTo(to);
                // A crash may bring back what had gone; else ranges follow each other.
                assertThat(from).isLessThanOrEqualTo(Math.max(keepFrom, expiredTo + 1));
                expiredTo = Math.max(expiredTo, to);
            }
            case JournalAlert.Corrupt corrupt -> throw new AssertionError("nothing is damaged: " + corrupt);
        }
    }

    void check(long oldest) {
        assertThat(oldest).isLessThanOrEqualTo(Math.max(Math.max(1, keepFrom), expiredTo + 1));
    }
}
