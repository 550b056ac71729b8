package dev.ephyra.room;

import java.util.List;
import java.util.UUID;

/**
 * Everything that can be asked of, or happen to, one room. Ids are minted by the sender, so that deciding stays pure.
 *
 * <p>A {@link Request} may be refused, by the room or because the journal does not accept; a {@link Fact} has already
 * happened and cannot be refused.
 */
public sealed interface RoomCommand {
    /** Asked by a client; may be refused. */
    sealed interface Request extends RoomCommand {}

    /** Already true; the room records it. */
    sealed interface Fact extends RoomCommand {}

    /** Opens the room. {@code epoch} marks this incarnation of the id. */
    record CreateRoom(RoomConfig config, UUID epoch) implements Request {}

    /** Ends the room. {@code reason} is {@link EndReason#ROOM_DELETED} or {@link EndReason#DRAINED}. */
    record DeleteRoom(EndReason reason) implements Request {}

    /** Adds a WebRTC peer, not yet connected. */
    record AddPeer(PeerId peer, boolean enableSimulcast) implements Request {}

    /** Removes a peer, connected or not. */
    record DeletePeer(PeerId peer) implements Request {}

    /** A socket presented a valid token of this peer. */
    record ConnectPeer(PeerId peer, ConnectionId connection) implements Request {}

    /**
     * Adds a component.
     *
     * @param propertiesJson the API's {@code properties} object as JSON text
     * @param options what it is to do, which the room does not keep: some are secret
     */
    record AddComponent(
            ComponentId component,
            ComponentType type,
            String propertiesJson,
            boolean manualSubscribe,
            ComponentOptions options)
            implements Request {
        /** One of which nothing runs. */
        public AddComponent(ComponentId component, ComponentType type, String propertiesJson, boolean manualSubscribe) {
            this(component, type, propertiesJson, manualSubscribe, new ComponentOptions.None());
        }
    }

    /** Removes a component. */
    record DeleteComponent(ComponentId component) implements Request {}

    /** Subscribes an HLS or recording component to the tracks of {@code origins} (peer or component ids, unchecked). */
    record SubscribeComponent(ComponentId component, List<String> origins) implements Request {}

    /** Dials from a SIP component. */
    record DialPhone(ComponentId component, String phoneNumber) implements Request {}

    /** Ends the call of a SIP component. */
    record EndCall(ComponentId component) implements Request {}

    /** The peer announced or changed its metadata on this connection. */
    record UpdatePeerMetadata(PeerId peer, ConnectionId connection, Metadata metadata) implements Request {}

    /** An endpoint wants to publish a track. */
    record AddTrack(TrackOwner owner, Track track) implements Request {}

    /** An endpoint announced or changed the metadata of its track. */
    record UpdateTrackMetadata(TrackOwner owner, TrackId track, Metadata metadata) implements Request {}

    /** A peer's socket is gone; stale if the peer is connected by another connection by now. */
    record DisconnectPeer(PeerId peer, ConnectionId connection, EndReason reason) implements Fact {}

    /** An endpoint stopped publishing a track. */
    record RemoveTrack(TrackOwner owner, TrackId track) implements Fact {}

    /** The peer's media endpoint broke. {@code detail} becomes the notification's reason text. */
    record CrashPeer(PeerId peer, String detail) implements Fact {}

    /** The component's media endpoint broke. */
    record CrashComponent(ComponentId component, CrashCause cause, String detail) implements Fact {}

    /** The component reached the end of its source. */
    record FinishComponent(ComponentId component) implements Fact {}

    /** The room broke an invariant, or the server that held it restarted. */
    record CrashRoom(EndReason reason, String detail) implements Fact {}

    /** A deadline of {@code RoomState.nextDeadlineNanos()} may have passed. */
    record ExpireTimers() implements Fact {}
}
