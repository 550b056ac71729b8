package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.metrics.MetricsReport;
import dev.ephyra.sdk.notification.Notification;
import dev.ephyra.sdk.notification.ServerNotification;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes the user's calls out of what the session delivers. Each kind of call has its own order: notifications by their rooms,
 * states and metrics one after the other. Thread-safe.
 */
final class Dispatcher {
    private static final Logger LOG = System.getLogger("dev.ephyra.sdk");
    private static final long FIRST_PAUSE_NANOS = 250_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 30_000_000_000L;

    private final Handlers handlers;
    private final Calls states;
    private final Calls reports;
    private final Reports metrics;
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
        this.states = new Calls(threads);
        this.reports = new Calls(threads);
        this.metrics = new Reports(reports, this::report);
        this.done = done;
    }

    Work notification(Notification notification, Step step) {
        Optional<NotificationHandler> handler = handlers.notifications();
        boolean byHand = handlers.ackMode() == AckMode.MANUAL && handler.isPresent();
        Runnable acknowledge = byHand ? () -> done.accept(step) : () -> {};
        Work.Call call = handler.isEmpty()
                ? attempt -> {}
                : attempt -> handler.get().handle(new Delivery(notification, attempt, acknowledge));
        return new Work(lane(notification), step, !byHand, handlers.giveUpAfter(), call);
    }

    /** Of a kind that this version does not know and whose room is not named, any room's order may depend: it goes alone. */
    private static Optional<String> lane(Notification notification) {
        boolean ofSomeRoom = notification.content() instanceof ServerNotification.Unknown
                && notification.event().isPresent();
        return ofSomeRoom
                ? notification.roomId()
                : Optional.of(notification.roomId().orElse(""));
    }

    Work snapshot(RoomsSnapshot snapshot, Step step) {
        return new Work(
                Optional.empty(),
                step,
                true,
                0,
                attempt -> handlers.snapshots().ifPresent(handler -> handler.accept(snapshot)));
    }

    Work gap(Gap gap, Step step) {
        LOG.log(Level.WARNING, "Notifications are missing: {0}", gap);
        Optional<String> room = gap instanceof Gap.Room of ? Optional.of(of.roomId()) : Optional.empty();
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
        states.add(() -> handlers.states().accept(state));
    }

    /** Makes a call of our own in the order of states. */
    void afterStates(Runnable call) {
        states.add(call);
    }

    /** Whether this thread is in a handler of states or metrics. */
    boolean isCaller() {
        return states.isCaller() || reports.isCaller();
    }

    private void report(String json) {
        MetricsReport report = MetricsReport.parse(json);
        handlers.metrics().ifPresent(handler -> handler.accept(report));
    }
}
