package dev.ephyra.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentOptions;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.RoomAnswer;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackOwner;
import dev.ephyra.room.TrackType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartedComponentsTest {
    private static final ComponentId ID = new ComponentId("c");
    private static final Track TRACK = new Track(new TrackId("c:1"), TrackType.AUDIO, Metadata.NONE);
    private static final RoomCommand.AddComponent ADD = new RoomCommand.AddComponent(
            ID, ComponentType.FILE, "{}", false, new ComponentOptions.File("a.ogg", TrackType.AUDIO, 30));

    private final FewComponents components = new FewComponents();
    private final StartedComponents started = new StartedComponents(new RoomId("r"), components);

    @Test
    void whatStartsHasItsTracksAtOnce() {
        assertThat(started.start(ADD)).containsExactly(new RoomCommand.AddTrack(new TrackOwner.OfComponent(ID), TRACK));
        assertThat(components.calls).containsExactly("start c");
    }

    @Test
    void eachEndStopsItOnce() {
        started.start(ADD);
        started.onEvent(new RoomEvent.ComponentRemoved(new ComponentId("other"), EndReason.KICKED));
        started.onEvent(new RoomEvent.ComponentCrashed(ID, CrashCause.INTERNAL, "x"));
        started.onEvent(new RoomEvent.RoomDeleted(EndReason.ROOM_DELETED));

        assertThat(components.calls).containsExactly("start c", "crashed file c: x", "stop c");
    }

    @Test
    void theEndOfTheRoomStopsAll() {
        started.start(ADD);
        started.onEvent(new RoomEvent.RoomCrashed(EndReason.ROOM_CRASHED, "x"));

        assertThat(components.calls).containsExactly("start c", "stop c");
    }

    @Test
    void beyondTheLimitIsRefusedAndWhatDoesNotStartCrashesWithItsReason() {
        components.running = components.most();
        assertThat(started.refusal(ADD))
                .contains(new RoomAnswer.LimitReached("components on this server", components.most()));
        assertThat(started.refusal(new RoomCommand.DeleteComponent(ID))).isEmpty();

        assertThat(started.start(ADD))
                .containsExactly(new RoomCommand.CrashComponent(ID, CrashCause.NO_RESOURCE, "no thread"));
    }

    @Test
    void aCrashThatItsRoomDecidesIsToldLikeItsOwn() {
        components.running = components.most();
        started.start(ADD);
        started.onEvent(new RoomEvent.ComponentCrashed(ID, CrashCause.INTERNAL, "too late"));

        assertThat(components.calls).containsExactly("start c", "crashed file c: too late", "stop c");
    }

    @Test
    void whatBreaksBehindAComponentEndsThatOneAlone() {
        components.isBroken = true;

        assertThat(started.start(ADD))
                .containsExactly(new RoomCommand.CrashComponent(
                        ID, CrashCause.INTERNAL, "Internal error: java.lang.IllegalStateException: broken"));
        started.onEvent(new RoomEvent.ComponentCrashed(ID, CrashCause.INTERNAL, "x"));
        started.onEvent(new RoomEvent.RoomDeleted(EndReason.ROOM_DELETED));

        assertThat(components.calls).containsExactly("start c", "crashed file c: x", "stop c");
    }

    private static final class FewComponents implements RoomComponents {
        private final List<String> calls = new ArrayList<>();
        private int running;
        private boolean isBroken;

        @Override
        public int most() {
            return 2;
        }

        @Override
        public int running() {
            return running;
        }

        @Override
        public Start start(RoomId room, ComponentId component, ComponentOptions options) {
            calls.add("start " + component);
            mayBreak();
            return running < most() ? new Start.Started(List.of(TRACK)) : new Start.Refused("no thread");
        }

        @Override
        public void stop(ComponentId component) {
            calls.add("stop " + component);
            mayBreak();
        }

        @Override
        public void crashed(RoomId room, ComponentType type, RoomEvent.ComponentCrashed crash) {
            calls.add("crashed " + type.apiName() + " " + crash.component() + ": " + crash.detail());
            mayBreak();
        }

        private void mayBreak() {
            if (isBroken) {
                throw new IllegalStateException("broken");
            }
        }
    }
}
