package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.metrics.MetricsReport;
import dev.ephyra.sdk.notification.Notification;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Makes the user's calls out of what the session delivers. Each kind of call has its own order: notifications by their rooms,
 * states, metrics and cursors one after the other. Thread-safe but for its {@link RoomLanes}, which are its loop's.
 */
final class Dispatcher {
    private static final Logger LOG = System.getLogger("dev.ephyra.sdk");
    private static final long FIRST_PAUSE_NANOS = 250_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 30_000_000_000L;

    private final Handlers handlers;
    private final CursorStore store;
    private final Calls states;
    private final Calls saves;
    private final Latest metrics;
    private final Latest cursors;
    private final Consumer<Step> done;

    /** @param done is told of steps that are acknowledged by hand */
    Dispatcher(Handlers handlers, CursorStore store, Executor executor, Consumer<Step> done) {
        this.handlers = handlers;
        this.store = store;
        this.states = new Calls(executor);
        this.saves = new Calls(executor);
        this.metrics = new Latest(new Calls(executor), this::report);
        this.cursors = new Latest(saves, this::keep);
        this.done = done;
    }

    Work notification(Notification notification, Step step) {
        String room = notification.roomId().orElse("");
        boolean byHand = handlers.ackMode() == AckMode.MANUAL;
        Runnable acknowledge = byHand ? () -> done.accept(step) : () -> {};
        return new Work(Optional.of(room), step, !byHand, attempt -> {
            if (handlers.notifications().isPresent()) {
                handlers.notifications().get().handle(new Delivery(notification, attempt, acknowledge));
            }
        });
    }

    Work snapshot(RoomsSnapshot snapshot, Step step) {
        return new Work(
                Optional.empty(),
                step,
                true,
                attempt -> handlers.snapshots().ifPresent(handler -> handler.accept(snapshot)));
    }

    Work gap(Gap gap, Step step) {
        LOG.log(Level.WARNING, "Notifications are missing: {0}", gap);
        Optional<String> room = gap instanceof Gap.Room of ? Optional.of(of.roomId()) : Optional.empty();
        return new Work(room, step, true, attempt -> handlers.gaps().accept(gap));
    }

    /** Whether the handler is through with it, one way or the other. */
    boolean call(Work work) {
        try {
            work.call.run(work.attempt());
            return true;
        } catch (Throwable failure) {
            // Containment point: whatever the handler throws, its notification is not handled, and others go on.
            if (work.attempt() == handlers.giveUpAfter()) {
                LOG.log(Level.ERROR, "A notification is given up after " + work.attempt() + " attempts", failure);
                return true;
            }
            LOG.log(
                    Level.WARNING,
                    "A handler failed, attempt " + work.attempt() + "; it will be called again",
                    failure);
            return false;
        }
    }

    /** How long to wait before the next attempt at what failed {@code attempts} times. */
    static long pauseNanos(int attempts) {
        return Backoff.pauseNanos(FIRST_PAUSE_NANOS, LONGEST_PAUSE_NANOS, attempts - 1);
    }

    void metrics(String json) {
        metrics.offer(json);
    }

    void save(String cursor) {
        cursors.offer(cursor);
    }

    void state(NotifierState state) {
        states.add(() -> contained(() -> handlers.states().accept(state)));
    }

    /** Makes a call of our own in the order of states. */
    void afterStates(Runnable call) {
        states.add(call);
    }

    /** Completes when every cursor that was to be saved is. */
    CompletableFuture<Void> saved() {
        CompletableFuture<Void> saved = new CompletableFuture<>();
        saves.add(() -> saved.complete(null));
        return saved;
    }

    private void report(String json) {
        contained(() -> {
            MetricsReport report = MetricsReport.parse(json);
            handlers.metrics().ifPresent(handler -> handler.accept(report));
        });
    }

    private void keep(String cursor) {
        try {
            store.save(cursor);
        } catch (IOException | RuntimeException failure) {
            // Containment point: a store of the user's that fails is tried again with the next cursor.
            LOG.log(Level.WARNING, "A cursor is not kept", failure);
        }
    }

    private static void contained(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException failure) {
            // Containment point: a handler of the user's.
            LOG.log(Level.WARNING, "A handler failed", failure);
        }
    }
}
