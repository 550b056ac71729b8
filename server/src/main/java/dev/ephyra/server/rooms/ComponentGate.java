package dev.ephyra.server.rooms;

import dev.ephyra.component.ComponentListener;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.Moment;
import dev.ephyra.room.RoomAnswer;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackOwner;
import java.util.Optional;

/** Where components reach the loops of their rooms: what they tell has happened. Thread-safe and without state of its own. */
public final class ComponentGate implements ComponentListener {
    private final RoomDirectory directory;

    public ComponentGate(RoomDirectory directory) {
        this.directory = directory;
    }

    @Override
    public void trackAdded(RoomId room, ComponentId component, Track track) {
        RoomCommand.AddTrack add = new RoomCommand.AddTrack(new TrackOwner.OfComponent(component), track);
        directory.loopOf(room).mailbox().offerFact((loop, now) -> add(loop, room, component, add, now));
    }

    /** What the room does not hold nobody may send: whose track it cannot take ends. */
    private static void add(RoomLoop loop, RoomId room, ComponentId component, RoomCommand.AddTrack track, Moment now) {
        Optional<String> refusal = loop.refusal();
        if (refusal.isEmpty()) {
            RoomAnswer answer = loop.request(room, track, now).answer();
            refusal = answer instanceof RoomAnswer.Accepted ? Optional.empty() : Optional.of(answer.toString());
        }
        refusal.map(why -> new RoomCommand.CrashComponent(
                        component, CrashCause.REFUSED, "Its track cannot be taken: " + why))
                .ifPresent(crash -> loop.fact(room, crash, now));
    }

    @Override
    public void trackRemoved(RoomId room, ComponentId component, TrackId track) {
        tell(room, new RoomCommand.RemoveTrack(new TrackOwner.OfComponent(component), track));
    }

    @Override
    public void finished(RoomId room, ComponentId component) {
        tell(room, new RoomCommand.FinishComponent(component));
    }

    @Override
    public void crashed(RoomId room, ComponentId component, CrashCause cause, String reason) {
        tell(room, new RoomCommand.CrashComponent(component, cause, reason));
    }

    private void tell(RoomId room, RoomCommand.Fact fact) {
        directory.loopOf(room).mailbox().offerFact((loop, now) -> loop.fact(room, fact, now));
    }
}
