package dev.ephyra.sdk.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.sdk.notification.EventIdentity;
import dev.ephyra.sdk.notification.Notification;
import dev.ephyra.sdk.notification.RoomNotification;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * The notifier against a model of the server, with connections that are cut at one end or both, slow, refused or hang and overtake each
 * other, frames that come again and in pieces, handlers that fail, processes that are killed, and retention: whatever the schedule, the handler sees each room's events in their order
 * and without holes but those it was told of, and what was kept as handled was.
 */
class NotifierPropertyTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int STEPS = 60;
    private static final String[] ROOMS = {"a", "b", "c", "d"};

    private static final EventFilter PEERS = EventFilter.all().including(RoomNotification.PeerAdded.class);

    // Held, for a logger that nobody holds forgets its level.
    private static final Logger LOGGER = Logger.getLogger("dev.ephyra.sdk");

    /** @param giveUpAfter failed attempts; 0 for never */
    private record Handling(AckMode ackMode, int giveUpAfter) {
        static Handling some(Random random) {
            return new Handling(random.nextBoolean() ? AckMode.AUTO : AckMode.MANUAL, random.nextInt(3) == 0 ? 2 : 0);
        }
    }

    @BeforeContainer
    static void silence() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterContainer
    static void speak() {
        LOGGER.setLevel(null);
    }

    @Property(tries = 200)
    void losesNothingAndRepeatsNothing(@ForAll long seed) {
        run(seed, EventFilter.all(), false, false, false);
    }

    @Property(tries = 200)
    void repeatsAfterAKillOnlyWhatWasNotKeptAsHandled(@ForAll long seed) {
        run(seed, EventFilter.all(), false, true, false);
    }

    @Property(tries = 200)
    void tellsOfEveryHoleThatRetentionMakes(@ForAll long seed) {
        run(seed, EventFilter.all(), false, true, true);
    }

    @Property(tries = 200)
    void fillsHolesWithSnapshots(@ForAll long seed) {
        run(seed, EventFilter.all(), true, true, true);
    }

    @Property(tries = 200)
    void losesNothingOfTheKindsThatItWants(@ForAll long seed) {
        run(seed, PEERS, false, true, false);
    }

    /** Its own connections may overtake each other, and the server must not take it for another process. */
    @Property(tries = 200)
    void losesNothingAsADurableConsumer(@ForAll long seed) {
        run(seed, EventFilter.all(), false, "billing", false, false);
    }

    /** The faults of the network are what they are said to be. */
    @Example
    void connectionsOvertakeEachOther() {
        int overtaken = 0;
        for (long seed = 0; seed < 20; seed++) {
            overtaken += run(seed, EventFilter.all(), false, "billing", false, false).network.overtaken;
        }
        assertThat(overtaken).isGreaterThan(20);
    }

    /** A server without streams: what it tells over one connection comes whole and in order, and each new one begins with a gap. */
    @Property(tries = 200)
    void losesNothingOfAConnectionOfFishjams(@ForAll long seed) {
        Random random = new Random(seed);
        ModelServer server = new ModelServer(true);
        int capacity = 1 + random.nextInt(20);
        SimulatedNotifier notifier = notifier(server, EventFilter.all(), false, "", capacity, random);
        notifier.start();
        for (int step = 0; step < STEPS; step++) {
            happen(server, random, random.nextInt(6));
            notifier.run((long) (random.nextDouble() * random.nextDouble() * 4 * SECOND));
            if (random.nextInt(6) == 0) {
                notifier.cut();
            }
        }
        notifier.run(3_600 * SECOND);

        Map<String, String> lastOfRoom = new HashMap<>();
        for (SimulatedNotifier.Call call : notifier.calls) {
            if (call.what() instanceof Gap.Log gap) {
                assertThat(gap.reason()).isEqualTo(Gap.Reason.NOT_RESUMABLE);
                lastOfRoom.clear();
            } else if (call.attempt() == 1) {
                checkFollows((Notification) call.what(), lastOfRoom);
            }
        }
        assertThat(notifier.saves).isEmpty();
    }

    /** @param lastOfRoom what was told of a room before: the number of a peer, or that it was created or deleted */
    private static void checkFollows(Notification notification, Map<String, String> lastOfRoom) {
        String room = notification.roomId().orElseThrow();
        String before = lastOfRoom.get(room);
        if (notification.content() instanceof RoomNotification.PeerAdded peer) {
            long seq = Long.parseLong(peer.peerId().substring(peer.peerId().indexOf('/') + 1));
            if (before != null) {
                assertThat(before).as("before %s", notification).isEqualTo(seq == 2 ? "created" : "" + (seq - 1));
            }
            lastOfRoom.put(room, "" + seq);
        } else if (notification.content() instanceof RoomNotification.RoomCreated) {
            assertThat(before).as("before %s", notification).isIn(null, "deleted");
            lastOfRoom.put(room, "created");
        } else {
            assertThat(before).as("before %s", notification).isNotEqualTo("deleted");
            lastOfRoom.put(room, "deleted");
        }
    }

    private static SimulatedNotifier notifier(
            ModelServer server, EventFilter filter, boolean snapshot, String durable, int capacity, Random random) {
        SessionOptions options = new SessionOptions("token", true, false, filter, snapshot, durable, capacity);
        SimulationFaults faults = new SimulationFaults(
                random.nextDouble() * 0.3,
                random.nextDouble() * 0.1,
                random.nextDouble() * 0.5,
                random.nextDouble() * 0.2);
        Handling handling = Handling.some(random);
        return new SimulatedNotifier(server, options, handling.ackMode(), handling.giveUpAfter(), faults, random);
    }

    private static void run(long seed, EventFilter filter, boolean snapshot, boolean kills, boolean retention) {
        run(seed, filter, snapshot, "", kills, retention);
    }

    private static SimulatedNotifier run(
            long seed, EventFilter filter, boolean snapshot, String durable, boolean kills, boolean retention) {
        Random random = new Random(seed);
        int capacity = 1 + random.nextInt(20);
        ModelServer server = new ModelServer(false);
        SimulatedNotifier notifier = notifier(server, filter, snapshot, durable, capacity, random);
        HandledCheck check = new HandledCheck(server, filter, notifier);
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
                server.forget(server.log.size() + 1L - random.nextInt(10));
            }
        }
        notifier.run(3_600 * SECOND);
        happen(server, random, 5);
        notifier.run(3_600 * SECOND);

        check.calls();
        check.complete();
        assertThat(notifier.mostUnhandled).isLessThanOrEqualTo(2 * capacity + 2);
        return notifier;
    }

    private static void happen(ModelServer server, Random random, int events) {
        for (int event = 0; event < events; event++) {
            server.happen(ROOMS[random.nextInt(ROOMS.length)], random.nextInt(4) == 0);
        }
    }

    /** What is seen of calls and cursors against what happened. */
    private static final class HandledCheck {
        private final ModelServer server;
        private final EventFilter filter;
        private final SimulatedNotifier notifier;
        private final Set<Integer> kills = new HashSet<>();
        private long began = -1;

        HandledCheck(ModelServer server, EventFilter filter, SimulatedNotifier notifier) {
            this.server = server;
            this.filter = filter;
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
            checkHandled(offset, "kept as handled");
        }

        private void checkHandled(long end, String how) {
            Set<String> handled = new HashSet<>();
            notifier.handled.forEach(
                    told -> handled.add(told.event().orElseThrow().eventId()));
            notifier.givenUp.forEach(
                    told -> handled.add(told.event().orElseThrow().eventId()));
            for (ModelServer.Logged event : server.log.subList((int) began, (int) end)) {
                if (ModelServer.isWanted(filter.wire(), event) && !handled.contains(event.id())) {
                    assertThat(isExcused(event)).as("%s is %s", event, how).isTrue();
                }
            }
        }

        /** A gap or a snapshot that a handler was called with stands for it. */
        private boolean isExcused(ModelServer.Logged event) {
            for (SimulatedNotifier.Call call : notifier.calls) {
                if (call.what() instanceof Gap.Log gap && isWithin(gap, event.offset())) {
                    return true;
                }
                if (call.what() instanceof RoomsSnapshot snapshot && server.isIn(numbersOf(snapshot), event)) {
                    return true;
                }
            }
            return false;
        }

        private boolean isWithin(Gap.Log gap, long offset) {
            return server.offset(gap.fromCursor().orElseThrow()) <= offset
                    && offset <= server.offset(gap.toCursor().orElseThrow());
        }

        private static Map<String, Long> numbersOf(RoomsSnapshot snapshot) {
            Map<String, Long> numbers = new HashMap<>();
            snapshot.rooms().forEach(room -> numbers.put(room.roomEpoch(), room.roomSeq()));
            return numbers;
        }

        /** The number after {@code seq} of that life that is wanted. */
        private long after(String epoch, long seq) {
            return server.log.stream()
                    .filter(event -> event.epoch().equals(epoch) && event.seq() > seq)
                    .filter(event -> ModelServer.isWanted(filter.wire(), event))
                    .findFirst()
                    .orElseThrow()
                    .seq();
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
                                .isEqualTo(again ? before : after(event.roomEpoch(), before));
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
            checkHandled(server.log.size(), "handled");
            if (filter.wantsEveryKind()) {
                String last = notifier.saves.get(notifier.saves.size() - 1);
                assertThat(server.offset(last)).isEqualTo(server.log.size());
            }
        }
    }
}
