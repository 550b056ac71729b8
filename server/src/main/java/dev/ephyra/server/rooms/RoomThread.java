package dev.ephyra.server.rooms;

import dev.ephyra.journal.Journal;
import dev.ephyra.room.Moment;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of one {@link RoomLoop}: reads the clocks, turns the loop and waits. */
public final class RoomThread {
    // A request is about 1 KB with its reply; so many per loop are 16 MB at most.
    private static final int MOST_OPEN_REQUESTS = 16_384;

    private static final Logger LOG = LoggerFactory.getLogger(RoomThread.class);

    private final RoomLoop loop;
    private final Journal journal;
    private final Thread thread;
    private volatile boolean stopping;

    private RoomThread(int number, Journal journal, RoomCount rooms, RoomPorts ports) {
        this.journal = journal;
        EventIds ids = new EventIds(new SplittableRandom(new SecureRandom().nextLong()));
        loop = new RoomLoop(
                new Mailbox(MOST_OPEN_REQUESTS), journal, new RoomRecorder(ids), RoomLoopLimits.of(rooms), ports);
        thread = Thread.ofPlatform().name("room-loop-" + number).unstarted(this::run);
    }

    public static RoomThread start(int number, Journal journal, RoomCount rooms, RoomPorts ports) {
        RoomThread started = new RoomThread(number, journal, rooms, ports);
        started.thread.start();
        journal.onDurable(records -> started.loop.mailbox().wake());
        return started;
    }

    public RoomLoop loop() {
        return loop;
    }

    private void run() {
        long durable = journal.durable();
        while (!stopping) {
            long waitNanos = turn();
            long seen = durable;
            loop.mailbox().park(waitNanos, () -> stopping || journal.durable() != seen);
            durable = journal.durable();
        }
    }

    /** Containment point: what breaks outside any room costs the task that broke, and the loop goes on at once. */
    private long turn() {
        try {
            return loop.turn(now());
        } catch (RuntimeException | StackOverflowError broken) {
            LOG.error("A task of {} broke", thread.getName(), broken);
            return 0;
        }
    }

    /** Stops after the current turn; open requests are not answered any more. */
    public void stop() throws InterruptedException {
        stopping = true;
        loop.mailbox().wake();
        thread.join(2_000);
    }

    static Moment now() {
        return new Moment(System.nanoTime(), ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
    }
}
