package dev.ephyra.notify.record;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackOwner;
import dev.ephyra.wire.ServerMessage;

/**
 * Room events to the frozen bytes of their {@code ServerMessage}, as Fishjam's SDKs decode them. Stateless. Encoded once, at
 * append, for every subscriber and webhook that will ever get it.
 */
public final class NotificationEncoder {
    private static final byte[] SILENT = {};

    private NotificationEncoder() {}

    /** The notification of {@code event}; empty exactly when {@link RoomEvent#isNotified()} is false. */
    public static byte[] encode(RoomId room, RoomEvent event) {
        ServerMessage.Builder message = ServerMessage.newBuilder();
        String roomId = room.value();
        switch (event) {
            case RoomEvent.RoomCreated e -> message.getRoomCreatedBuilder().setRoomId(roomId);
            case RoomEvent.RoomDeleted e -> message.getRoomDeletedBuilder().setRoomId(roomId);
            case RoomEvent.RoomCrashed e -> message.getRoomCrashedBuilder().setRoomId(roomId);
            case RoomEvent.PeerAdded e ->
                message.getPeerAddedBuilder()
                        .setRoomId(roomId)
                        .setPeerId(e.peer().value());
            case RoomEvent.PeerDeleted e ->
                message.getPeerDeletedBuilder()
                        .setRoomId(roomId)
                        .setPeerId(e.peer().value());
            case RoomEvent.PeerConnected e ->
                message.getPeerConnectedBuilder()
                        .setRoomId(roomId)
                        .setPeerId(e.peer().value());
            case RoomEvent.PeerDisconnected e ->
                message.getPeerDisconnectedBuilder()
                        .setRoomId(roomId)
                        .setPeerId(e.peer().value());
            case RoomEvent.PeerCrashed e ->
                message.getPeerCrashedBuilder()
                        .setRoomId(roomId)
                        .setPeerId(e.peer().value())
                        .setReason(e.detail());
            case RoomEvent.PeerMetadataUpdated e ->
                message.getPeerMetadataUpdatedBuilder()
                        .setRoomId(roomId)
                        .setPeerId(e.peer().value())
                        .setMetadata(text(e.metadata()));
            case RoomEvent.TrackAdded e -> message.setTrackAdded(added(roomId, e.owner(), e.track()));
            case RoomEvent.TrackMetadataUpdated e ->
                message.setTrackMetadataUpdated(updated(roomId, e.owner(), e.track()));
            case RoomEvent.TrackRemoved e -> message.setTrackRemoved(removed(roomId, e.owner(), e.track()));
            case RoomEvent.ComponentEvent e -> {
                return component(roomId, e);
            }
        }
        return message.build().toByteArray();
    }

    /** Of what happens to components Fishjam tells the crash alone. */
    private static byte[] component(String roomId, RoomEvent.ComponentEvent event) {
        return switch (event) {
            case RoomEvent.ComponentCrashed(var component, var _, var _) -> {
                ServerMessage.Builder message = ServerMessage.newBuilder();
                message.getComponentCrashedBuilder().setRoomId(roomId).setComponentId(component.value());
                yield message.build().toByteArray();
            }
            case RoomEvent.ComponentAdded _,
                    RoomEvent.ComponentRemoved _,
                    RoomEvent.ComponentSubscribed _,
                    RoomEvent.PhoneDialed _,
                    RoomEvent.CallEnded _ -> SILENT;
        };
    }

    private static ServerMessage.TrackAdded added(String room, TrackOwner owner, Track track) {
        ServerMessage.TrackAdded.Builder message =
                ServerMessage.TrackAdded.newBuilder().setRoomId(room).setTrack(wireTrack(track));
        switch (owner) {
            case TrackOwner.OfPeer(PeerId peer) -> message.setPeerId(peer.value());
            case TrackOwner.OfComponent(ComponentId component) -> message.setComponentId(component.value());
        }
        return message.build();
    }

    private static ServerMessage.TrackMetadataUpdated updated(String room, TrackOwner owner, Track track) {
        ServerMessage.TrackMetadataUpdated.Builder message =
                ServerMessage.TrackMetadataUpdated.newBuilder().setRoomId(room).setTrack(wireTrack(track));
        switch (owner) {
            case TrackOwner.OfPeer(PeerId peer) -> message.setPeerId(peer.value());
            case TrackOwner.OfComponent(ComponentId component) -> message.setComponentId(component.value());
        }
        return message.build();
    }

    private static ServerMessage.TrackRemoved removed(String room, TrackOwner owner, Track track) {
        ServerMessage.TrackRemoved.Builder message =
                ServerMessage.TrackRemoved.newBuilder().setRoomId(room).setTrack(wireTrack(track));
        switch (owner) {
            case TrackOwner.OfPeer(PeerId peer) -> message.setPeerId(peer.value());
            case TrackOwner.OfComponent(ComponentId component) -> message.setComponentId(component.value());
        }
        return message.build();
    }

    private static ServerMessage.Track wireTrack(Track track) {
        return ServerMessage.Track.newBuilder()
                .setId(track.id().value())
                .setType(
                        switch (track.type()) {
                            case VIDEO -> ServerMessage.TrackType.TRACK_TYPE_VIDEO;
                            case AUDIO -> ServerMessage.TrackType.TRACK_TYPE_AUDIO;
                        })
                .setMetadata(text(track.metadata()))
                .build();
    }

    /** SDKs parse the text as JSON, so no metadata is the text {@code null} and never an empty one. */
    private static String text(Metadata metadata) {
        return metadata.json().isEmpty() ? "null" : metadata.json();
    }
}
