package dev.ephyra.room;

/** What a command's sender is told. */
public sealed interface RoomAnswer {
    /** The command was carried out; its events are in {@link Decision#events()}. */
    record Accepted() implements RoomAnswer {}

    /** The room exists already. */
    record RoomAlreadyExists() implements RoomAnswer {}

    /** There is no such room, or it has ended. */
    record RoomNotFound() implements RoomAnswer {}

    record PeerNotFound() implements RoomAnswer {}

    record ComponentNotFound() implements RoomAnswer {}

    /** {@code maxPeers} peers exist already. */
    record PeersLimitReached() implements RoomAnswer {}

    /** One HLS and one recording component at most. */
    record ComponentsLimitReached(ComponentType type) implements RoomAnswer {}

    /** HLS, RTSP and recording need a room that enforces H264. */
    record IncompatibleCodec() implements RoomAnswer {}

    /** The component subscribes by itself. */
    record SubscribeModeAuto() implements RoomAnswer {}

    /** The component has no subscribe mode. */
    record NotSubscribable() implements RoomAnswer {}

    record NotSipComponent() implements RoomAnswer {}

    /** The peer is connected by {@code connection} already. */
    record PeerAlreadyConnected(ConnectionId connection) implements RoomAnswer {}

    /** The command speaks for a connection that the peer no longer uses. */
    record StaleConnection() implements RoomAnswer {}

    /** A cap of {@link RoomLimits} on {@code what}, whatever the room's configuration says. */
    record LimitReached(String what, int limit) implements RoomAnswer {}

    /** The endpoint publishes no such track. */
    record TrackNotFound() implements RoomAnswer {}

    /** A track of this id is published in the room already. */
    record TrackAlreadyExists() implements RoomAnswer {}
}
