package dev.ephyra.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A disk that fails, fills up or is full of what may not be deleted; in virtual time. */
class JournalFailureTest {
    private final SimulatedClock clock = new SimulatedClock();
    private final SimulatedDisk disk = new SimulatedDisk(5);
    private final List<Long> told = new ArrayList<>();
    private final List<JournalAlert> alerts = new ArrayList<>();
    private GroupCommitJournal journal;

    JournalFailureTest() throws JournalException {
        journal = open(JournalSimulationTest.SMALL);
    }

    @BeforeEach
    void listens() {
        journal.onDurable(records -> records.forEach(record -> told.add(record.offset())));
    }

    private GroupCommitJournal open(JournalOptions options) throws JournalException {
        GroupCommitJournal opened = GroupCommitJournal.openIdle(disk, options, clock, JournalSimulationTest.LOG);
        opened.onAlert(alerts::add);
        return opened;
    }

    @Test
    void saysThatItFailsAndHealsItself() throws Exception {
        disk.failForceAfter(0);
        assertThat(journal.append(List.of(Drafts.opens("a")))).isEqualTo(1);
        long retry = journal.turn();

        assertThat(journal.health()).isEqualTo(new JournalHealth.Failing("Input/output error"));
        assertThat(journal.durable()).isZero();
        assertThat(retry - clock.nanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(50));
        assertThat(journal.append(List.of(Drafts.opens("b")))).isEqualTo(2);

        disk.heal();
        clock.advanceTo(retry);
        journal.turn();
        journal.turn();
        assertThat(journal.health()).isEqualTo(new JournalHealth.Accepting());
        assertThat(told).containsExactly(1L, 2L);
        assertThat(journal.statistics().failedCommits()).isEqualTo(1);
    }

    @Test
    void waitsTwiceAsLongAfterEachFailureUpToTwoSeconds() {
        disk.failForceAfter(0);
        journal.append(List.of(Drafts.opens("a")));
        List<Long> waitsMillis = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            long retry = journal.turn();
            waitsMillis.add(TimeUnit.NANOSECONDS.toMillis(retry - clock.nanos()));
            clock.advanceTo(retry);
        }
        assertThat(waitsMillis).containsExactly(50L, 100L, 200L, 400L, 800L, 1600L, 2000L, 2000L);
    }

    @Test
    void settlesForOtherSimulations() throws Exception {
        SimulatedDisk other = new SimulatedDisk(3);
        SimulatedJournal simulated =
                SimulatedJournal.open(other, clock, JournalSimulationTest.SMALL, JournalSimulationTest.LOG);
        other.failForceAfter(0);
        simulated.journal().append(List.of(Drafts.opens("a")));
        assertThat(simulated.settle(TimeUnit.SECONDS.toNanos(5))).isFalse();
        other.heal();
        assertThat(simulated.settle(TimeUnit.SECONDS.toNanos(5))).isTrue();
        assertThat(simulated.journal().durable()).isEqualTo(1);
    }

    @Test
    void saysForGoodThatItBrokeAndCommitsNothingMore() {
        List<Throwable> reported = new ArrayList<>();
        Thread.currentThread().setUncaughtExceptionHandler((thread, broken) -> reported.add(broken));
        disk.duringForce(() -> {
            throw new IllegalStateException("a mistake");
        });
        journal.append(List.of(Drafts.opens("a")));
        journal.turn();
        disk.duringForce(() -> {});
        clock.advance(TimeUnit.MINUTES.toNanos(1));
        journal.turn();
        Thread.currentThread().setUncaughtExceptionHandler(null);

        assertThat(reported).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(journal.durable()).isZero();
        assertThat(journal.health())
                .isInstanceOfSatisfying(
                        JournalHealth.Failing.class,
                        failing -> assertThat(failing.why()).contains("restart"));
    }

    @Test
    void takesTheEndOfTheLargestRoomInOneBatch() throws Exception {
        SimulatedDisk large = new SimulatedDisk(4);
        try (GroupCommitJournal wide =
                GroupCommitJournal.openIdle(large, JournalOptions.defaults(), clock, JournalSimulationTest.LOG)) {
            int records = 12_400;
            int textBytes = 4 * 1024 * 1024 * 3 / records;
            List<Draft> end = Collections.nCopies(
                    records,
                    Drafts.draft("r", Drafts.epoch("r"), 2, JournalRecord.Lifecycle.CONTINUES, 2 * textBytes + 300));

            assertThat(wide.append(end)).isEqualTo(records);
            wide.turn();

            assertThat(wide.durable()).isEqualTo(records);
        }
    }

    @Test
    void doesNotTryBeforeItsTime() {
        disk.failForceAfter(0);
        journal.append(List.of(Drafts.opens("a")));
        long retry = journal.turn();
        disk.heal();
        clock.advance(1);
        assertThat(journal.turn()).isEqualTo(retry);
        assertThat(journal.durable()).isZero();
    }

    @Test
    void goesOnWhenAFullDiskHasSpaceAgain() {
        disk.capacity(1);
        for (int seq = 1; seq <= 50; seq++) {
            journal.append(List.of(Drafts.continues("a", seq)));
        }
        for (int i = 0; i < 5; i++) {
            clock.advanceTo(journal.turn());
        }
        assertThat(journal.health()).isEqualTo(new JournalHealth.Failing("No space left on device"));
        assertThat(journal.durable()).isLessThan(50);

        disk.heal();
        for (int i = 0; i < 30; i++) {
            clock.advanceTo(journal.turn());
        }
        assertThat(journal.health()).isEqualTo(new JournalHealth.Accepting());
        assertThat(journal.durable()).isEqualTo(50);
        assertThat(told).hasSize(50).isSorted();
    }

    @Test
    void isFullWhenTooMuchIsQueued() {
        disk.failWriteAfter(0);
        for (int seq = 1; journal.statistics().queuedBytes() <= JournalSimulationTest.SMALL.queuedBytes(); seq++) {
            assertThat(journal.health()).isEqualTo(new JournalHealth.Accepting());
            journal.append(List.of(Drafts.continues("a", seq)));
        }
        assertThat(journal.health()).isInstanceOf(JournalHealth.Full.class);
    }

    @Test
    void commitsInOneForceWhatWasAppendedDuringASlowOne() {
        long slow = TimeUnit.MILLISECONDS.toNanos(500);
        List<Draft> late = List.of(Drafts.opens("late"));
        disk.duringForce(() -> {
            clock.advance(slow);
            if (journal.statistics().queuedBytes() < 1000) {
                journal.append(late);
                journal.append(late);
            }
        });
        journal.append(List.of(Drafts.opens("a")));
        journal.turn();
        assertThat(journal.durable()).isEqualTo(1);
        disk.duringForce(() -> clock.advance(slow));
        journal.turn();
        assertThat(journal.durable()).isEqualTo(3);
        assertThat(journal.statistics())
                .extracting(JournalStatistics::commits, JournalStatistics::batches)
                .containsExactly(2L, 3L);
    }

    @Test
    void goesOnCommittingWhenItCannotDelete() throws Exception {
        fill(1000);
        disk.failDeletes(true);
        journal.keepFrom(900);
        journal.turn();
        assertThat(journal.health())
                .isInstanceOfSatisfying(
                        JournalHealth.Full.class,
                        full -> assertThat(full.why()).contains("deleting fails: Operation not permitted"));
        journal.append(List.of(Drafts.opens("b")));
        journal.turn();
        assertThat(journal.durable()).isEqualTo(1001);

        disk.failDeletes(false);
        clock.advance(TimeUnit.MINUTES.toNanos(2));
        journal.turn();
        assertThat(journal.health()).isEqualTo(new JournalHealth.Accepting());
        assertThat(disk.list()).hasSize(2 * journal.statistics().segments() - 1);
    }

    @Test
    void survivesAListenerThatFails() throws Exception {
        List<Throwable> reported = new ArrayList<>();
        journal.onDurable(_ -> {
            throw new IllegalStateException("a listener");
        });
        Thread.currentThread().setUncaughtExceptionHandler((_, e) -> reported.add(e));
        journal.append(List.of(Drafts.opens("a")));
        journal.turn();
        Thread.currentThread().setUncaughtExceptionHandler(null);
        assertThat(reported).hasSize(1);
        assertThat(journal.durable()).isEqualTo(1);
        assertThat(journal.cursor(1).poll(5)).hasSize(1);
    }

    @Test
    void keepsEverythingUntilSomeoneSaysWhatIsDelivered() throws Exception {
        fill(3000);
        assertThat(journal.health()).isInstanceOf(JournalHealth.Full.class);
        assertThat(journal.oldest()).isEqualTo(1);

        JournalCursor behind = journal.cursor(1);
        journal.keepFrom(2900);
        journal.turn();
        assertThat(journal.oldest()).isGreaterThan(1).isLessThanOrEqualTo(2900);
        assertThat(journal.cursor(1).position()).isEqualTo(journal.oldest());
        long oldest = journal.oldest();
        assertThatThrownBy(() -> behind.poll(1)).isInstanceOfSatisfying(JournalException.class, e -> {
            assertThat(e.kind()).isEqualTo(JournalException.Kind.EXPIRED);
            assertThat(e.fromOffset()).isEqualTo(1);
            assertThat(e.toOffset()).isEqualTo(oldest - 1);
        });

        journal.keepFrom(3001);
        journal.turn();
        assertThat(journal.health()).isEqualTo(new JournalHealth.Accepting());
        assertThat(journal.statistics().bytes()).isLessThanOrEqualTo(JournalSimulationTest.SMALL.retentionBytes());
    }

    @Test
    void givesUpUndeliveredRecordsOnlyAtTheHardLimitAndNeverInSilence() throws Exception {
        journal.keepFrom(1);
        int appended = 0;
        while (journal.statistics().bytes() <= JournalSimulationTest.SMALL.retentionBytes()) {
            append(++appended);
        }
        look();
        assertThat(alerts).hasSize(1).first().isInstanceOfSatisfying(JournalAlert.RetentionBlocked.class, blocked -> {
            assertThat(blocked.oldestNeeded()).isEqualTo(1);
            assertThat(blocked.bytes()).isGreaterThan(JournalSimulationTest.SMALL.retentionBytes());
        });
        assertThat(journal.retention().isBlocked()).isTrue();
        assertThat(journal.retention().oldestNeeded()).isEqualTo(1);
        assertThat(journal.health()).isEqualTo(new JournalHealth.Accepting());
        assertThat(journal.oldest()).isEqualTo(1);

        List<Long> oldestAtExpiry = new ArrayList<>();
        journal.onAlert(_ -> oldestAtExpiry.add(journal.oldest()));
        while (alerts.size() == 1) {
            append(++appended);
            look();
        }
        long oldest = journal.oldest();
        assertThat(alerts.get(1)).isEqualTo(new JournalAlert.Expired(1, oldest - 1));
        assertThat(oldestAtExpiry).first().isEqualTo(1L);
        assertThat(journal.statistics().bytes()).isLessThanOrEqualTo(JournalSimulationTest.SMALL.retentionHardBytes());

        journal.keepFrom(appended + 1L);
        look();
        assertThat(alerts.getLast()).isEqualTo(new JournalAlert.RetentionFreed());
        assertThat(journal.retention().isBlocked()).isFalse();
    }

    @Test
    void givesUpUndeliveredRecordsAtTwiceTheirAge() throws Exception {
        journal = reopen(JournalSimulationTest.SMALL.withRetention(Long.MAX_VALUE, Duration.ofHours(1)));
        journal.keepFrom(1);
        fill(200);
        clock.advance(TimeUnit.MINUTES.toNanos(61));
        journal.turn();
        assertThat(journal.oldest()).isEqualTo(1);
        assertThat(alerts).hasSize(1).first().isInstanceOf(JournalAlert.RetentionBlocked.class);
        clock.advance(TimeUnit.MINUTES.toNanos(60));
        journal.turn();
        assertThat(journal.statistics().segments()).isEqualTo(1);
        assertThat(alerts.get(1))
                .isInstanceOfSatisfying(
                        JournalAlert.Expired.class,
                        expired -> assertThat(expired.fromOffset()).isEqualTo(1));
        assertThat(alerts.getLast()).isEqualTo(new JournalAlert.RetentionFreed());
    }

    @Test
    void survivesAnAlertListenerThatFails() throws Exception {
        journal.onAlert(_ -> {
            throw new IllegalStateException("a listener");
        });
        List<Throwable> reported = new ArrayList<>();
        Thread.currentThread().setUncaughtExceptionHandler((_, e) -> reported.add(e));
        journal.keepFrom(1);
        fill(1000);
        Thread.currentThread().setUncaughtExceptionHandler(null);
        assertThat(reported).hasSameSizeAs(alerts).isNotEmpty();
        assertThat(journal.durable()).isEqualTo(1000);
    }

    private void append(long seq) {
        journal.append(List.of(Drafts.continues("a", seq)));
        journal.turn();
    }

    private void look() {
        clock.advance(TimeUnit.MINUTES.toNanos(2));
        journal.turn();
    }

    @Test
    void deletesByAgeWhatIsDelivered() throws Exception {
        journal = reopen(JournalSimulationTest.SMALL.withRetention(Long.MAX_VALUE, Duration.ofHours(1)));
        fill(500);
        assertThat(journal.statistics().segments()).isGreaterThan(5);
        journal.keepFrom(501);
        clock.advance(TimeUnit.HOURS.toNanos(2));
        journal.turn();
        assertThat(journal.statistics().segments()).isEqualTo(1);
        assertThat(journal.health()).isEqualTo(new JournalHealth.Accepting());
    }

    private GroupCommitJournal reopen(JournalOptions options) throws JournalException {
        journal.close();
        return open(options);
    }

    private void fill(int records) {
        for (int seq = 1; seq <= records; seq++) {
            journal.append(List.of(Drafts.continues("a", seq)));
            if (seq % 50 == 0) {
                for (int i = 0; i < 10; i++) {
                    journal.turn();
                }
            }
        }
        assertThat(journal.durable()).isEqualTo(records);
        clock.advance(TimeUnit.MINUTES.toNanos(2));
        journal.turn();
    }

    /** Retention is applied after a failed commit too, and what breaks there must not end the thread in silence. */
    @Test
    void saysThatItBrokeWhenRetentionBreaksAfterAFailedCommit() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        JournalClock breaking = new JournalClock() {
            @Override
            public long nanos() {
                return clock.nanos();
            }

            @Override
            public long epochMicros() {
                if (broken.get()) {
                    throw new IllegalStateException("no time");
                }
                return clock.epochMicros();
            }
        };
        SimulatedDisk failing = new SimulatedDisk(6);
        GroupCommitJournal other =
                GroupCommitJournal.openIdle(failing, JournalSimulationTest.SMALL, breaking, JournalSimulationTest.LOG);
        failing.failForceAfter(0);
        broken.set(true);
        other.append(List.of(Drafts.opens("a")));
        other.turn();

        assertThat(other.health())
                .isEqualTo(new JournalHealth.Failing(
                        "it broke and needs a restart of the server: java.lang.IllegalStateException: no time"));
    }
}
