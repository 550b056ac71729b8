package dev.ephyra.notify.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.notify.record.stored.StoredEvent;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.VideoCodec;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Room events to the bytes a journal record keeps. Stateless; {@link EventReader} is the way back. What was once written
 * stays readable for ever, so fields are only ever added.
 */
public final class EventCodec {
    private EventCodec() {}

    /** The stored form of {@code event}, alone. */
    public static byte[] encode(RoomEvent event) {
        return encode(event, EventContext.NONE);
    }

    /** The stored form of {@code event} with what was true beside it. */
    public static byte[] encode(RoomEvent event, EventContext context) {
        StoredEvent.Builder stored = StoredEvent.newBuilder();
        context.store(stored);
        switch (event) {
            case RoomEvent.RoomCreated e -> stored.setRoomCreated(roomCreated(e));
            case RoomEvent.RoomDeleted e ->
                stored.getRoomDeletedBuilder().setReason(e.reason().name());
            case RoomEvent.RoomCrashed e ->
                stored.getRoomCrashedBuilder().setReason(e.reason().name()).setDetail(e.detail());
            case RoomEvent.PeerAdded e ->
                stored.getPeerAddedBuilder().setPeerId(e.peer().value()).setEnableSimulcast(e.enableSimulcast());
            case RoomEvent.PeerDeleted e ->
                stored.getPeerDeletedBuilder()
                        .setPeerId(e.peer().value())
                        .setReason(e.reason().name());
            case RoomEvent.PeerConnected e ->
                stored.getPeerConnectedBuilder()
                        .setPeerId(e.peer().value())
                        .setConnectionId(e.connection().value());
            case RoomEvent.PeerDisconnected e ->
                stored.getPeerDisconnectedBuilder()
                        .setPeerId(e.peer().value())
                        .setReason(e.reason().name());
            case RoomEvent.PeerCrashed e ->
                stored.getPeerCrashedBuilder().setPeerId(e.peer().value()).setDetail(e.detail());
            case RoomEvent.PeerMetadataUpdated e ->
                stored.getPeerMetadataUpdatedBuilder()
                        .setPeerId(e.peer().value())
                        .setMetadataJson(e.metadata().json());
            case RoomEvent.TrackAdded e -> stored.setTrackAdded(StoredTracks.of(e.owner(), e.track()));
            case RoomEvent.TrackMetadataUpdated e ->
                stored.setTrackMetadataUpdated(StoredTracks.of(e.owner(), e.track()));
            case RoomEvent.TrackRemoved e -> stored.setTrackRemoved(StoredTracks.of(e.owner(), e.track()));
            case RoomEvent.ComponentEvent e -> store(stored, e);
        }
        return stored.build().toByteArray();
    }

    private static void store(StoredEvent.Builder stored, RoomEvent.ComponentEvent event) {
        switch (event) {
            case RoomEvent.ComponentAdded e ->
                stored.getComponentAddedBuilder()
                        .setComponentId(e.component().value())
                        .setComponentType(e.type().name())
                        .setPropertiesJson(e.propertiesJson())
                        .setManualSubscribe(e.manualSubscribe());
            case RoomEvent.ComponentRemoved e ->
                stored.getComponentRemovedBuilder()
                        .setComponentId(e.component().value())
                        .setReason(e.reason().name());
            case RoomEvent.ComponentCrashed e ->
                stored.getComponentCrashedBuilder()
                        .setComponentId(e.component().value())
                        .setDetail(e.detail())
                        .setCause(e.cause().name());
            case RoomEvent.ComponentSubscribed e ->
                stored.getComponentSubscribedBuilder()
                        .setComponentId(e.component().value())
                        .addAllOrigins(e.origins());
            case RoomEvent.PhoneDialed e ->
                stored.getPhoneDialedBuilder()
                        .setComponentId(e.component().value())
                        .setPhoneNumber(e.phoneNumber());
            case RoomEvent.CallEnded e ->
                stored.getCallEndedBuilder().setComponentId(e.component().value());
        }
    }

    /**
     * The event that {@code bytes} keep.
     *
     * @throws IllegalArgumentException if the bytes are no event of this version; the journal's checksums make that a
     *     broken invariant, or a folder of a newer version
     */
    public static RoomEvent decode(byte[] bytes) {
        try {
            return EventReader.read(StoredEvent.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("a stored event does not decode: " + e.getMessage(), e);
        }
    }

    private static StoredEvent.RoomCreated roomCreated(RoomEvent.RoomCreated event) {
        RoomConfig config = event.config();
        StoredEvent.RoomCreated.Builder stored =
                StoredEvent.RoomCreated.newBuilder().setRoomId(config.roomId().value());
        stored.setEpoch(bytesOf(event.epoch()));
        config.maxPeers().ifPresent(stored::setMaxPeers);
        config.videoCodec().map(VideoCodec::name).ifPresent(stored::setVideoCodec);
        config.webhookUrl().ifPresent(stored::setWebhookUrl);
        config.peerlessPurgeTimeoutSeconds().ifPresent(stored::setPeerlessPurgeTimeoutSeconds);
        config.peerDisconnectedTimeoutSeconds().ifPresent(stored::setPeerDisconnectedTimeoutSeconds);
        if (!config.metadata().equals(Metadata.NONE)) {
            stored.setMetadataJson(config.metadata().json());
        }
        stored.setBatchesWebhooks(config.batchesWebhooks());
        return stored.build();
    }

    private static ByteString bytesOf(UUID uuid) {
        ByteBuffer bytes =
                ByteBuffer.allocate(16).putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
        return ByteString.copyFrom(bytes.flip());
    }
}
