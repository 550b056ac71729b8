package dev.ephyra.sdk.notification;

import dev.ephyra.sdk.PeerType;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.ContentCase;
import java.util.Map;
import java.util.function.Function;

/** Rooms and peers. Pure. */
final class RoomReaders {
    private RoomReaders() {}

    static void addTo(Map<ContentCase, Function<ServerMessage, ServerNotification>> readers) {
        readers.put(
                ContentCase.ROOM_CREATED,
                message -> new RoomNotification.RoomCreated(
                        message.getRoomCreated().getRoomId()));
        readers.put(
                ContentCase.ROOM_DELETED,
                message -> new RoomNotification.RoomDeleted(
                        message.getRoomDeleted().getRoomId()));
        readers.put(
                ContentCase.ROOM_CRASHED,
                message -> new RoomNotification.RoomCrashed(
                        message.getRoomCrashed().getRoomId()));
        readers.put(ContentCase.PEER_ADDED, message -> added(message.getPeerAdded()));
        readers.put(ContentCase.PEER_CONNECTED, message -> connected(message.getPeerConnected()));
        readers.put(ContentCase.PEER_DISCONNECTED, message -> disconnected(message.getPeerDisconnected()));
        readers.put(ContentCase.PEER_DELETED, message -> deleted(message.getPeerDeleted()));
        readers.put(ContentCase.PEER_CRASHED, message -> crashed(message.getPeerCrashed()));
        readers.put(ContentCase.PEER_METADATA_UPDATED, message -> metadataUpdated(message.getPeerMetadataUpdated()));
    }

    private static ServerNotification added(ServerMessage.PeerAdded peer) {
        return new RoomNotification.PeerAdded(peer.getRoomId(), peer.getPeerId(), type(peer.getPeerType()));
    }

    private static ServerNotification connected(ServerMessage.PeerConnected peer) {
        return new RoomNotification.PeerConnected(peer.getRoomId(), peer.getPeerId(), type(peer.getPeerType()));
    }

    private static ServerNotification disconnected(ServerMessage.PeerDisconnected peer) {
        return new RoomNotification.PeerDisconnected(peer.getRoomId(), peer.getPeerId(), type(peer.getPeerType()));
    }

    private static ServerNotification deleted(ServerMessage.PeerDeleted peer) {
        return new RoomNotification.PeerDeleted(peer.getRoomId(), peer.getPeerId(), type(peer.getPeerType()));
    }

    private static ServerNotification crashed(ServerMessage.PeerCrashed peer) {
        return new RoomNotification.PeerCrashed(
                peer.getRoomId(), peer.getPeerId(), peer.getReason(), type(peer.getPeerType()));
    }

    private static ServerNotification metadataUpdated(ServerMessage.PeerMetadataUpdated peer) {
        return new RoomNotification.PeerMetadataUpdated(
                peer.getRoomId(), peer.getPeerId(), json(peer.getMetadata()), type(peer.getPeerType()));
    }

    static PeerType type(ServerMessage.PeerType type) {
        return switch (type) {
            case PEER_TYPE_WEBRTC -> PeerType.WEBRTC;
            case PEER_TYPE_AGENT -> PeerType.AGENT;
            case PEER_TYPE_VAPI -> PeerType.VAPI;
            case PEER_TYPE_UNSPECIFIED, UNRECOGNIZED -> PeerType.UNKNOWN;
        };
    }

    /** Always JSON text, whatever an old server leaves out. */
    static String json(String metadata) {
        return metadata.isEmpty() ? "null" : metadata;
    }
}
