package dev.ephyra.signaling;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomAnswer;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.signaling.Seat.Link;
import java.util.List;
import java.util.OptionalLong;

/** A server without media: peers see each other and no tracks. Owned by the loop of its room. */
final class UnusedMedia implements MediaSignaling {
    private final Roster roster;

    UnusedMedia(Roster roster) {
        this.roster = roster;
    }

    /** Who offers media is not answered; the log says why. */
    @Override
    public void onCommand(Seat seat, Link link, PeerCommand.OfMedia command, long nowNanos) {
        if (command instanceof PeerCommand.SdpOffer) {
            roster.warn(link, "media are offered, and not used on this server");
        }
    }

    @Override
    public void welcome(Seat seat, Link link) {
        roster.welcome(seat, link, List.of());
    }

    @Override
    public OptionalLong nextDeadlineNanos() {
        return OptionalLong.empty();
    }

    @Override
    public void onReport(ConnectionId connection, MediaReport report) {}

    @Override
    public void onEvent(RoomEvent event) {}

    @Override
    public void answered(RoomCommand.AddTrack command, RoomAnswer answer) {}

    @Override
    public void unavailable(RoomCommand.AddTrack command, long nowNanos) {}

    @Override
    public void admitted(Seat seat, Link link) {}

    @Override
    public void leaving(Seat seat, boolean tellOthers) {}

    @Override
    public void leaving(String component) {}

    @Override
    public void conclude(long nowNanos) {}

    @Override
    public void onTime(long nowNanos) {}

    @Override
    public void clear() {}
}
