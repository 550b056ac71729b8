package dev.ephyra.server.webhook;

import dev.ephyra.notify.endpoint.Deliveries.Outcome;
import dev.ephyra.notify.endpoint.Deliveries.Replay;
import dev.ephyra.notify.endpoint.Deliveries.ReplayStatus;
import dev.ephyra.server.store.ReplayRow;
import dev.ephyra.server.store.StoreChange;
import dev.ephyra.server.webhook.WebhookDispatcher.Running;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The replays, also those that are over, as long as they are remembered. Owned by the dispatcher's context. */
final class Replays {
    /** Each holds a page of some 150 KB and one request. */
    static final int MAX_RUNNING = 16;
    /** As many as the database keeps. */
    static final int MAX_REMEMBERED = 1_000;

    private static final int MOST_PER_SECOND = 1_000;

    private final Map<String, ReplayRunner> replays = new LinkedHashMap<>();
    private @Nullable Running running;
    private boolean stopped;

    void restore(Running with, List<ReplayRow> rows) {
        running = with;
        rows.forEach(row -> replays.put(row.status().id(), new ReplayRunner(with, row)));
    }

    /** Begins one, unless there is a reason not to. */
    Outcome begin(Replay replay, boolean deadLetters, long fromPlace) {
        Running with = running;
        if (with == null || stopped) {
            return new Outcome.Unavailable("webhooks are not running");
        }
        if (replay.perSecond() < 1 || replay.perSecond() > MOST_PER_SECOND) {
            return new Outcome.Refused("perSecond: 1 to " + MOST_PER_SECOND);
        }
        List<ReplayRunner> active = replays.values().stream()
                .filter(runner -> runner.row().isRunning())
                .toList();
        if (active.size() >= MAX_RUNNING) {
            return new Outcome.Refused("at most " + MAX_RUNNING + " replays at a time; wait for one or cancel it");
        }
        if (active.stream()
                .anyMatch(runner -> runner.row().status().replay().endpointId().equals(replay.endpointId()))) {
            return new Outcome.Refused("a replay to this endpoint is running; wait for it or cancel it");
        }
        forgetOldest();
        String id = "rp_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        ReplayRow row = new ReplayRow(new ReplayStatus(id, replay, 0, 0, fromPlace, ReplayRow.RUNNING), deadLetters);
        ReplayRunner runner = new ReplayRunner(with, row);
        replays.put(id, runner);
        with.writer().write(List.of(new StoreChange.ReplaySaved(row)));
        runner.turn();
        return new Outcome.Done(id);
    }

    private void forgetOldest() {
        if (replays.size() >= MAX_REMEMBERED) {
            replays.values().stream()
                    .filter(runner -> !runner.row().isRunning())
                    .findFirst()
                    .ifPresent(oldest -> replays.remove(oldest.row().status().id()));
        }
    }

    Outcome cancel(String id) {
        ReplayRunner runner = replays.get(id);
        if (runner == null) {
            return new Outcome.Unknown("there is no replay " + id);
        }
        if (runner.row().isRunning()) {
            runner.end(ReplayRunner.CANCELLED);
        }
        return new Outcome.Done(id);
    }

    /** Its endpoint is gone. */
    void cancelAll(String endpointId) {
        for (ReplayRunner runner : List.copyOf(replays.values())) {
            ReplayStatus status = runner.row().status();
            if (status.replay().endpointId().equals(endpointId)) {
                cancel(status.id());
                replays.remove(status.id());
            }
        }
    }

    /** The latest first. */
    List<ReplayStatus> list() {
        List<ReplayStatus> all = new ArrayList<>();
        replays.values().forEach(runner -> all.addFirst(runner.row().status()));
        return all;
    }

    void turn() {
        if (!stopped) {
            // An end changes nothing in the map.
            replays.values().forEach(ReplayRunner::turn);
        }
    }

    void stop() {
        stopped = true;
    }
}
