package dev.ephyra.signaling;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RoomSignaling} knows of one peer: the socket it is connected by, and at most one that wants to take its
 * place. Owned by the loop of its room, like its owner.
 */
final class Seat {
    /** How far a socket has come. */
    enum Stage {
        /** The older socket is being probed. */
        WAITING,
        /** The room was asked to connect the peer by this socket. */
        ASKED,
        /** The room says the peer is connected by this socket. */
        CONNECTED,
        /** As before, and durably: the client may hear from us. */
        ADMITTED
    }

    /** One socket of the peer. */
    static final class Link {
        final ConnectionId id;
        Stage stage;
        /** The socket is gone; the room has been told or is about to be. */
        boolean gone;
        /** The client asked to join; its metadata is not an event yet. */
        boolean joining;
        /** The others see the peer, and it sees them. */
        boolean joined;
        /** What waits for {@link Stage#ADMITTED}. */
        final List<PeerEvent> held = new ArrayList<>();

        Link(ConnectionId id, Stage stage) {
            this.id = id;
            this.stage = stage;
        }
    }

    final PeerId peer;
    Metadata metadata = Metadata.NONE;

    @Nullable
    Link active;

    @Nullable
    Link newcomer;
    /** When the newcomer's probe, or the newcomer itself, is given up; meaningful only with a newcomer. */
    long newcomerDeadlineNanos;
    /** The latest metadata that the room could not take, to be asked again; one per peer, the latest wins. */
    @Nullable
    Metadata unsaved;

    long unsavedRetryNanos;

    Seat(PeerId peer) {
        this.peer = peer;
    }

    boolean isJoined() {
        return active != null && active.joined;
    }

    boolean isEmpty() {
        return active == null && newcomer == null;
    }

    /** The earliest moment at which something of this seat is due. */
    OptionalLong deadlineNanos() {
        if (newcomer != null && unsaved != null) {
            return OptionalLong.of(
                    newcomerDeadlineNanos - unsavedRetryNanos < 0 ? newcomerDeadlineNanos : unsavedRetryNanos);
        }
        if (newcomer != null) {
            return OptionalLong.of(newcomerDeadlineNanos);
        }
        return unsaved != null ? OptionalLong.of(unsavedRetryNanos) : OptionalLong.empty();
    }

    Endpoint endpoint() {
        return new Endpoint(peer.value(), EndpointType.WEBRTC, metadata);
    }
}
