package dev.ephyra.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Journal} of one machine over a {@link Disk}. Any thread appends without waiting; one platform
 * thread commits.
 *
 * <p>How it holds its promise. A batch gets its offset when it is queued. The committing thread takes all
 * that queued while the last force ran, writes it in one piece behind the last durable byte, and forces the
 * file once; then it publishes what is durable and tells its listeners. If anything fails, nothing is
 * dropped: the file is opened anew, what was durable is read back, and the same bytes are written again,
 * until that succeeds. Cursors see only what is durable.
 */
public final class GroupCommitJournal implements Journal {
    /** The disk has this long to take what is queued when the server ends; then it is kill -9's case. */
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Disk disk;
    private final Disk.Lock lock;
    private final JournalOptions options;
    private final JournalClock clock;
    private final LogOpening.Opened opened;
    private final AppendQueue queue;
    private final RecentRecords recent;
    private final Alerts alerts = new Alerts(Committer::report);
    private final Retention retention;
    private final Committer committer;
    private final DamageWatch watch;
    private final RoomHistory history;
    private final IndexSearch search;
    private final int batchBytes;
    private volatile @Nullable Thread thread;
    private volatile boolean asleep;
    private volatile boolean closing;
    private volatile long closeDeadlineNanos;

    private GroupCommitJournal(
            Disk disk, Disk.Lock lock, JournalOptions options, JournalClock clock, LogOpening.Opened opened) {
        this.disk = disk;
        this.lock = lock;
        this.options = options;
        this.clock = clock;
        this.opened = opened;
        this.batchBytes = options.batchBytes();
        this.queue = new AppendQueue(opened.durable() + 1);
        this.recent = new RecentRecords(options.recentBytes());
        this.retention = new Retention(disk, opened.catalog(), opened.writer(), options, alerts);
        this.committer = new Committer(
                queue, opened.writer(), retention, recent, clock, options.commitBytes(), opened.durable());
        this.watch = new DamageWatch(new Quarantine(disk), alerts, options.readBytes());
        this.history = new RoomHistory(opened.catalog(), committer::durable, options.readBytes(), watch);
        this.search = new IndexSearch(opened.catalog(), committer::durable, options.readBytes());
    }

    /** Opens a log of which nobody else remembers anything. */
    public static GroupCommitJournal open(Disk disk, JournalOptions options, JournalClock clock)
            throws JournalException {
        return open(disk, options, clock, Remembered.NOTHING);
    }

    /**
     * Opens the log in a folder, recovers it, and starts its thread. A log that ends before what is {@code remembered}
     * of it goes on behind that, with a hole that {@link #recovery()} names.
     *
     * @throws JournalException if another process has it, a newer version wrote it, or it cannot be used
     */
    public static GroupCommitJournal open(Disk disk, JournalOptions options, JournalClock clock, Remembered remembered)
            throws JournalException {
        GroupCommitJournal journal = openIdle(disk, options, clock, UUID.randomUUID(), remembered);
        Thread thread = Thread.ofPlatform().name("journal").unstarted(journal::run);
        journal.thread = thread;
        thread.start();
        return journal;
    }

    /** The same without a thread: someone calls {@link #turn}. */
    static GroupCommitJournal openIdle(Disk disk, JournalOptions options, JournalClock clock, UUID newLogEpoch)
            throws JournalException {
        return openIdle(disk, options, clock, newLogEpoch, Remembered.NOTHING);
    }

    static GroupCommitJournal openIdle(
            Disk disk, JournalOptions options, JournalClock clock, UUID newLogEpoch, Remembered remembered)
            throws JournalException {
        Disk.Lock lock = disk.lock();
        boolean done = false;
        try {
            LogOpening.Opened opened = LogOpening.open(disk, options, () -> newLogEpoch, remembered);
            GroupCommitJournal journal = new GroupCommitJournal(disk, lock, options, clock, opened);
            done = true;
            return journal;
        } finally {
            if (!done) {
                lock.close();
            }
        }
    }

    @Override
    public long append(List<Draft> batch) {
        long last = enqueue(batch);
        wake();
        return last;
    }

    @Override
    public long enqueue(List<Draft> batch) {
        byte[] frame = RecordFormat.encode(batch, batchBytes);
        if (closing) {
            throw new IllegalStateException("the journal is closed");
        }
        return queue.append(batch, frame, clock.nanos());
    }

    @Override
    public void wake() {
        Thread sleeper = thread;
        if (asleep && sleeper != null) {
            asleep = false;
            LockSupport.unpark(sleeper);
        }
    }

    /** Commits what is queued; answers when it should be called again if nothing happens before. */
    long turn() {
        return committer.turn();
    }

    private void run() {
        while (!closing || !committer.isDrained()) {
            long wakeNanos = turn();
            sleepUntil(wakeNanos);
            if (closing && committer.isBroken()) {
                return;
            }
            if (closing && committer.failure() != null && clock.nanos() - closeDeadlineNanos > 0) {
                return;
            }
        }
    }

    private void sleepUntil(long wakeNanos) {
        long waitNanos = wakeNanos - clock.nanos();
        if (waitNanos <= 0) {
            return;
        }
        asleep = true;
        // Looked at again after saying so: who appended in between has seen no one asleep.
        if (!committer.hasWork() && !closing) {
            LockSupport.parkNanos(this, waitNanos);
        } else if (closing) {
            LockSupport.parkNanos(this, Math.min(waitNanos, TimeUnit.MILLISECONDS.toNanos(10)));
        }
        asleep = false;
    }

    @Override
    public long durable() {
        return committer.durable();
    }

    @Override
    public long oldest() {
        return opened.catalog().oldest();
    }

    @Override
    public void onDurable(DurableListener listener) {
        committer.listen(listener);
    }

    @Override
    public JournalCursor cursor(long offset) {
        return new LogCursor(opened.catalog(), recent, committer::durable, options.readBytes(), watch, offset);
    }

    @Override
    public List<JournalRecord> history(String room, UUID roomEpoch, long afterRoomSeq, int max) {
        return history(room, roomEpoch, afterRoomSeq, 0, max);
    }

    @Override
    public List<JournalRecord> history(String room, UUID roomEpoch, long afterRoomSeq, long afterOffset, int max) {
        return history.find(room, roomEpoch, afterRoomSeq, afterOffset, max);
    }

    @Override
    public OptionalLong lostAfter(String room, UUID roomEpoch, long afterRoomSeq) {
        return lostAfter(room, roomEpoch, afterRoomSeq, 0);
    }

    @Override
    public OptionalLong lostAfter(String room, UUID roomEpoch, long afterRoomSeq, long afterOffset) {
        return history.lostAfter(room, roomEpoch, afterRoomSeq, afterOffset);
    }

    @Override
    public OptionalLong damagedThrough(long offset) {
        SegmentCatalog catalog = opened.catalog();
        if (offset < catalog.oldest() || offset > durable()) {
            return OptionalLong.empty();
        }
        Segment holding = catalog.holding(offset);
        long last = holding == null ? catalog.resumesAfter(offset) - 1 : holding.lostUpTo(offset);
        return last >= offset ? OptionalLong.of(last) : OptionalLong.empty();
    }

    @Override
    public long offsetAt(long occurredAtMicros) throws JournalException {
        return search.offsetAt(occurredAtMicros);
    }

    @Override
    public List<RoomIncarnation> epochsOf(String room, int max) throws JournalException {
        return search.epochsOf(room, max);
    }

    @Override
    public JournalHealth health() {
        String failure = committer.failure();
        long queued = committer.queuedBytes();
        if (failure != null) {
            return new JournalHealth.Failing(failure);
        } else if (queued > options.queuedBytes()) {
            return new JournalHealth.Full(queued + " bytes wait for the disk, at most " + options.queuedBytes());
        } else if (retention.isFull()) {
            return new JournalHealth.Full(retention.why());
        }
        return new JournalHealth.Accepting();
    }

    @Override
    public Recovery recovery() {
        return opened.recovery();
    }

    @Override
    public UUID logEpoch() {
        return opened.logEpoch();
    }

    @Override
    public JournalStatistics statistics() {
        return committer
                .figures()
                .statistics(retention.bytes(), opened.catalog().list().size(), committer.queuedBytes());
    }

    @Override
    public void onAlert(AlertListener listener) {
        alerts.listen(listener);
    }

    @Override
    public RetentionState retention() {
        return retention.state();
    }

    @Override
    public void keepFrom(long offset) {
        if (retention.keepFrom(offset)) {
            wake();
        }
    }

    @Override
    public JournalBackup.Taken backup(Path target) throws JournalException {
        return backup(FileDisk.open(target));
    }

    /** For those in here who look at the files. */
    List<Segment> segments() {
        return opened.catalog().list();
    }

    JournalBackup.Taken backup(Disk target) throws JournalException {
        retention.hold();
        try {
            List<Segment> segments = opened.catalog().list();
            return new BackupWriter(disk, target, opened.logEpoch()).write(segments);
        } catch (IOException e) {
            throw new JournalException(
                    JournalException.Kind.UNUSABLE, "the backup to " + target.place() + " failed: " + e, e);
        } finally {
            retention.release();
        }
    }

    @Override
    public void close() {
        closeDeadlineNanos = clock.nanos() + CLOSE_NANOS;
        closing = true;
        Thread committing = thread;
        if (committing != null) {
            LockSupport.unpark(committing);
            boolean ended = false;
            try {
                ended = committing.join(Duration.ofNanos(2 * CLOSE_NANOS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (!ended) {
                // It still writes: the folder stays locked until the process ends.
                return;
            }
        }
        committer.close();
        opened.catalog().list().forEach(segment -> segment.file().close());
        lock.close();
    }
}
