package dev.ephyra.server.webhook;

import dev.ephyra.notify.endpoint.Deliveries.ReplayStatus;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.lane.Gap;
import dev.ephyra.server.store.ReplayRow;
import dev.ephyra.server.store.StoreChange;
import dev.ephyra.server.webhook.PostHeaders.Letter;
import dev.ephyra.server.webhook.WebhookDispatcher.Running;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One replay: its events in order, one POST at a time, at its own pace, whatever the lanes do. It waits while its endpoint is
 * paused, stopped or tripped. Owned by the dispatcher's context.
 */
final class ReplayRunner {
    static final String FINISHED = "finished";
    static final String CANCELLED = "cancelled";
    static final String FAILED = "failed";

    private static final int MAX_ATTEMPTS = 5;
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Running running;
    private final ReplaySource source;
    private final boolean deadLetters;
    private final ArrayDeque<ReplaySource.Event> events = new ArrayDeque<>();
    private ReplayStatus status;
    private boolean isEnd;
    private boolean busy;
    private boolean timerSet;
    private int attempts;
    private long firstAttemptMicros;
    private long notBeforeNanos = System.nanoTime();

    ReplayRunner(Running running, ReplayRow row) {
        this.running = running;
        this.status = row.status();
        this.deadLetters = row.deadLetters();
        this.source = deadLetters
                ? new ReplaySource.OfDeadLetters(running.writer(), status.replay())
                : new ReplaySource.OfJournal(running.journal(), running.questions(), status.replay());
    }

    ReplayRow row() {
        return new ReplayRow(status, deadLetters);
    }

    /** Does what is due. */
    void turn() {
        if (busy || !row().isRunning()) {
            return;
        }
        long nowNanos = System.nanoTime();
        if (nowNanos - notBeforeNanos < 0) {
            wakeIn(notBeforeNanos - nowNanos);
            return;
        }
        Optional<Endpoint> endpoint =
                DeliveryDesk.endpointOf(running, status.replay().endpointId());
        if (endpoint.isEmpty()) {
            end(FAILED);
        } else if (mustWait(endpoint.get().id())) {
            notBeforeNanos = nowNanos + WAIT_NANOS;
        } else if (!events.isEmpty()) {
            send(endpoint.get(), events.element(), nowNanos);
        } else if (isEnd) {
            end(FINISHED);
        } else {
            read(endpoint.get(), nowNanos);
        }
    }

    /** The tick is too slow for a quick pace. */
    private void wakeIn(long nanos) {
        if (!timerSet) {
            timerSet = true;
            running.context().owner().setTimer(1 + TimeUnit.NANOSECONDS.toMillis(nanos), _ -> {
                timerSet = false;
                turn();
            });
        }
    }

    private boolean mustWait(String endpointId) {
        EndpointState state = running.lanes().state(endpointId).orElse(EndpointState.ACTIVE);
        return switch (state) {
            case ACTIVE, DEGRADED -> false;
            case TRIPPED, STOPPED, PAUSED -> true;
        };
    }

    private void read(Endpoint endpoint, long nowNanos) {
        busy = true;
        source.next(endpoint, status.nextOffset())
                .whenComplete((page, broken) -> running.context().runOnContext(_ -> {
                    busy = false;
                    if (broken != null) {
                        notBeforeNanos = nowNanos + WAIT_NANOS;
                        return;
                    }
                    events.addAll(page.events());
                    isEnd = page.isEnd();
                    if (page.events().isEmpty()) {
                        progress(status.sent(), status.failed(), page.nextPlace());
                    }
                    turn();
                }));
    }

    private void send(Endpoint endpoint, ReplaySource.Event event, long nowNanos) {
        busy = true;
        attempts++;
        long nowMicros = LaneDriver.now().wallMicros();
        firstAttemptMicros = attempts == 1 ? nowMicros : firstAttemptMicros;
        notBeforeNanos =
                nowNanos + TimeUnit.SECONDS.toNanos(1) / status.replay().perSecond();
        Letter letter = new Letter(endpoint, List.of(event.item()), attempts, firstAttemptMicros, Gap.NONE, true);
        running.lanes().courier().send(letter, nowMicros, sent -> {
            busy = false;
            ended(event, sent.attempt().failure().isEmpty());
        });
    }

    private void ended(ReplaySource.Event event, boolean taken) {
        if (!row().isRunning()) {
            return;
        }
        if (!taken && attempts < MAX_ATTEMPTS) {
            // 1, 2, 4, 8 s.
            notBeforeNanos = System.nanoTime() + (WAIT_NANOS << (attempts - 1));
            return;
        }
        attempts = 0;
        events.remove();
        long failures = status.failed() + (taken ? 0 : 1);
        progress(status.sent() + (taken ? 1 : 0), failures, event.place() + 1);
        if (taken && deadLetters) {
            running.writer().write(List.of(new StoreChange.DeadLetterForgotten(event.place())));
        }
        turn();
    }

    private void progress(long sent, long failed, long nextOffset) {
        status = new ReplayStatus(status.id(), status.replay(), sent, failed, nextOffset, status.state());
        save();
    }

    /** Sends nothing more. */
    void end(String state) {
        status = new ReplayStatus(
                status.id(), status.replay(), status.sent(), status.failed(), status.nextOffset(), state);
        events.clear();
        save();
    }

    private void save() {
        List<StoreChange> changes = new ArrayList<>(1);
        changes.add(new StoreChange.ReplaySaved(row()));
        running.writer().write(changes);
    }
}
