package dev.ephyra.conformance.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The database of a node: commits what queued during the last commit. What is committed survives a kill; a power loss may
 * set everything back to an earlier commit, as SQLite's {@code synchronous = NORMAL} may.
 *
 * @param <R> an immutable row
 */
final class SimulatedStore<R> {
    // A checkpoint forces: no power loss goes further back than the commits since.
    private static final int COMMITS_AT_RISK = 20;

    private final Random random;
    private final Deque<Map<Long, R>> commits = new ArrayDeque<>();
    private final Map<Long, R> rows;
    private List<Runnable> queued = new ArrayList<>();
    private boolean committing;
    private boolean failing;

    SimulatedStore(Random random) {
        this(random, new TreeMap<>());
    }

    private SimulatedStore(Random random, Map<Long, R> rows) {
        this.random = random;
        this.rows = rows;
    }

    /** While it fails, commits wait. */
    void fail(boolean now) {
        failing = now;
    }

    /** Changes a row ({@code null} removes it); {@code then} runs once that is committed. */
    void change(VirtualTime time, long key, UnaryOperator<R> change, Runnable then) {
        queued.add(() -> {
            R changed = change.apply(rows.get(key));
            if (changed == null) {
                rows.remove(key);
            } else {
                rows.put(key, changed);
            }
        });
        thenRun.add(then);
        commitSoon(time);
    }

    private List<Runnable> thenRun = new ArrayList<>();

    private void commitSoon(VirtualTime time) {
        if (committing) {
            return;
        }
        committing = true;
        time.after(100_000 + random.nextInt(2_000_000), () -> commit(time));
    }

    private void commit(VirtualTime time) {
        committing = false;
        if (failing) {
            committing = true;
            time.after(50_000_000, () -> commit(time));
            return;
        }
        commits.addLast(new TreeMap<>(rows));
        if (commits.size() > COMMITS_AT_RISK) {
            commits.removeFirst();
        }
        List<Runnable> changes = queued;
        List<Runnable> listeners = thenRun;
        queued = new ArrayList<>();
        thenRun = new ArrayList<>();
        changes.forEach(Runnable::run);
        listeners.forEach(Runnable::run);
        if (!queued.isEmpty()) {
            commitSoon(time);
        }
    }

    void forEach(Consumer<? super R> reader) {
        rows.values().forEach(reader);
    }

    /** As the next run finds it after a kill: a change that was queued is there or not. */
    SimulatedStore<R> killed() {
        if (random.nextBoolean() && !failing) {
            queued.forEach(Runnable::run);
        }
        return new SimulatedStore<>(random, new TreeMap<>(rows));
    }

    /** As the next run finds it after a power loss. */
    SimulatedStore<R> powerLost() {
        List<Map<Long, R>> earlier = new ArrayList<>(commits);
        earlier.add(new TreeMap<>(rows));
        return new SimulatedStore<>(random, earlier.get(random.nextInt(earlier.size())));
    }
}
