package dev.ephyra.server.rooms;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.RoomAnswer;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackOwner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which components of one room run. Bounded by the room's components. Owned by the room's loop. */
final class StartedComponents {
    private static final String WHAT = "components on this server";
    private static final Logger LOG = LoggerFactory.getLogger(StartedComponents.class);

    private final RoomId room;
    private final RoomComponents components;
    private final Map<ComponentId, ComponentType> started = new LinkedHashMap<>();

    StartedComponents(RoomId room, RoomComponents components) {
        this.room = room;
        this.components = components;
    }

    /** Why a command cannot be taken, whatever the room says. */
    Optional<RoomAnswer> refusal(RoomCommand command) {
        return command instanceof RoomCommand.AddComponent && components.running() >= components.most()
                ? Optional.of(new RoomAnswer.LimitReached(WHAT, components.most()))
                : Optional.empty();
    }

    /** The room has the component; what follows for the room. */
    List<RoomCommand> start(RoomCommand.AddComponent added) {
        // First, so that the end which follows a failed start stops whatever of it runs.
        started.put(added.component(), added.type());
        RoomComponents.Start start;
        try {
            start = components.start(room, added.component(), added.options());
        } catch (RuntimeException | StackOverflowError broken) {
            // Containment point: a component that breaks before it runs ends alone.
            LOG.error("Component {} of room {} did not start", added.component(), room, broken);
            return List.of(crash(added, CrashCause.INTERNAL, "Internal error: " + broken));
        }
        TrackOwner owner = new TrackOwner.OfComponent(added.component());
        return switch (start) {
            case RoomComponents.Start.Started(List<Track> tracks) ->
                tracks.stream()
                        .<RoomCommand>map(track -> new RoomCommand.AddTrack(owner, track))
                        .toList();
            case RoomComponents.Start.Refused(String reason) -> List.of(crash(added, CrashCause.NO_RESOURCE, reason));
        };
    }

    private static RoomCommand crash(RoomCommand.AddComponent added, CrashCause cause, String reason) {
        return new RoomCommand.CrashComponent(added.component(), cause, reason);
    }

    /** Something happened in the room. */
    void onEvent(RoomEvent event) {
        switch (event) {
            case RoomEvent.ComponentRemoved e -> stop(e.component());
            case RoomEvent.ComponentCrashed e -> {
                ComponentType type = started.get(e.component());
                if (type != null) {
                    contain(e.component(), () -> components.crashed(room, type, e));
                }
                stop(e.component());
            }
            case RoomEvent.RoomDeleted _, RoomEvent.RoomCrashed _ -> stopAll();
            case RoomEvent.RoomCreated _,
                    RoomEvent.PeerAdded _,
                    RoomEvent.PeerConnected _,
                    RoomEvent.PeerMetadataUpdated _,
                    RoomEvent.PeerDisconnected _,
                    RoomEvent.PeerCrashed _,
                    RoomEvent.PeerDeleted _,
                    RoomEvent.ComponentAdded _,
                    RoomEvent.ComponentSubscribed _,
                    RoomEvent.PhoneDialed _,
                    RoomEvent.CallEnded _,
                    RoomEvent.TrackAdded _,
                    RoomEvent.TrackMetadataUpdated _,
                    RoomEvent.TrackRemoved _ -> {}
        }
    }

    private void stop(ComponentId component) {
        if (started.remove(component) != null) {
            contain(component, () -> components.stop(component));
        }
    }

    private void stopAll() {
        List.copyOf(started.keySet()).forEach(this::stop);
    }

    private void contain(ComponentId component, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | StackOverflowError broken) {
            // Containment point: what is behind a component must not break its room.
            LOG.error("What component {} of room {} stands for broke", component, room, broken);
        }
    }
}
