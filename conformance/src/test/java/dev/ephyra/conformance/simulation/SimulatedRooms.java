package dev.ephyra.conformance.simulation;

import dev.ephyra.journal.Draft;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.journal.Recovery;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.notify.record.EventContext;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.notify.record.NotificationEncoder;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.Decision;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.Moment;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.PeerState;
import dev.ephyra.room.RoomApplier;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomDecider;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.RoomState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;

/** The rooms of one run of a node: real states and decisions, random commands. Ids come back, so rooms are created anew. */
final class SimulatedRooms {
    private final Random random;
    private final Journal journal;
    private final int ids;
    private final Optional<String> webhookUrl;
    private final Map<RoomId, RoomState> rooms = new HashMap<>();
    private long minted;

    SimulatedRooms(Random random, Journal journal, int ids, Optional<String> webhookUrl) {
        this.random = random;
        this.journal = journal;
        this.ids = ids;
        this.webhookUrl = webhookUrl;
    }

    /** One random command to one random room; returns the offset of what was appended, 0 for nothing. */
    long act(Moment now) {
        RoomId id = new RoomId((random.nextInt(4) == 0 ? "a-" : "b-") + random.nextInt(ids));
        RoomState state = rooms.computeIfAbsent(id, RoomState::absent);
        if (state.isEnded()) {
            state = RoomState.absent(id);
            rooms.put(id, state);
        }
        return run(state, command(state), now);
    }

    private RoomCommand command(RoomState state) {
        if (!state.isOpen()) {
            RoomConfig config = new RoomConfig(
                    state.id(),
                    OptionalInt.empty(),
                    Optional.empty(),
                    webhookUrl.filter(_ -> random.nextInt(3) > 0),
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    random.nextBoolean() ? new Metadata("{\"tenant\":" + random.nextInt(3) + "}") : Metadata.NONE,
                    random.nextBoolean());
            return new RoomCommand.CreateRoom(config, uuid());
        }
        List<PeerId> peers = List.copyOf(state.peers().keySet());
        RoomCommand add = new RoomCommand.AddPeer(new PeerId("p" + ++minted), random.nextBoolean());
        if (peers.isEmpty()) {
            return add;
        }
        PeerId peer = peers.get(random.nextInt(peers.size()));
        return switch (random.nextInt(12)) {
            case 0 -> new RoomCommand.DeleteRoom(EndReason.ROOM_DELETED);
            case 1, 2 -> add;
            case 3, 4, 5, 6 -> new RoomCommand.ConnectPeer(peer, new ConnectionId(++minted));
            case 7 -> new RoomCommand.DeletePeer(peer);
            case 8 -> new RoomCommand.CrashPeer(peer, "simulated");
            case 9 -> random.nextInt(8) == 0 ? new RoomCommand.CrashRoom(EndReason.ROOM_CRASHED, "simulated") : add;
            case 10, 11 -> disconnect(state, peer).orElse(add);
            default -> throw new IllegalStateException("no such command");
        };
    }

    private static Optional<RoomCommand> disconnect(RoomState state, PeerId peer) {
        return state.peer(peer)
                .flatMap(PeerState::connection)
                .map(connection -> new RoomCommand.DisconnectPeer(peer, connection, EndReason.NETWORK_LOST));
    }

    private long run(RoomState state, RoomCommand command, Moment now) {
        Decision decision = RoomDecider.decide(state, command, now);
        List<Draft> drafts = new ArrayList<>();
        for (RoomEvent event : decision.events()) {
            RoomApplier.apply(state, event, now);
            drafts.add(draft(
                    state.id().value(),
                    state.epoch().orElseThrow(),
                    event.isNotified() ? state.roomSeq() : 0,
                    state.occurredAtMicros(now),
                    event,
                    state.config().map(RoomConfig::metadata).orElse(Metadata.NONE)));
        }
        return drafts.isEmpty() ? 0 : journal.append(drafts);
    }

    /** What a start does before anything else: ends what the last run left open. */
    void endOpenRooms(Moment now) {
        List<Draft> drafts = new ArrayList<>();
        for (Recovery.OpenRoom open : journal.recovery().openRooms()) {
            drafts.add(draft(
                    open.room(),
                    open.roomEpoch(),
                    open.lastRoomSeq() + 1,
                    Math.max(open.lastOccurredAtMicros(), now.wallMicros()),
                    new RoomEvent.RoomCrashed(EndReason.NODE_RESTARTED, "simulated"),
                    metadataOf(open)));
        }
        if (!drafts.isEmpty()) {
            journal.append(drafts);
        }
    }

    private Metadata metadataOf(Recovery.OpenRoom open) {
        return journal.history(open.room(), open.roomEpoch(), 0, 1).stream()
                .map(record -> EventFacts.of(record).context().roomMetadata())
                .findFirst()
                .orElse(Metadata.NONE);
    }

    private Draft draft(String room, UUID epoch, long seq, long atMicros, RoomEvent event, Metadata metadata) {
        Lifecycle lifecycle = event.endsRoom()
                ? Lifecycle.CLOSES
                : event instanceof RoomEvent.RoomCreated ? Lifecycle.OPENS : Lifecycle.CONTINUES;
        EventContext context = new EventContext(metadata, Metadata.NONE, 1, 1, 0, 0, false);
        return new Draft(
                room,
                epoch,
                seq,
                uuid(),
                atMicros,
                lifecycle,
                EventCodec.encode(event, context),
                NotificationEncoder.encode(new RoomId(room), event));
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }
}
