package dev.ephyra.server.rooms;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.Moment;
import dev.ephyra.room.RoomAnswer;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.server.peer.PeerOutbox;
import dev.ephyra.signaling.MediaCommand;
import dev.ephyra.signaling.SignalingOutput;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what the signalling of a room asks for. Owned by one room loop. */
final class RoomPeers {
    private static final Logger LOG = LoggerFactory.getLogger(RoomPeers.class);

    private final RoomLoop loop;
    private final RoomMedia media;

    RoomPeers(RoomLoop loop, RoomMedia media) {
        this.loop = loop;
        this.media = media;
    }

    /**
     * Drains the room's signalling. A command it asks for may lead to further outputs; that ends, since each answers an
     * input of a peer, a timer or a change of the room.
     */
    void settle(HostedRoom room, Moment now) {
        for (List<SignalingOutput> outputs = room.signaling.drain();
                !outputs.isEmpty();
                outputs = room.signaling.drain()) {
            for (SignalingOutput output : outputs) {
                carryOut(room, output, now);
            }
        }
    }

    private void carryOut(HostedRoom room, SignalingOutput output, Moment now) {
        switch (output) {
            case SignalingOutput.ToPeer(var connection, var event) ->
                to(room.outboxes.get(connection), outbox -> outbox.send(event));
            case SignalingOutput.Decide(var command) -> decide(room, command, now);
            case SignalingOutput.Admit(var connection) -> {
                media.prepare();
                to(room.outboxes.get(connection), PeerOutbox::admitted);
            }
            case SignalingOutput.Refuse(var connection, var reason) ->
                to(room.outboxes.remove(connection), outbox -> outbox.refused(reason));
            case SignalingOutput.Probe(var connection) -> to(room.outboxes.get(connection), PeerOutbox::probe);
            case SignalingOutput.Media(var connection, var command) -> toMedia(room, connection, command);
            case SignalingOutput.Warn(var connection, var text) ->
                LOG.warn("Connection {} of room {}: {}", connection.value(), room.state.id(), text);
            case SignalingOutput.Broke(var connection, var cause) ->
                LOG.error(
                        "The negotiation with connection {} of room {} broke",
                        connection.value(),
                        room.state.id(),
                        cause);
            case SignalingOutput.CloseConnection(var connection, var code, var reason) ->
                to(room.outboxes.remove(connection), outbox -> outbox.close(code, reason));
        }
    }

    private void toMedia(HostedRoom room, ConnectionId connection, MediaCommand command) {
        switch (command) {
            case MediaCommand.Configure(var plan) -> media.configure(room.state.id(), connection, plan);
            case MediaCommand.Describe(var offer, var answer) -> media.describe(connection, offer, answer);
            case MediaCommand.Target(var track, var encoding) ->
                media.target(room.state.id(), connection, track, encoding);
            case MediaCommand.Close(boolean isOver) -> media.close(room.state.id(), connection, isOver);
        }
    }

    /** For a room whose signalling can no longer say why. */
    void closeAll(HostedRoom room) {
        List<PeerOutbox> open = List.copyOf(room.outboxes.values());
        room.outboxes.keySet().forEach(connection -> media.close(room.state.id(), connection, true));
        room.outboxes.clear();
        open.forEach(outbox -> outbox.close(PeerGate.INTERNAL_ERROR, PeerGate.BROKEN));
    }

    private static void to(@Nullable PeerOutbox outbox, java.util.function.Consumer<PeerOutbox> message) {
        if (outbox != null) {
            message.accept(outbox);
        }
    }

    private void decide(HostedRoom room, RoomCommand command, Moment now) {
        if (command instanceof RoomCommand.Request && loop.refusal().isPresent()) {
            room.signaling.unavailable(command, now.nanos());
            return;
        }
        RoomLoop.Outcome outcome = loop.decideAndApply(room, command, now);
        room.signaling.answered(command, outcome.answer(), now.nanos());
        if (command instanceof RoomCommand.ConnectPeer connect && outcome.answer() instanceof RoomAnswer.Accepted) {
            loop.hold(outcome.offset(), new Admission(room, connect));
        }
    }

    /** Lets a peer in once the journal holds its PeerConnected. */
    private final class Admission implements HeldReplies.Reply {
        private final HostedRoom room;
        private final RoomCommand.ConnectPeer connect;

        Admission(HostedRoom room, RoomCommand.ConnectPeer connect) {
            this.room = room;
            this.connect = connect;
        }

        @Override
        public void release() {
            Moment now = loop.now();
            loop.inRoom(room, now, () -> room.signaling.admitted(connect.connection(), now.nanos()));
        }

        @Override
        public void expire() {
            Moment now = loop.now();
            loop.inRoom(room, now, () -> room.signaling.unavailable(connect, now.nanos()));
        }
    }
}
