package dev.ephyra.server.rooms;

import dev.ephyra.journal.Draft;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.notify.record.NotificationEncoder;
import dev.ephyra.room.Moment;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.RoomState;
import java.util.UUID;

/** Turns an applied event into what the journal keeps of it. Owned by one room loop. */
final class RoomRecorder {
    private final EventIds ids;

    RoomRecorder(EventIds ids) {
        this.ids = ids;
    }

    /** The draft of {@code event}, which must have been applied to {@code state} last, at {@code now}. */
    Draft draft(RoomState state, RoomEvent event, Moment now) {
        long roomSeq = event.isNotified() ? state.roomSeq() : 0;
        return draft(state.id().value(), state.epoch().orElseThrow(), roomSeq, state.occurredAtMicros(now), event);
    }

    /** The draft of an event of a room that is not hosted, or no longer. */
    Draft draft(String room, UUID epoch, long roomSeq, long occurredAtMicros, RoomEvent event) {
        return new Draft(
                room,
                epoch,
                roomSeq,
                ids.mint(occurredAtMicros / 1000),
                occurredAtMicros,
                lifecycle(event),
                EventCodec.encode(event),
                NotificationEncoder.encode(new RoomId(room), event));
    }

    private static Lifecycle lifecycle(RoomEvent event) {
        if (event instanceof RoomEvent.RoomCreated) {
            return Lifecycle.OPENS;
        }
        return event.endsRoom() ? Lifecycle.CLOSES : Lifecycle.CONTINUES;
    }
}
