package dev.ephyra.notify.record;

import com.google.protobuf.ByteString;
import dev.ephyra.notify.record.stored.StoredEvent;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.VideoCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** The way from a stored event back to the room's own. Stateless; throws IllegalArgumentException on what it does not know. */
final class EventReader {
    private static final int UUID_BYTES = 16;

    private EventReader() {}

    static RoomEvent read(StoredEvent stored) {
        return switch (stored.getEventCase()) {
            case ROOM_CREATED -> event(stored.getRoomCreated());
            case ROOM_DELETED -> event(stored.getRoomDeleted());
            case ROOM_CRASHED -> event(stored.getRoomCrashed());
            case PEER_ADDED -> event(stored.getPeerAdded());
            case PEER_DELETED -> event(stored.getPeerDeleted());
            case PEER_CONNECTED -> event(stored.getPeerConnected());
            case PEER_DISCONNECTED -> event(stored.getPeerDisconnected());
            case PEER_CRASHED -> event(stored.getPeerCrashed());
            case PEER_METADATA_UPDATED -> event(stored.getPeerMetadataUpdated());
            case TRACK_ADDED -> {
                StoredEvent.TrackChanged added = stored.getTrackAdded();
                yield new RoomEvent.TrackAdded(StoredTracks.owner(added), StoredTracks.track(added));
            }
            case TRACK_METADATA_UPDATED -> {
                StoredEvent.TrackChanged updated = stored.getTrackMetadataUpdated();
                yield new RoomEvent.TrackMetadataUpdated(StoredTracks.owner(updated), StoredTracks.track(updated));
            }
            case TRACK_REMOVED -> {
                StoredEvent.TrackChanged removed = stored.getTrackRemoved();
                yield new RoomEvent.TrackRemoved(StoredTracks.owner(removed), StoredTracks.track(removed));
            }
            case COMPONENT_ADDED -> event(stored.getComponentAdded());
            case COMPONENT_REMOVED -> event(stored.getComponentRemoved());
            case COMPONENT_CRASHED -> event(stored.getComponentCrashed());
            case COMPONENT_SUBSCRIBED -> event(stored.getComponentSubscribed());
            case PHONE_DIALED -> event(stored.getPhoneDialed());
            case CALL_ENDED -> event(stored.getCallEnded());
            case SERVER_EVENT -> throw new IllegalArgumentException("an event of the server is not one of a room");
            case EVENT_NOT_SET ->
                throw new IllegalArgumentException("a stored event is of a kind this version does not know: "
                        + stored.getUnknownFields().asMap().keySet());
        };
    }

    private static RoomEvent event(StoredEvent.RoomDeleted stored) {
        return new RoomEvent.RoomDeleted(EndReason.valueOf(stored.getReason()));
    }

    private static RoomEvent event(StoredEvent.RoomCrashed stored) {
        return new RoomEvent.RoomCrashed(EndReason.valueOf(stored.getReason()), stored.getDetail());
    }

    private static RoomEvent event(StoredEvent.PeerAdded stored) {
        return new RoomEvent.PeerAdded(new PeerId(stored.getPeerId()), stored.getEnableSimulcast());
    }

    private static RoomEvent event(StoredEvent.PeerDeleted stored) {
        return new RoomEvent.PeerDeleted(new PeerId(stored.getPeerId()), EndReason.valueOf(stored.getReason()));
    }

    private static RoomEvent event(StoredEvent.PeerConnected stored) {
        return new RoomEvent.PeerConnected(new PeerId(stored.getPeerId()), new ConnectionId(stored.getConnectionId()));
    }

    private static RoomEvent event(StoredEvent.PeerDisconnected stored) {
        return new RoomEvent.PeerDisconnected(new PeerId(stored.getPeerId()), EndReason.valueOf(stored.getReason()));
    }

    private static RoomEvent event(StoredEvent.PeerCrashed stored) {
        return new RoomEvent.PeerCrashed(new PeerId(stored.getPeerId()), stored.getDetail());
    }

    private static RoomEvent event(StoredEvent.PeerMetadataUpdated stored) {
        return new RoomEvent.PeerMetadataUpdated(
                new PeerId(stored.getPeerId()), new Metadata(stored.getMetadataJson()));
    }

    private static RoomEvent event(StoredEvent.ComponentAdded stored) {
        return new RoomEvent.ComponentAdded(
                new ComponentId(stored.getComponentId()),
                ComponentType.valueOf(stored.getComponentType()),
                stored.getPropertiesJson(),
                stored.getManualSubscribe());
    }

    private static RoomEvent event(StoredEvent.ComponentRemoved stored) {
        return new RoomEvent.ComponentRemoved(
                new ComponentId(stored.getComponentId()), EndReason.valueOf(stored.getReason()));
    }

    private static RoomEvent event(StoredEvent.ComponentCrashed stored) {
        CrashCause cause = stored.getCause().isEmpty() ? CrashCause.UNKNOWN : CrashCause.valueOf(stored.getCause());
        return new RoomEvent.ComponentCrashed(new ComponentId(stored.getComponentId()), cause, stored.getDetail());
    }

    private static RoomEvent event(StoredEvent.ComponentSubscribed stored) {
        return new RoomEvent.ComponentSubscribed(
                new ComponentId(stored.getComponentId()), List.copyOf(stored.getOriginsList()));
    }

    private static RoomEvent event(StoredEvent.PhoneDialed stored) {
        return new RoomEvent.PhoneDialed(new ComponentId(stored.getComponentId()), stored.getPhoneNumber());
    }

    private static RoomEvent event(StoredEvent.CallEnded stored) {
        return new RoomEvent.CallEnded(new ComponentId(stored.getComponentId()));
    }

    private static RoomEvent event(StoredEvent.RoomCreated stored) {
        RoomConfig config = new RoomConfig(
                new RoomId(stored.getRoomId()),
                optional(stored.hasMaxPeers(), stored.getMaxPeers()),
                stored.hasVideoCodec() ? Optional.of(VideoCodec.valueOf(stored.getVideoCodec())) : Optional.empty(),
                stored.hasWebhookUrl() ? Optional.of(stored.getWebhookUrl()) : Optional.empty(),
                optional(stored.hasPeerlessPurgeTimeoutSeconds(), stored.getPeerlessPurgeTimeoutSeconds()),
                optional(stored.hasPeerDisconnectedTimeoutSeconds(), stored.getPeerDisconnectedTimeoutSeconds()),
                stored.getMetadataJson().isEmpty() ? Metadata.NONE : new Metadata(stored.getMetadataJson()),
                stored.getBatchesWebhooks());
        return new RoomEvent.RoomCreated(config, uuid(stored.getEpoch()));
    }

    private static OptionalInt optional(boolean present, int value) {
        return present ? OptionalInt.of(value) : OptionalInt.empty();
    }

    private static UUID uuid(ByteString bytes) {
        if (bytes.size() != UUID_BYTES) {
            throw new IllegalArgumentException("a stored room epoch has " + bytes.size() + " bytes instead of 16");
        }
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
