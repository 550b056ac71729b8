package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.metrics.MetricsReport;
import dev.ephyra.sdk.notification.Notification;
import dev.ephyra.sdk.notification.ServerNotification;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the user's calls out of what the session delivers. Each kind of call has its own order: notifications by their rooms,
 * states and metrics one after the other. Thread-safe.
 */
final class Dispatcher {
    private static final Logger LOG = System.getLogger("dev.ephyra.sdk");
    private static final long FIRST_PAUSE_NANOS = 250_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 30_000_000_000L;

    /** Two for each attempt to connect, 300 B each: 300 KB, and two to four hours of attempts at the longest pause of 30 s. */
    static final int MAX_WAITING_STATES = 1_000;

    /** Small ones, too, are an object each. */
    static final int MAX_WAITING_REPORTS = 1_000;

    /** Ephyra splits reports at 512 KiB. */
    static final int MAX_WAITING_REPORT_CHARS = 16 << 20;

    private final Handlers handlers;
    private final Calls stateCalls;
    private final Calls metricsCalls;
    private final Backlog<NotifierState> states;
    private final Backlog<String> metrics;
    private final Consumer<Step> done;

    /** What became of a call. */
    enum Outcome {
        /** The handler returned. */
        RETURNED,
        /** It failed as often as it may: nothing more will be done about it. */
        GIVEN_UP,
        /** It failed and is to be made again. */
        FAILED
    }

    /** @param done is told of steps that are acknowledged by hand */
    Dispatcher(Handlers handlers, OwnThreads threads, Consumer<Step> done) {
        this.handlers = handlers;
        this.stateCalls = new Calls(threads);
        this.metricsCalls = new Calls(threads);
        this.states = new Backlog<>(stateCalls, handlers.states(), MAX_WAITING_STATES, state -> 0, 0);
        this.metrics = new Backlog<>(
                metricsCalls, this::report, MAX_WAITING_REPORTS, String::length, MAX_WAITING_REPORT_CHARS);
        this.done = done;
    }

    Work notification(Notification notification, Step step) {
        NotificationHandler handler = handlers.notifications().orElse(null);
        boolean byHand = handlers.ackMode() == AckMode.MANUAL && handler != null;
        Runnable acknowledge = byHand ? () -> done.accept(step) : () -> {};
        Work.Call call = handler == null
                ? attempt -> {}
                : attempt -> handler.handle(new Delivery(notification, attempt, acknowledge));
        return new Work(lane(notification), step, !byHand, handlers.giveUpAfter(), call);
    }

    /** Of a kind that this version does not know and whose room is not named, any room's order may depend: it goes alone. */
    private static @Nullable String lane(Notification notification) {
        boolean ofSomeRoom = notification.content() instanceof ServerNotification.Unknown
                && notification.event().isPresent();
        return notification.roomId().orElse(ofSomeRoom ? null : "");
    }

    Work snapshot(RoomsSnapshot snapshot, Step step) {
        return new Work(
                null, step, true, 0, attempt -> handlers.snapshots().ifPresent(handler -> handler.accept(snapshot)));
    }

    Work gap(Gap gap, Step step) {
        LOG.log(Level.WARNING, "Notifications are missing: {0}", gap);
        // Of a room that the server does not name it goes alone, as what it is a gap before.
        String room = gap instanceof Gap.Room of && !of.roomId().isEmpty() ? of.roomId() : null;
        return new Work(room, step, true, 0, attempt -> handlers.gaps().accept(gap));
    }

    static Outcome call(Work work) {
        try {
            work.call.run(work.attempt());
            return Outcome.RETURNED;
        } catch (Throwable failure) {
            // Containment point: whatever the handler throws, its notification is not handled, and others go on.
            if (work.attempt() == work.giveUpAfter) {
                LOG.log(
                        Level.ERROR,
                        work.step.subject() + " is given up after " + work.attempt() + " attempts",
                        failure);
                return Outcome.GIVEN_UP;
            }
            LOG.log(
                    Level.WARNING,
                    "A handler failed, attempt " + work.attempt() + " at " + work.step.subject()
                            + "; it will be called again",
                    failure);
            return Outcome.FAILED;
        }
    }

    /** How long to wait before the next attempt at what failed {@code attempts} times. */
    static long pauseNanos(int attempts) {
        return Backoff.pauseNanos(FIRST_PAUSE_NANOS, LONGEST_PAUSE_NANOS, attempts - 1);
    }

    void metrics(String json) {
        metrics.offer(json);
    }

    void state(NotifierState state) {
        states.offer(state);
    }

    /** Makes a call of our own when the states so far are told of. */
    void afterStates(Runnable call) {
        stateCalls.add(call);
    }

    /** Whether this thread is in a handler of states or metrics. */
    boolean isCaller() {
        return stateCalls.isCaller() || metricsCalls.isCaller();
    }

    private void report(String json) {
        MetricsReport report = MetricsReport.parse(json);
        handlers.metrics().ifPresent(handler -> handler.accept(report));
    }
}
