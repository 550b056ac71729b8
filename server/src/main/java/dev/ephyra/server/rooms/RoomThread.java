package dev.ephyra.server.rooms;

import dev.ephyra.journal.Journal;
import dev.ephyra.room.Moment;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;

/** The thread of one {@link RoomLoop}: reads the clocks, turns the loop and waits. */
public final class RoomThread {
    // A request is about 1 KB with its reply; so many per loop are 16 MB at most.
    private static final int MOST_OPEN_REQUESTS = 16_384;

    private final RoomLoop loop;
    private final Journal journal;
    private final Thread thread;
    private volatile boolean stopping;

    private RoomThread(int number, Journal journal, RoomCount rooms) {
        this.journal = journal;
        EventIds ids = new EventIds(new SplittableRandom(new SecureRandom().nextLong()));
        loop = new RoomLoop(new Mailbox(MOST_OPEN_REQUESTS), journal, new RoomRecorder(ids), RoomLoopLimits.of(rooms));
        thread = Thread.ofPlatform().name("room-loop-" + number).unstarted(this::run);
    }

    public static RoomThread start(int number, Journal journal, RoomCount rooms) {
        RoomThread started = new RoomThread(number, journal, rooms);
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
            long waitNanos = loop.turn(now());
            long seen = durable;
            loop.mailbox().park(waitNanos, () -> stopping || journal.durable() != seen);
            durable = journal.durable();
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
