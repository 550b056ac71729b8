package dev.ephyra.signaling;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomAnswer;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.signaling.Seat.Link;
import java.util.OptionalLong;

/** What concerns media in the signalling of a room. Owned by the loop of its room, inside {@link RoomSignaling}. */
interface MediaSignaling {
    /** The peer said something about media. */
    void onCommand(Seat seat, Link link, PeerCommand.OfMedia command, long nowNanos);

    /** Media of a connection told something. */
    void onReport(ConnectionId connection, MediaReport report);

    /** An event of the room, right after it was applied; before the peer of a {@code PeerCrashed} is taken away. */
    void onEvent(RoomEvent event);

    /** What the room answered to a track that was offered, after the events it led to. */
    void answered(RoomCommand.AddTrack command, RoomAnswer answer);

    /** The journal could not take a track that was offered. */
    void unavailable(RoomCommand.AddTrack command, long nowNanos);

    /** Answers a join. */
    void welcome(Seat seat, Link link);

    /** The client may be spoken to from now on. */
    void admitted(Seat seat, Link link);

    /** The peer's connected socket is about to be taken away. */
    void leaving(Seat seat, boolean tellOthers);

    /** The component is about to be taken away. */
    void leaving(String component);

    /** Everything that was asked for is done. */
    void conclude(long nowNanos);

    /** When {@link #onTime} is to be called next. */
    OptionalLong nextDeadlineNanos();

    /** A deadline may have passed. */
    void onTime(long nowNanos);

    /** The room is over. */
    void clear();
}
