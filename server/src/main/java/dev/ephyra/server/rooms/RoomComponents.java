package dev.ephyra.server.rooms;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentOptions;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import java.util.List;

/** What runs behind the components of rooms, as their loops reach it: on their threads, so nothing here may block. */
public interface RoomComponents {
    /** A server on which none runs. */
    RoomComponents NONE = new RoomComponents() {
        @Override
        public int most() {
            return Integer.MAX_VALUE;
        }

        @Override
        public int running() {
            return 0;
        }

        @Override
        public Start start(RoomId room, ComponentId component, ComponentOptions options) {
            return new Start.Started(List.of());
        }

        @Override
        public void stop(ComponentId component) {}

        @Override
        public void crashed(RoomId room, ComponentType type, RoomEvent.ComponentCrashed crash) {}
    };

    /** What became of a start. */
    sealed interface Start {
        /** It runs, and has these tracks from its beginning. */
        record Started(List<Track> tracks) implements Start {
            public Started {
                tracks = List.copyOf(tracks);
            }
        }

        /** It does not; the reason is for people. */
        record Refused(String reason) implements Start {}
    }

    /** How many may run at a time. */
    int most();

    /** How many run. */
    int running();

    /**
     * A component was added. What becomes of it comes back through {@link ComponentGate}.
     *
     * @return whether it runs now
     */
    Start start(RoomId room, ComponentId component, ComponentOptions options);

    /** The component is no longer of its room; one that does not run is ignored. */
    void stop(ComponentId component);

    /** A component has crashed, in its own eyes or in its room's. Called once for each, when its room records it. */
    void crashed(RoomId room, ComponentType type, RoomEvent.ComponentCrashed crash);
}
