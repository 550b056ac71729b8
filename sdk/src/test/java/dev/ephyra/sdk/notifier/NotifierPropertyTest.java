package dev.ephyra.sdk.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.sdk.notification.EventIdentity;
import dev.ephyra.sdk.notification.Notification;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * The notifier against a model of the server, with connections that are cut, slow, refused or hang, frames that come again, handlers
 * that fail, processes that are killed, and retention: whatever the schedule, the handler sees each room's events in their order
 * and without holes but those it was told of, and what was kept as handled was.
 */
class NotifierPropertyTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int STEPS = 60;
    private static final String[] ROOMS = {"a", "b", "c", "d"};

    @Property(tries = 300)
    void losesNothingAndRepeatsNothing(@ForAll long seed) {
        run(seed, false, false, false);
    }

    @Property(tries = 300)
    void repeatsAfterAKillOnlyWhatWasNotKeptAsHandled(@ForAll long seed) {
        run(seed, false, true, false);
    }

    @Property(tries = 300)
    void tellsOfEveryHoleThatRetentionMakes(@ForAll long seed) {
        run(seed, false, true, true);
    }

    @Property(tries = 300)
    void fillsHolesWithSnapshots(@ForAll long seed) {
        run(seed, true, true, true);
    }

    private static void run(long seed, boolean snapshot, boolean kills, boolean retention) {
        Random random = new Random(seed);
        int capacity = 1 + random.nextInt(20);
        ModelServer server = new ModelServer(false);
        SessionOptions options = new SessionOptions("token", true, false, EventFilter.all(), snapshot, "", capacity);
        SimulationFaults faults = new SimulationFaults(
                random.nextDouble() * 0.3,
                random.nextDouble() * 0.1,
                random.nextDouble() * 0.5,
                random.nextDouble() * 0.2);
        SimulatedNotifier notifier = new SimulatedNotifier(server, options, faults, random);
        HandledCheck check = new HandledCheck(server, notifier);
        notifier.saved = check::saved;
        server.meanwhile = () -> happen(server, random, random.nextInt(8));
        happen(server, random, random.nextInt(10));
        notifier.start();
        for (int step = 0; step < STEPS; step++) {
            happen(server, random, random.nextInt(6));
            notifier.run((long) (random.nextDouble() * random.nextDouble() * 4 * SECOND));
            if (random.nextInt(6) == 0) {
                notifier.cut();
            }
            if (kills && random.nextInt(12) == 0) {
                check.killed();
                notifier.restartProcess();
            }
            if (retention && random.nextInt(15) == 0) {
                server.forget();
            }
        }
        notifier.run(3_600 * SECOND);
        happen(server, random, 5);
        notifier.run(3_600 * SECOND);

        check.calls();
        check.complete();
        assertThat(notifier.mostUnhandled).isLessThanOrEqualTo(2 * capacity + 2);
    }

    private static void happen(ModelServer server, Random random, int events) {
        for (int event = 0; event < events; event++) {
            server.happen(ROOMS[random.nextInt(ROOMS.length)], random.nextInt(4) == 0);
        }
    }

    /** What is seen of calls and cursors against what happened. */
    private static final class HandledCheck {
        private final ModelServer server;
        private final SimulatedNotifier notifier;
        private final Set<Integer> kills = new HashSet<>();
        private long began = -1;

        HandledCheck(ModelServer server, SimulatedNotifier notifier) {
            this.server = server;
            this.notifier = notifier;
        }

        void killed() {
            kills.add(notifier.calls.size());
        }

        /** Everything up to a cursor that is kept was handled, or lies before the beginning, or is excused. */
        void saved(String cursor) {
            long offset = server.offset(cursor);
            if (began < 0) {
                began = offset;
            }
            Set<String> handled = new HashSet<>();
            notifier.handled.forEach(notification ->
                    handled.add(notification.event().orElseThrow().eventId()));
            for (ModelServer.Logged event : server.log.subList((int) began, (int) offset)) {
                assertThat(handled.contains(event.id()) || isExcused(event))
                        .as("%s is kept as handled", event)
                        .isTrue();
            }
        }

        /** A gap or a snapshot that a handler was called with stands for it. */
        private boolean isExcused(ModelServer.Logged event) {
            for (SimulatedNotifier.Call call : notifier.calls) {
                if (call.what() instanceof Gap.Log gap
                        && gap.toCursor().isPresent()
                        && server.offset(gap.fromCursor().orElseThrow()) <= event.offset()) {
                    return true;
                }
                if (call.what() instanceof RoomsSnapshot) {
                    return true;
                }
            }
            return false;
        }

        /** Each life of a room in its order: the next number, or the same again, or what a gap, snapshot or kill explains. */
        void calls() {
            Map<String, Long> last = new HashMap<>();
            boolean whole = false;
            List<SimulatedNotifier.Call> calls = notifier.calls;
            for (int index = 0; index < calls.size(); index++) {
                if (kills.contains(index)) {
                    last.clear();
                    whole = false;
                }
                Object what = calls.get(index).what();
                if (what instanceof Gap.Log) {
                    last.clear();
                    whole = false;
                } else if (what instanceof Gap.Room room) {
                    last.put(room.roomEpoch(), room.toSeq());
                } else if (what instanceof RoomsSnapshot snapshot) {
                    last.clear();
                    whole = true;
                    snapshot.rooms().forEach(room -> last.put(room.roomEpoch(), room.roomSeq()));
                } else {
                    EventIdentity event = ((Notification) what).event().orElseThrow();
                    Long before = last.put(event.roomEpoch(), event.roomSeq());
                    boolean again = calls.get(index).attempt() > 1;
                    if (before != null) {
                        assertThat(event.roomSeq())
                                .as("call %d of %s", index, event)
                                .isEqualTo(again ? before : before + 1);
                    } else if (whole) {
                        assertThat(event.roomSeq())
                                .as("call %d of %s", index, event)
                                .isEqualTo(1);
                    }
                }
            }
        }

        /** In the end everything since the beginning is handled, but for what is excused. */
        void complete() {
            Set<String> handled = new HashSet<>();
            notifier.handled.forEach(notification ->
                    handled.add(notification.event().orElseThrow().eventId()));
            for (ModelServer.Logged event : server.log.subList((int) began, server.log.size())) {
                assertThat(handled.contains(event.id()) || isExcused(event))
                        .as("%s is handled", event)
                        .isTrue();
            }
            String last = notifier.saves.get(notifier.saves.size() - 1);
            assertThat(server.offset(last)).isEqualTo(server.log.size());
        }
    }
}
