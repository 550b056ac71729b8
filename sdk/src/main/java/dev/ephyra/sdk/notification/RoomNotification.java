package dev.ephyra.sdk.notification;

import dev.ephyra.sdk.PeerType;
import java.util.Optional;

/** What happened in a room. The notifications of one room come one after the other, in the order in which they happened. */
public sealed interface RoomNotification extends ServerNotification {
    /** The room it happened in. */
    String roomId();

    /**
     * Whose a track or channel is: one of both is there.
     *
     * @param peerId of the peer, if it is a peer's
     * @param componentId of the component, if it is a component's
     */
    record Publisher(Optional<String> peerId, Optional<String> componentId) {}

    /**
     * A room was made.
     *
     * @param roomId of the room
     */
    record RoomCreated(String roomId) implements RoomNotification {}

    /**
     * A room ended: somebody deleted it, or nobody was in it for too long.
     *
     * @param roomId of the room
     */
    record RoomDeleted(String roomId) implements RoomNotification {}

    /**
     * A room ended by a fault, or with the server that held it.
     *
     * @param roomId of the room
     */
    record RoomCrashed(String roomId) implements RoomNotification {}

    /**
     * A peer was added; it is not connected yet.
     *
     * @param roomId of the room
     * @param peerId of the peer
     * @param peerType see {@link PeerType}
     */
    record PeerAdded(String roomId, String peerId, PeerType peerType) implements RoomNotification {}

    /**
     * A peer connected with its token.
     *
     * @param roomId of the room
     * @param peerId of the peer
     * @param peerType see {@link PeerType}
     */
    record PeerConnected(String roomId, String peerId, PeerType peerType) implements RoomNotification {}

    /**
     * The connection of a peer ended; it may come back.
     *
     * @param roomId of the room
     * @param peerId of the peer
     * @param peerType see {@link PeerType}
     */
    record PeerDisconnected(String roomId, String peerId, PeerType peerType) implements RoomNotification {}

    /**
     * A peer is gone for good.
     *
     * @param roomId of the room
     * @param peerId of the peer
     * @param peerType see {@link PeerType}
     */
    record PeerDeleted(String roomId, String peerId, PeerType peerType) implements RoomNotification {}

    /**
     * A peer is gone by a fault; no PeerDisconnected or PeerDeleted follows.
     *
     * @param roomId of the room
     * @param peerId of the peer
     * @param reason for people; may be empty
     * @param peerType see {@link PeerType}
     */
    record PeerCrashed(String roomId, String peerId, String reason, PeerType peerType) implements RoomNotification {}

    /**
     * A peer said for the first time, or changed, what it says of itself.
     *
     * @param roomId of the room
     * @param peerId of the peer
     * @param metadata JSON text
     * @param peerType see {@link PeerType}
     */
    record PeerMetadataUpdated(String roomId, String peerId, String metadata, PeerType peerType)
            implements RoomNotification {}

    /**
     * A component is gone by a fault.
     *
     * @param roomId of the room
     * @param componentId of the component
     */
    record ComponentCrashed(String roomId, String componentId) implements RoomNotification {}

    /**
     * A peer or component publishes a track.
     *
     * @param roomId of the room
     * @param publisher whose track it is
     * @param track what it is
     */
    record TrackAdded(String roomId, Publisher publisher, TrackInfo track) implements RoomNotification {}

    /**
     * A track ended.
     *
     * @param roomId of the room
     * @param publisher whose track it was
     * @param track what it was
     */
    record TrackRemoved(String roomId, Publisher publisher, TrackInfo track) implements RoomNotification {}

    /**
     * A publisher changed what it says of a track.
     *
     * @param roomId of the room
     * @param publisher whose track it is
     * @param track with the new metadata
     */
    record TrackMetadataUpdated(String roomId, Publisher publisher, TrackInfo track) implements RoomNotification {}

    /**
     * The first HLS playlist with video can be played.
     *
     * @param roomId of the room
     * @param componentId of the component
     */
    record HlsPlayable(String roomId, String componentId) implements RoomNotification {}

    /**
     * The HLS stream of a room that ended is stored.
     *
     * @param roomId of the room
     */
    record HlsUploaded(String roomId) implements RoomNotification {}

    /**
     * The HLS stream of a room that ended could not be stored.
     *
     * @param roomId of the room
     */
    record HlsUploadCrashed(String roomId) implements RoomNotification {}

    /**
     * A data channel was opened. Cloud only.
     *
     * @param roomId of the room
     * @param publisher whose channel it is
     * @param channelId of the channel
     */
    record ChannelAdded(String roomId, Publisher publisher, String channelId) implements RoomNotification {}

    /**
     * A data channel was closed. Cloud only.
     *
     * @param roomId of the room
     * @param publisher whose channel it was
     * @param channelId of the channel
     */
    record ChannelRemoved(String roomId, Publisher publisher, String channelId) implements RoomNotification {}

    /**
     * Tracks of a peer go to a composition. Cloud only.
     *
     * @param roomId of the room
     * @param peerId of the peer
     * @param compositionUrl where they go
     * @param inputId which input of it they are
     * @param audioTrack the sound, if it is forwarded
     * @param videoTrack the picture, if it is forwarded
     */
    record TrackForwarding(
            String roomId,
            String peerId,
            String compositionUrl,
            String inputId,
            Optional<TrackInfo> audioTrack,
            Optional<TrackInfo> videoTrack)
            implements RoomNotification {}

    /**
     * Tracks of a peer go to a composition no longer. Cloud only.
     *
     * @param roomId of the room
     * @param peerId of the peer
     * @param compositionUrl where they went
     * @param inputId which input of it they were
     */
    record TrackForwardingRemoved(String roomId, String peerId, String compositionUrl, String inputId)
            implements RoomNotification {}

    /**
     * A peer began or ceased to speak. Cloud only.
     *
     * @param roomId of the room
     * @param peerId of the peer
     * @param trackId of the track
     * @param status whether it speaks now
     */
    record VadNotification(String roomId, String peerId, String trackId, VoiceActivity status)
            implements RoomNotification {}
}
