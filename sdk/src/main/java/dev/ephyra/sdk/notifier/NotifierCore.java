package dev.ephyra.sdk.notifier;

import org.jspecify.annotations.Nullable;

/**
 * A session with the lanes that its work goes through, from what is received to the calls that are to be made now. Sans-IO: inputs go
 * into its {@link #session}, each followed by {@link #drain}; times are monotonic nanoseconds. Owned by whoever holds the lock of
 * its loop.
 */
final class NotifierCore {
    private final NotifierSession session;
    private final Dispatcher dispatcher;
    private final RoomLanes lanes = new RoomLanes();

    NotifierCore(NotifierSession session, Dispatcher dispatcher) {
        this.session = session;
        this.dispatcher = dispatcher;
    }

    NotifierSession session() {
        return session;
    }

    /** Carries out what the inputs made necessary: calls go into their lanes, the rest to {@code edge}. */
    void drain(SessionEdge edge) {
        for (SessionOutput output = session.poll(); output != null; output = session.poll()) {
            if (output instanceof SessionOutput.ToHandle handling) {
                lanes.add(handling.work(dispatcher));
            } else if (output instanceof SessionOutput.ToDo doing) {
                doing.on(edge);
            }
        }
    }

    /** The next call to make; null if there is none now. */
    @Nullable
    Work next() {
        return lanes.next();
    }

    /** How many calls could be made now, at the same time. */
    int readyCount() {
        return lanes.readyCount();
    }

    /** A call of {@link #next} was made. */
    void called(Work work, Dispatcher.Outcome outcome, long nowNanos) {
        if (lanes.called(work, outcome, nowNanos)) {
            session.done(work.step, nowNanos);
        }
    }

    /** Nothing is taken and no call is begun any more; those that run may end. */
    void stop() {
        lanes.clear();
        session.stop();
    }

    /** Time passed. */
    void onTime(long nowNanos) {
        session.onTime(nowNanos);
        lanes.onTime(nowNanos);
    }

    /** When {@link #onTime} has something to do; {@link Deadlines#NEVER} if nothing is waited for. */
    long nextDeadlineNanos() {
        return Math.min(session.nextDeadlineNanos(), lanes.nextDeadlineNanos());
    }
}
