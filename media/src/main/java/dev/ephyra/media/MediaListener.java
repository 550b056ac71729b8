package dev.ephyra.media;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.Encoding;
import dev.ephyra.webrtc.connection.EncodingChange;

/**
 * What media have to tell of peers. Called on the media thread of the room, and {@link #failed} also on the thread that
 * calls {@link MediaEngine#configure}, when there is no room for its plan; must not block. Of one connection calls of one
 * thread keep their order.
 */
public interface MediaListener {
    /** Media can flow. */
    void established(RoomId room, ConnectionId connection);

    /** It cannot go on; nothing follows. */
    void failed(RoomId room, ConnectionId connection, String reason);

    /** The peer cannot be reached any more; nothing follows. */
    void lost(RoomId room, ConnectionId connection);

    /** Somebody begins or ends to speak on a track of the peer. */
    void voice(RoomId room, ConnectionId connection, String trackId, boolean isSpeaking);

    /** The peer gets a simulcast track of another in this encoding from now on, and why. */
    void encodingSwitched(
            RoomId room, ConnectionId connection, String trackId, Encoding encoding, EncodingChange change);
}
