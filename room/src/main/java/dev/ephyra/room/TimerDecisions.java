package dev.ephyra.room;

import java.util.List;
import java.util.OptionalLong;

/**
 * Decides what the timers of a room do. Pure functions, called by {@link RoomDecider} only.
 *
 * <p>A timer is not kept, only since when something holds; so a timer that was meant for an earlier state finds nothing
 * due and does nothing.
 */
final class TimerDecisions {
    private TimerDecisions() {}

    /**
     * The earlier deadline counts, however late it is looked at: the removal of a peer starts the peerless clock anew, so
     * the room goes only if no peer was due before it. Peers win a tie, as their timers are started first.
     */
    static Decision expire(RoomState state, RoomConfig config, Moment now) {
        OptionalLong room = state.peerlessDeadlineNanos();
        OptionalLong peer = state.firstPeerDeadlineNanos();
        boolean peerDue = isDue(peer, now);
        if (isDue(room, now) && !(peerDue && peer.getAsLong() - room.getAsLong() <= 0)) {
            return Decision.accepted(Endings.ofRoom(state, EndReason.TIMEOUT));
        }
        return peerDue ? Decision.accepted(timeOut(state, config, now)) : Decision.unchanged();
    }

    private static boolean isDue(OptionalLong deadlineNanos, Moment now) {
        return deadlineNanos.isPresent() && now.nanos() - deadlineNanos.getAsLong() >= 0;
    }

    private static List<RoomEvent> timeOut(RoomState state, RoomConfig config, Moment now) {
        int timeoutSeconds = config.peerDisconnectedTimeoutSeconds().orElseThrow();
        List<PeerId> due = state.peersDisconnectedFor(timeoutSeconds, now.nanos());
        Invariant.check(!due.isEmpty(), "a deadline that has passed is somebody's");
        return due.stream()
                .<RoomEvent>map(peer -> new RoomEvent.PeerDeleted(peer, EndReason.TIMEOUT))
                .toList();
    }
}
