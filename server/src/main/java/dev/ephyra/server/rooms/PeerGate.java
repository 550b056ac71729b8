package dev.ephyra.server.rooms;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Moment;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomId;
import dev.ephyra.server.peer.PeerOutbox;
import dev.ephyra.server.peer.PeerRooms;
import dev.ephyra.signaling.Dialect;
import dev.ephyra.signaling.PeerCommand;
import java.util.function.BiConsumer;

/** Where peer sockets reach the loops of their rooms. Thread-safe and without state of its own. */
public final class PeerGate implements PeerRooms {
    static final String BROKEN = "Internal server error";
    static final int INTERNAL_ERROR = 1011;

    private final RoomDirectory directory;

    public PeerGate(RoomDirectory directory) {
        this.directory = directory;
    }

    @Override
    public void enter(RoomId id, PeerId peer, ConnectionId connection, Dialect dialect, PeerOutbox outbox) {
        Mailbox mailbox = directory.loopOf(id).mailbox();
        boolean taken = mailbox.offerRequest((loop, now) -> {
            mailbox.requestDone();
            HostedRoom room = loop.room(id);
            if (room == null) {
                loop.hold(loop.headOffset(), new RoomMissing(outbox));
                return;
            }
            room.outboxes.put(connection, outbox);
            loop.inRoom(room, now, () -> room.signaling.entering(peer, connection, dialect, now.nanos()));
        });
        if (!taken) {
            outbox.close(INTERNAL_ERROR, BROKEN);
        }
    }

    @Override
    public void command(RoomId id, PeerId peer, ConnectionId connection, PeerCommand command, Runnable workedOff) {
        Mailbox mailbox = directory.loopOf(id).mailbox();
        boolean taken = mailbox.offerRequest((loop, now) -> {
            mailbox.requestDone();
            try {
                inRoom(
                        loop,
                        id,
                        now,
                        (room, time) -> room.signaling.onPeerCommand(peer, connection, command, time.nanos()));
            } finally {
                workedOff.run();
            }
        });
        if (!taken) {
            mailbox.offerFact((loop, now) -> inRoom(loop, id, now, (room, _) -> {
                PeerOutbox outbox = room.outboxes.get(connection);
                if (outbox != null) {
                    outbox.close(INTERNAL_ERROR, BROKEN);
                }
            }));
        }
    }

    @Override
    public void probeAnswered(RoomId id, PeerId peer, ConnectionId connection) {
        directory
                .loopOf(id)
                .mailbox()
                .offerFact((loop, now) ->
                        inRoom(loop, id, now, (room, time) -> room.signaling.probeAnswered(connection, time.nanos())));
    }

    @Override
    public void closed(RoomId id, PeerId peer, ConnectionId connection, EndReason reason) {
        directory
                .loopOf(id)
                .mailbox()
                .offerFact((loop, now) -> inRoom(loop, id, now, (room, time) -> {
                    room.outboxes.remove(connection);
                    room.signaling.closed(peer, connection, reason, time.nanos());
                }));
    }

    private static void inRoom(RoomLoop loop, RoomId id, Moment now, BiConsumer<HostedRoom, Moment> action) {
        HostedRoom room = loop.room(id);
        if (room != null) {
            loop.inRoom(room, now, () -> action.accept(room, now));
        }
    }

    /** Tells a peer that its room is not there; the room may have ended in a record that is not durable yet. */
    private record RoomMissing(PeerOutbox outbox) implements HeldReplies.Reply {
        @Override
        public void release() {
            outbox.refused("room not found");
        }

        @Override
        public void expire() {
            outbox.close(INTERNAL_ERROR, BROKEN);
        }
    }
}
