package dev.ephyra.server.rooms;

import dev.ephyra.journal.Draft;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.notify.record.EventContext;
import dev.ephyra.notify.record.NotificationEncoder;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.Moment;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.PeerState;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.RoomLimits;
import dev.ephyra.room.RoomState;
import java.util.Optional;
import java.util.UUID;

/** Turns an applied event into what the journal keeps of it. Owned by one room loop. */
final class RoomRecorder {
    private final EventIds ids;
    private final boolean test;

    RoomRecorder(EventIds ids) {
        this(ids, false);
    }

    private RoomRecorder(EventIds ids, boolean test) {
        this.ids = ids;
        this.test = test;
    }

    /** Marks what it records as made by a trigger. */
    static RoomRecorder ofTests(EventIds ids) {
        return new RoomRecorder(ids, true);
    }

    /** The draft of {@code event}, which must have been applied to {@code state} last, at {@code now}. */
    Draft draft(RoomState state, RoomEvent event, Moment now) {
        long roomSeq = event.isNotified() ? state.roomSeq() : 0;
        EventContext context = event.isNotified() ? contextOf(state, event) : EventContext.NONE;
        return draft(
                state.id().value(), state.epoch().orElseThrow(), roomSeq, state.occurredAtMicros(now), event, context);
    }

    private EventContext contextOf(RoomState state, RoomEvent event) {
        Metadata peerMetadata = aboutPeer(event)
                .flatMap(state::peer)
                .map(PeerState::metadata)
                .filter(metadata -> metadata.json().length() <= RoomLimits.MAX_ROOM_METADATA_CHARS)
                .orElse(Metadata.NONE);
        return new EventContext(
                state.config().map(RoomConfig::metadata).orElse(Metadata.NONE),
                peerMetadata,
                state.peers().size(),
                state.connectedPeers(),
                state.components().size(),
                state.trackCount(),
                test);
    }

    /** Tracks are left out: a full room has two of them for each peer. */
    private static Optional<PeerId> aboutPeer(RoomEvent event) {
        return switch (event) {
            case RoomEvent.PeerAdded e -> Optional.of(e.peer());
            case RoomEvent.PeerConnected e -> Optional.of(e.peer());
            case RoomEvent.PeerDisconnected e -> Optional.of(e.peer());
            case RoomEvent.PeerCrashed e -> Optional.of(e.peer());
            // Its notification has it, and after PeerDeleted nobody has.
            case RoomEvent.PeerMetadataUpdated _, RoomEvent.PeerDeleted _ -> Optional.empty();
            case RoomEvent.RoomCreated _, RoomEvent.RoomDeleted _, RoomEvent.RoomCrashed _ -> Optional.empty();
            case RoomEvent.TrackAdded _, RoomEvent.TrackMetadataUpdated _, RoomEvent.TrackRemoved _ -> Optional.empty();
            case RoomEvent.ComponentEvent _ -> Optional.empty();
        };
    }

    /**
     * The draft of the end of a room that is not hosted, or no longer: nobody is in it.
     *
     * @param roomMetadata what receivers choose rooms by, so that those who got the rest of its life get its end
     * @param lastAliveAtMicros when its host was last known to be alive, in microseconds since 1970 UTC; 0 if nobody knows
     */
    Draft ending(
            String room,
            UUID epoch,
            long roomSeq,
            long occurredAtMicros,
            RoomEvent.RoomCrashed event,
            Metadata roomMetadata,
            long lastAliveAtMicros) {
        EventContext context = new EventContext(roomMetadata, Metadata.NONE, 0, 0, 0, 0, false, lastAliveAtMicros);
        return draft(room, epoch, roomSeq, occurredAtMicros, event, context);
    }

    private Draft draft(
            String room, UUID epoch, long roomSeq, long occurredAtMicros, RoomEvent event, EventContext context) {
        return new Draft(
                room,
                epoch,
                roomSeq,
                ids.mint(occurredAtMicros / 1000),
                occurredAtMicros,
                lifecycle(event),
                EventCodec.encode(event, context),
                NotificationEncoder.encode(new RoomId(room), event));
    }

    private static Lifecycle lifecycle(RoomEvent event) {
        if (event instanceof RoomEvent.RoomCreated) {
            return Lifecycle.OPENS;
        }
        return event.endsRoom() ? Lifecycle.CLOSES : Lifecycle.CONTINUES;
    }
}
