package dev.ephyra.room;

/** Why a room, a peer's connection, a peer or a component ended. Carried by every ending event. */
public enum EndReason {
    /** The client closed its socket. */
    LEFT,
    /** Removed by an API call. */
    KICKED,
    /** A purge timer of the room fired. */
    TIMEOUT,
    /** The connection broke: it stopped answering, or one side could not go on with it. */
    NETWORK_LOST,
    /** The room was deleted by an API call. */
    ROOM_DELETED,
    /** The room broke an invariant. */
    ROOM_CRASHED,
    /** The server stopped without ending the room; recorded by its next start. */
    NODE_RESTARTED,
    /** The server is shutting down. */
    DRAINED,
    /** The peer's media endpoint broke. */
    PEER_CRASHED,
    /** The component's media endpoint broke. */
    COMPONENT_CRASHED,
    /** The component reached the end of its source. */
    FINISHED
}
