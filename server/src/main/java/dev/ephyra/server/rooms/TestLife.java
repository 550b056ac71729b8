package dev.ephyra.server.rooms;

import dev.ephyra.notify.record.EventType;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackOwner;
import dev.ephyra.room.TrackType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands of the shortest life of a room in which an event of some kind happens so and so often. Pure. */
final class TestLife {
    private static final Metadata METADATA = new Metadata("{\"name\":\"test\"}");
    private static final String DETAIL = "a test event: nothing broke";

    private TestLife() {}

    /**
     * What happens between the creation of a room and its end, so that it has {@code count} events of {@code type}; empty if no
     * room has such events.
     */
    static Optional<List<RoomCommand>> between(EventType type, int count) {
        if (type.isOfServer()) {
            return Optional.empty();
        }
        List<RoomCommand> commands = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            commands.addAll(once(type, number));
        }
        return Optional.of(commands);
    }

    /** By which the room ends. */
    static RoomCommand end(EventType type) {
        return type == EventType.ROOM_CRASHED
                ? new RoomCommand.CrashRoom(EndReason.ROOM_CRASHED, DETAIL)
                : new RoomCommand.DeleteRoom(EndReason.ROOM_DELETED);
    }

    /** Whether a room has at most one such event in its life. */
    static boolean isOnceInALife(EventType type) {
        return type == EventType.ROOM_CREATED || type == EventType.ROOM_DELETED || type == EventType.ROOM_CRASHED;
    }

    private static List<RoomCommand> once(EventType type, int number) {
        PeerId peer = new PeerId("test-peer-" + number);
        ConnectionId connection = new ConnectionId(number);
        ComponentId component = new ComponentId("test-component-" + number);
        TrackOwner owner = new TrackOwner.OfPeer(peer);
        Track track = new Track(new TrackId("test-track-" + number), TrackType.VIDEO, Metadata.NONE);
        RoomCommand add = new RoomCommand.AddPeer(peer, true);
        RoomCommand connect = new RoomCommand.ConnectPeer(peer, connection);
        RoomCommand publish = new RoomCommand.AddTrack(owner, track);
        return switch (type) {
            case ROOM_CREATED, ROOM_DELETED, ROOM_CRASHED -> List.of();
            case PEER_ADDED -> List.of(add);
            case PEER_DELETED -> List.of(add, new RoomCommand.DeletePeer(peer));
            case PEER_CONNECTED -> List.of(add, connect);
            case PEER_DISCONNECTED ->
                List.of(add, connect, new RoomCommand.DisconnectPeer(peer, connection, EndReason.LEFT));
            case PEER_CRASHED -> List.of(add, connect, new RoomCommand.CrashPeer(peer, DETAIL));
            case PEER_METADATA_UPDATED ->
                List.of(add, connect, new RoomCommand.UpdatePeerMetadata(peer, connection, METADATA));
            case TRACK_ADDED -> List.of(add, connect, publish);
            case TRACK_METADATA_UPDATED ->
                List.of(add, connect, publish, new RoomCommand.UpdateTrackMetadata(owner, track.id(), METADATA));
            case TRACK_REMOVED -> List.of(add, connect, publish, new RoomCommand.RemoveTrack(owner, track.id()));
            case COMPONENT_CRASHED ->
                List.of(
                        new RoomCommand.AddComponent(component, ComponentType.FILE, "{}", false),
                        new RoomCommand.CrashComponent(component, CrashCause.UNKNOWN, DETAIL));
            case ENDPOINT_DEGRADED,
                    ENDPOINT_TRIPPED,
                    ENDPOINT_RECOVERED,
                    ENDPOINT_STOPPED,
                    DELIVERY_DEAD_LETTERED,
                    EVENTS_EXPIRED,
                    LOG_CORRUPTION,
                    RETENTION_BLOCKED -> throw new IllegalArgumentException("no room has a " + type.text());
        };
    }
}
