package dev.ephyra.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentOptions;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.Moment;
import dev.ephyra.room.RoomApplier;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.RoomSnapshot;
import dev.ephyra.room.RoomState;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackType;
import dev.ephyra.wire.ServerMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Random lives of components over their room's real loop: they begin, or do not, publish, end in every way and are told of
 * too late. Whoever follows the notifications holds at every moment the tracks that the API shows, and hears of each end
 * once, behind its tracks.
 */
class ComponentsAgreePropertyTest {
    private static final RoomId ROOM = new RoomId("blue");

    @Property(tries = 100)
    void whatIsToldIsWhatIsShown(@ForAll long seed) throws InvalidProtocolBufferException {
        World world = new World(seed);
        for (int step = 0; step < 150; step++) {
            world.step();
            world.turn();
            world.check();
        }
        world.directory.submit(ROOM, new RoomCommand.DeleteRoom(EndReason.ROOM_DELETED));
        world.turn();
        world.takeNews();

        assertThat(world.told.tracks).as("tracks behind the end of their room").isEmpty();
        assertThat(world.running).as("components behind the end of their room").isEmpty();
        assertThat(world.crashes).isEqualTo(world.told.crashed);
    }

    /** What a backend holds of components that was told of nothing but notifications. */
    private static final class Told {
        private final Map<String, Set<String>> tracks = new TreeMap<>();
        private final Set<String> crashed = new TreeSet<>();

        void take(byte[] notification) throws InvalidProtocolBufferException {
            ServerMessage message = ServerMessage.parseFrom(notification);
            switch (message.getContentCase()) {
                case ROOM_CREATED, ROOM_DELETED -> {}
                case TRACK_ADDED -> {
                    var added = message.getTrackAdded();
                    String component = added.getComponentId();
                    assertThat(crashed).doesNotContain(component);
                    assertThat(tracks.computeIfAbsent(component, _ -> new TreeSet<>())
                                    .add(added.getTrack().getId()))
                            .isTrue();
                }
                case TRACK_REMOVED -> {
                    var removed = message.getTrackRemoved();
                    Set<String> left = tracks.getOrDefault(removed.getComponentId(), Set.of());
                    assertThat(left).contains(removed.getTrack().getId());
                    left.remove(removed.getTrack().getId());
                    if (left.isEmpty()) {
                        tracks.remove(removed.getComponentId());
                    }
                }
                case COMPONENT_CRASHED -> {
                    String component = message.getComponentCrashed().getComponentId();
                    assertThat(tracks).doesNotContainKey(component);
                    assertThat(crashed.add(component)).as("told once").isTrue();
                }
                default -> throw new AssertionError("not of components: " + message.getContentCase());
            }
        }
    }

    private static final class World implements RoomComponents {
        private final Random random;
        private final FakeJournal journal = new FakeJournal();
        private final RoomLoop loop = new RoomLoop(
                new Mailbox(64),
                journal,
                new RoomRecorder(new EventIds(new SplittableRandom(1))),
                RoomLoopLimits.of(new RoomCount(2)),
                new RoomPorts(new RecordingMedia(), this));
        private final RoomDirectory directory = new RoomDirectory(List.of(loop));
        private final ComponentGate gate = new ComponentGate(directory);
        private final Told told = new Told();
        private final RoomState replayed = RoomState.absent(ROOM);
        private final List<ComponentId> known = new ArrayList<>();
        private final Set<ComponentId> running = new HashSet<>();
        private final Set<String> crashes = new TreeSet<>();
        private int taken;
        private int lastTrack;

        World(long seed) {
            random = new Random(seed);
            RoomConfig config = new RoomConfig(
                    ROOM,
                    OptionalInt.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty());
            directory.submit(ROOM, new RoomCommand.CreateRoom(config, new UUID(7, 7)));
            turn();
        }

        void turn() {
            loop.turn(new Moment(0, 0));
            journal.commit();
            loop.turn(new Moment(0, 0));
        }

        void step() {
            int kind = random.nextInt(12);
            if (kind < 2 || known.isEmpty()) {
                ComponentId added = new ComponentId("c" + known.size());
                known.add(added);
                directory.submit(ROOM, new RoomCommand.AddComponent(added, ComponentType.FILE, "{}", false));
                return;
            }
            // Also of those that have ended: their threads are told of that later.
            ComponentId component = known.get(random.nextInt(known.size()));
            switch (kind) {
                case 2 -> directory.submit(ROOM, new RoomCommand.DeleteComponent(component));
                case 3 -> gate.finished(ROOM, component);
                case 4 -> gate.crashed(ROOM, component, CrashCause.HUNG, "a test");
                case 5, 6 -> gate.trackRemoved(ROOM, component, new TrackId("t" + random.nextInt(lastTrack + 1)));
                default -> gate.trackAdded(ROOM, component, track());
            }
        }

        private Track track() {
            TrackType type = random.nextBoolean() ? TrackType.AUDIO : TrackType.VIDEO;
            return new Track(new TrackId("t" + ++lastTrack), type, Metadata.NONE);
        }

        void takeNews() throws InvalidProtocolBufferException {
            while (taken < journal.appended.size()) {
                JournalRecord record = journal.appended.get(taken++);
                if (record.notification().length > 0) {
                    told.take(record.notification());
                }
                RoomApplier.apply(replayed, EventCodec.decode(record.event()), new Moment(0, 0));
            }
        }

        void check() throws InvalidProtocolBufferException {
            takeNews();
            RoomSnapshot shown = loop.snapshot(ROOM).orElseThrow();
            Map<String, Set<String>> tracks = new TreeMap<>();
            Set<ComponentId> present = new HashSet<>();
            for (RoomSnapshot.ComponentSnapshot component : shown.components()) {
                present.add(component.id());
                for (Track track : component.tracks()) {
                    tracks.computeIfAbsent(component.id().value(), _ -> new TreeSet<>())
                            .add(track.id().value());
                }
            }
            assertThat(told.tracks).isEqualTo(tracks);
            assertThat(running).as("what runs").isEqualTo(present);
            assertThat(present).noneMatch(component -> told.crashed.contains(component.value()));
            assertThat(replayed.snapshot()).isEqualTo(shown);
        }

        @Override
        public int most() {
            return Integer.MAX_VALUE;
        }

        @Override
        public int running() {
            return running.size();
        }

        @Override
        public Start start(RoomId room, ComponentId component, ComponentOptions options) {
            running.add(component);
            return switch (random.nextInt(24)) {
                case 0 -> throw broken();
                case 1, 2, 3 -> new Start.Refused("no thread");
                case 4, 5, 6 -> new Start.Started(List.of());
                default -> new Start.Started(List.of(track()));
            };
        }

        /** What is logged of it is one line. */
        private static IllegalStateException broken() {
            IllegalStateException broken = new IllegalStateException("a test");
            broken.setStackTrace(new StackTraceElement[0]);
            return broken;
        }

        @Override
        public void stop(ComponentId component) {
            assertThat(running.remove(component)).as("stopped once").isTrue();
        }

        @Override
        public void crashed(RoomId room, ComponentType type, RoomEvent.ComponentCrashed crash) {
            assertThat(crashes.add(crash.component().value()))
                    .as("counted once")
                    .isTrue();
        }
    }
}
