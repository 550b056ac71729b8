package dev.ephyra.server.rooms;

import dev.ephyra.journal.Draft;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalHealth;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.room.BrokenInvariant;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.Decision;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.Moment;
import dev.ephyra.room.RoomAnswer;
import dev.ephyra.room.RoomApplier;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomDecider;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.RoomLimits;
import dev.ephyra.room.RoomSnapshot;
import dev.ephyra.room.RoomState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rooms of one thread, and the command path: decide, apply, append, and answer once durable. All methods but
 * {@link #mailbox()} are called on the loop's own thread, from its {@link LoopTask}s.
 */
public final class RoomLoop {
    static final String SHUTTING_DOWN = "The server is shutting down";
    static final String NOT_DURABLE_IN_TIME = "The journal did not confirm the change in time; it may still happen";
    private static final String ROOMS = "rooms on this server";

    private static final Logger LOG = LoggerFactory.getLogger(RoomLoop.class);

    private final Mailbox mailbox;
    private final Journal journal;
    private final RoomRecorder recorder;
    private final RoomLoopLimits limits;
    private final RoomPeers peers;
    private final RoomPorts ports;
    private final Map<RoomId, HostedRoom> rooms = new HashMap<>();
    private final HeldReplies replies = new HeldReplies();
    private final RoomTimers timers = new RoomTimers();
    private long headOffset;
    private boolean ending;
    private boolean wakeDue;
    private Moment now = new Moment(0, 0);

    RoomLoop(Mailbox mailbox, Journal journal, RoomRecorder recorder, RoomLoopLimits limits, RoomPorts ports) {
        this.mailbox = mailbox;
        this.journal = journal;
        this.recorder = recorder;
        this.limits = limits;
        this.ports = ports;
        this.peers = new RoomPeers(this, ports.media());
        this.headOffset = journal.durable();
    }

    /** What came of a command: the answer, and how far the journal must be durable before it may be told. */
    record Outcome(RoomAnswer answer, long offset) {}

    Mailbox mailbox() {
        return mailbox;
    }

    /** One turn: what was sent, what became durable, what is due. Returns how long it may wait for more. */
    long turn(Moment now) {
        try {
            return turnOnce(now);
        } finally {
            // Once for all events of the turn, also of one that broke.
            if (wakeDue) {
                wakeDue = false;
                journal.wake();
            }
        }
    }

    private long turnOnce(Moment now) {
        this.now = now;
        for (int count = 0; count < limits.tasksPerTurn(); count++) {
            LoopTask task = mailbox.poll();
            if (task == null) {
                break;
            }
            task.run(this, now);
        }
        replies.release(journal.durable());
        replies.expire(now.nanos());
        for (RoomId due = timers.pollDue(now.nanos()); due != null; due = timers.pollDue(now.nanos())) {
            onTimer(due, now);
        }
        long most = replies.size() == 0 ? limits.idleWaitNanos() : limits.holdingWaitNanos();
        return timers.nanosToNext(now.nanos(), most);
    }

    /** Why no change can be taken now; empty if it can. */
    Optional<String> refusal() {
        if (ending) {
            return Optional.of(SHUTTING_DOWN);
        }
        return switch (journal.health()) {
            case JournalHealth.Accepting _ -> Optional.empty();
            case JournalHealth.Failing(String why) -> Optional.of("The journal cannot be written: " + why);
            case JournalHealth.Full(String why) -> Optional.of("The journal is full: " + why);
        };
    }

    /** No change is taken any more: what the API let in a moment before the end must not open a room behind it. */
    void refuseChanges() {
        ending = true;
    }

    /** Carries out a request. The caller has asked {@link #refusal()} before. */
    Outcome request(RoomId id, RoomCommand command, Moment now) {
        HostedRoom room = rooms.get(id);
        if (room != null) {
            return execute(room, command, now);
        }
        if (!(command instanceof RoomCommand.CreateRoom)) {
            // The room may have ended in a record that is not durable yet, and no answer may run ahead of it.
            return new Outcome(new RoomAnswer.RoomNotFound(), headOffset);
        }
        if (!limits.roomCount().tryAdd()) {
            return new Outcome(
                    new RoomAnswer.LimitReached(ROOMS, limits.roomCount().most()), headOffset);
        }
        HostedRoom created = new HostedRoom(id, ports);
        rooms.put(id, created);
        return execute(created, command, now);
    }

    /** Records what has happened already. */
    void fact(RoomId id, RoomCommand.Fact fact, Moment now) {
        HostedRoom room = rooms.get(id);
        if (room != null) {
            execute(room, fact, now);
        }
    }

    Outcome execute(HostedRoom room, RoomCommand command, Moment now) {
        Optional<RoomAnswer> refusal = room.components.refusal(command);
        if (refusal.isPresent()) {
            return new Outcome(refusal.get(), room.headOffset);
        }
        Outcome outcome = decideAndApply(room, command, now);
        if (command instanceof RoomCommand.AddComponent added && outcome.answer() instanceof RoomAnswer.Accepted) {
            start(room, added, now);
        }
        inRoom(room, now, () -> {});
        return outcome;
    }

    private void start(HostedRoom room, RoomCommand.AddComponent added, Moment now) {
        for (RoomCommand next : room.components.start(added)) {
            RoomAnswer answer = decideAndApply(room, next, now).answer();
            if (!(answer instanceof RoomAnswer.Accepted)) {
                String why = "Its track cannot be taken: " + answer;
                decideAndApply(room, new RoomCommand.CrashComponent(added.component(), CrashCause.REFUSED, why), now);
            }
        }
    }

    /**
     * Does something to a room's signalling, then what that asks for. Containment point: whatever breaks in here ends this
     * room, with its notification, and nothing else.
     */
    void inRoom(HostedRoom room, Moment now, Runnable action) {
        try {
            action.run();
            peers.settle(room, now);
        } catch (RuntimeException | StackOverflowError broken) {
            crash(room, broken, now);
        }
        reschedule(room);
    }

    /** When this turn began. */
    Moment now() {
        return now;
    }

    /** Containment point: whatever breaks in here ends this room, with its notification, and nothing else. */
    Outcome decideAndApply(HostedRoom room, RoomCommand command, Moment now) {
        if (room.ended) {
            // It may have broken just now, in the middle of what it had asked for; its state says nothing any more.
            return new Outcome(new RoomAnswer.RoomNotFound(), room.headOffset);
        }
        try {
            Decision decision = RoomDecider.decide(room.state, command, now);
            List<Draft> drafts = new ArrayList<>(decision.events().size());
            for (RoomEvent event : decision.events()) {
                RoomApplier.apply(room.state, event, now);
                drafts.add(recorder.draft(room.state, event, now));
            }
            append(room, drafts);
            decision.events().forEach(room.components::onEvent);
            decision.events().forEach(event -> room.signaling.onEvent(event, now.nanos()));
            forgetIfEnded(room);
            return new Outcome(decision.answer(), room.headOffset);
        } catch (RuntimeException | StackOverflowError broken) {
            crash(room, broken, now);
            return new Outcome(new RoomAnswer.RoomNotFound(), room.headOffset);
        }
    }

    private void append(HostedRoom room, List<Draft> drafts) {
        if (!drafts.isEmpty()) {
            headOffset = journal.enqueue(drafts);
            wakeDue = true;
            room.headOffset = headOffset;
            for (Draft draft : drafts) {
                room.recordedSeq = Math.max(room.recordedSeq, draft.roomSeq());
            }
            room.ended = drafts.getLast().lifecycle() == JournalRecord.Lifecycle.CLOSES;
        }
    }

    /** Ends a room whose state can no longer be trusted, by the little of it that every state has. */
    private void crash(HostedRoom room, Throwable broken, Moment now) {
        LOG.error("Room {} broke and ends: {}", room.state.id(), broken.getMessage(), broken);
        String detail = broken instanceof BrokenInvariant ? String.valueOf(broken.getMessage()) : broken.toString();
        RoomEvent.RoomCrashed event = new RoomEvent.RoomCrashed(EndReason.ROOM_CRASHED, RoomLimits.cutDetail(detail));
        forget(room);
        appendCrash(room, event, now);
        room.ended = true;
        room.components.onEvent(event);
        try {
            room.signaling.onEvent(event, now.nanos());
            peers.settle(room, now);
        } catch (RuntimeException | StackOverflowError again) {
            // Containment point: even what tells the peers may be what broke.
            LOG.error("The sockets of room {} are closed without a reason", room.state.id(), again);
            peers.closeAll(room);
        }
    }

    /** Nobody has heard of a room without a record, and one that has ended ends once. */
    private void appendCrash(HostedRoom room, RoomEvent.RoomCrashed event, Moment now) {
        RoomState state = room.state;
        boolean recordedAsOpen = room.headOffset > 0 && !room.ended;
        state.epoch()
                .filter(_ -> recordedAsOpen)
                .ifPresent(epoch -> append(
                        room,
                        List.of(recorder.ending(
                                state.id().value(),
                                epoch,
                                room.recordedSeq + 1,
                                state.occurredAtMicros(now),
                                event,
                                state.config().map(RoomConfig::metadata).orElse(Metadata.NONE),
                                0))));
    }

    private void forgetIfEnded(HostedRoom room) {
        if (!room.state.isOpen()) {
            forget(room);
        }
    }

    private void forget(HostedRoom room) {
        if (rooms.remove(room.state.id(), room)) {
            timers.cancel(room.state.id());
            limits.roomCount().remove();
        }
    }

    private void onTimer(RoomId id, Moment now) {
        HostedRoom room = rooms.get(id);
        if (room == null) {
            return;
        }
        inRoom(room, now, () -> room.signaling.onTime(now.nanos()));
        execute(room, new RoomCommand.ExpireTimers(), now);
    }

    private void reschedule(HostedRoom room) {
        long deadline = Math.min(orNever(room.state.nextDeadlineNanos()), orNever(room.signaling.nextDeadlineNanos()));
        if (rooms.get(room.state.id()) != room) {
            return;
        }
        if (deadline == Long.MAX_VALUE) {
            timers.cancel(room.state.id());
        } else {
            timers.schedule(room.state.id(), deadline);
        }
    }

    private static long orNever(OptionalLong deadline) {
        return deadline.orElse(Long.MAX_VALUE);
    }

    @Nullable
    HostedRoom room(RoomId id) {
        return rooms.get(id);
    }

    Optional<RoomSnapshot> snapshot(RoomId id) {
        return Optional.ofNullable(rooms.get(id)).map(room -> room.state.snapshot());
    }

    List<RoomSnapshot> snapshots() {
        return rooms.values().stream().map(room -> room.state.snapshot()).toList();
    }

    /** Up to where the journal must be durable before anything about {@code id} may be told. */
    long headOf(RoomId id) {
        HostedRoom room = rooms.get(id);
        return room == null ? headOffset : room.headOffset;
    }

    long headOffset() {
        return headOffset;
    }

    /** Timers that are set; at most one for each room. */
    int timerCount() {
        return timers.size();
    }

    /** Ids of all open rooms. */
    List<RoomId> ids() {
        return List.copyOf(rooms.keySet());
    }

    void hold(long offset, HeldReplies.Reply reply) {
        replies.hold(offset, journal.durable(), now.nanos() + limits.durableDeadlineNanos(), reply);
    }
}
