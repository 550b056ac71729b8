package dev.ephyra.signaling;

import dev.ephyra.room.TrackId;
import dev.ephyra.webrtc.connection.SessionPlan;

/** What the media of one peer connection are to do, in this order. */
public sealed interface MediaCommand {
    /** An offer was answered; the plan replaces the one before. */
    record Configure(SessionPlan plan) implements MediaCommand {}

    /** What was offered and answered last, without its secrets; for whoever watches. */
    record Describe(String offer, String answer) implements MediaCommand {}

    /** The peer wants to receive this encoding of another's track, while there is bandwidth for it. */
    record Target(TrackId track, Encoding encoding) implements MediaCommand {}

    /**
     * The session is over; what follows, if anything does, is of another one.
     *
     * @param isOver whether the peer has no part in media any more, so that its credentials for TURN end, too
     */
    record Close(boolean isOver) implements MediaCommand {}
}
