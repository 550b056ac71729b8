package dev.ephyra.server.rooms;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.TrackId;
import dev.ephyra.signaling.Encoding;
import dev.ephyra.signaling.MediaTerms;
import dev.ephyra.webrtc.connection.SessionPlan;
import java.util.Optional;

/** The media of peer connections, as the loops of rooms reach them: on their threads, so nothing here may block. */
public interface RoomMedia {
    /** A server without media. */
    RoomMedia NONE = new RoomMedia() {
        @Override
        public Optional<MediaTerms> terms() {
            return Optional.empty();
        }

        @Override
        public void prepare() {}

        @Override
        public void configure(RoomId room, ConnectionId connection, SessionPlan plan) {}

        @Override
        public void describe(ConnectionId connection, String offer, String answer) {}

        @Override
        public void target(RoomId room, ConnectionId connection, TrackId track, Encoding encoding) {}

        @Override
        public void close(RoomId room, ConnectionId connection, boolean isOver) {}
    };

    /** What answers say of this server; empty if offers are not answered. */
    Optional<MediaTerms> terms();

    /** A peer has come in, and may offer soon. */
    void prepare();

    /** An offer was answered; the plan replaces the one before. Reports come back through {@link MediaGate}. */
    void configure(RoomId room, ConnectionId connection, SessionPlan plan);

    /** What was offered and answered last, without its secrets; for whoever watches. */
    void describe(ConnectionId connection, String offer, String answer);

    /** The peer wants to receive this encoding of another's track. */
    void target(RoomId room, ConnectionId connection, TrackId track, Encoding encoding);

    /**
     * The session is over, or never was.
     *
     * @param isOver whether the connection is over, too; else another plan may follow
     */
    void close(RoomId room, ConnectionId connection, boolean isOver);
}
