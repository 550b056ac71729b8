package dev.ephyra.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What retention may take and when, as clocks and disks misbehave; in virtual time. */
class RetentionTest {
    private final SimulatedClock clock = new SimulatedClock();
    private final SimulatedDisk disk = new SimulatedDisk(5);
    private final List<JournalAlert> alerts = new ArrayList<>();
    private GroupCommitJournal journal;

    RetentionTest() throws JournalException {
        journal = open(JournalSimulationTest.SMALL);
    }

    private GroupCommitJournal open(JournalOptions options) throws JournalException {
        GroupCommitJournal opened = GroupCommitJournal.openIdle(disk, options, clock, JournalSimulationTest.LOG);
        opened.onAlert(alerts::add);
        return opened;
    }

    private GroupCommitJournal reopen(JournalOptions options) throws JournalException {
        journal.close();
        return open(options);
    }

    private void append(long seq) {
        journal.append(List.of(Drafts.continues("a", seq)));
        journal.turn();
    }

    private void fill(int records) {
        for (int seq = 1; seq <= records; seq++) {
            append(seq);
        }
        assertThat(journal.durable()).isEqualTo(records);
    }

    private void look() {
        clock.advance(TimeUnit.MINUTES.toNanos(2));
        journal.turn();
    }

    /** What was undelivered for a minute only must not go because somebody set the clock. */
    @Test
    void keepsWhatIsUndeliveredForAnHourAfterTheAlertWhenTheClockJumps() throws Exception {
        journal = reopen(JournalSimulationTest.SMALL.withRetention(Long.MAX_VALUE, Duration.ofDays(7)));
        journal.keepFrom(1);
        fill(200);
        clock.stepWall(TimeUnit.DAYS.toMicros(15));
        look();
        assertThat(alerts).singleElement().isInstanceOf(JournalAlert.RetentionBlocked.class);
        clock.advance(TimeUnit.MINUTES.toNanos(57));
        journal.turn();
        assertThat(journal.oldest()).isEqualTo(1);

        journal.keepFrom(150);
        look();
        assertThat(journal.oldest()).isGreaterThan(1).isLessThanOrEqualTo(150);
        assertThat(alerts).hasSize(1);
        clock.advance(TimeUnit.HOURS.toNanos(1));
        journal.turn();
        assertThat(alerts).element(1).isInstanceOf(JournalAlert.Expired.class);
    }

    /** A start with a lower limit than what is undelivered takes: those who are behind may try first. */
    @Test
    void tellsSomeSecondsBeforeItGivesUpWhatIsTooLarge() throws Exception {
        journal.keepFrom(1);
        fill(300);
        alerts.clear();
        journal = reopen(JournalSimulationTest.SMALL.withRetention(4 * 1024, Duration.ofDays(7)));
        journal.keepFrom(1);
        journal.turn();
        assertThat(alerts).singleElement().isInstanceOf(JournalAlert.RetentionBlocked.class);
        assertThat(journal.oldest()).isEqualTo(1);
        look();
        assertThat(alerts).element(1).isInstanceOf(JournalAlert.Expired.class);
        assertThat(journal.oldest()).isGreaterThan(1);
    }

    @Test
    void deletesWhatIsDeliveredAlsoWhileTheDiskIsFull() throws Exception {
        journal.keepFrom(1);
        fill(200);
        journal = reopen(JournalSimulationTest.SMALL.withRetention(4 * 1024, Duration.ofDays(7)));
        journal.keepFrom(1);
        disk.capacity(disk.usedBytes());
        long appended = 200;
        while (journal.health() instanceof JournalHealth.Accepting) {
            append(++appended);
        }
        assertThat(journal.health()).isEqualTo(new JournalHealth.Failing("No space left on device"));
        assertThat(journal.oldest()).isEqualTo(1);

        journal.keepFrom(200);
        for (int i = 0; i < 10; i++) {
            clock.advanceTo(journal.turn());
        }
        assertThat(journal.oldest()).isGreaterThan(1);
        assertThat(journal.health()).isEqualTo(new JournalHealth.Accepting());
        assertThat(journal.durable()).isEqualTo(appended);
    }
}
