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
 * place. Exists while the peer has either. Owned by the loop of its room.
 */
final class Seat {
    /** How far a socket has come. */
    enum Stage {
        /** The older socket is being probed. */
        PROBING,
        /** The room was told that the older socket is gone. */
        EVICTING,
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
        final Dialect dialect;
        Stage stage;
        /** The socket is gone; the room has been told, or is about to be. */
        boolean gone;
        /** The client asked to join with metadata that is not an event yet. */
        boolean joining;
        /** The others see the peer, and it sees them. */
        boolean joined;
        /** Its negotiation of media, from its joining to its leaving; none on a server without media. */
        @Nullable
        Negotiator negotiator;
        /** Something was logged of it. */
        boolean warned;
        /** How often the journal could not take its joining. */
        int joinTries;
        /** What it said and the room was not asked yet. */
        final MetadataBacklog backlog = new MetadataBacklog();
        /** What waits for {@link Stage#ADMITTED}. */
        final List<PeerEvent> held = new ArrayList<>();

        Link(ConnectionId id, Dialect dialect, Stage stage) {
            this.id = id;
            this.dialect = dialect;
            this.stage = stage;
        }
    }

    final PeerId peer;
    Metadata metadata = Metadata.NONE;

    @Nullable
    Link active;

    @Nullable
    Link newcomer;

    /** When the newcomer's current stage is given up; meaningful only with a newcomer. */
    long newcomerDeadlineNanos;

    Seat(PeerId peer) {
        this.peer = peer;
    }

    boolean isJoined() {
        return active != null && active.joined;
    }

    /** That of the connected socket. */
    @Nullable
    Negotiator negotiator() {
        return active == null ? null : active.negotiator;
    }

    boolean isActive(ConnectionId connection) {
        return active != null && active.id.equals(connection);
    }

    boolean isNewcomer(ConnectionId connection) {
        return newcomer != null && newcomer.id.equals(connection);
    }

    boolean isEmpty() {
        return active == null && newcomer == null;
    }

    /** The earliest moment at which something of this seat is due. */
    OptionalLong deadlineNanos() {
        OptionalLong said = active == null || active.gone ? OptionalLong.empty() : active.backlog.deadlineNanos();
        OptionalLong entry = newcomer == null ? OptionalLong.empty() : OptionalLong.of(newcomerDeadlineNanos);
        return Deadlines.earlier(said, entry);
    }

    /** Without its tracks. */
    Endpoint endpoint() {
        return new Endpoint(peer.value(), EndpointType.WEBRTC, metadata);
    }
}
