package dev.ephyra.sdk.notification;

import dev.ephyra.sdk.TrackType;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.ContentCase;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Components, tracks and channels. Pure. */
final class MediaReaders {
    private MediaReaders() {}

    static void addTo(Map<ContentCase, Function<ServerMessage, ServerNotification>> readers) {
        readers.put(
                ContentCase.HLS_UPLOADED,
                message -> new RoomNotification.HlsUploaded(
                        message.getHlsUploaded().getRoomId()));
        readers.put(
                ContentCase.HLS_UPLOAD_CRASHED,
                message -> new RoomNotification.HlsUploadCrashed(
                        message.getHlsUploadCrashed().getRoomId()));
        readers.put(ContentCase.COMPONENT_CRASHED, message -> crashed(message.getComponentCrashed()));
        readers.put(ContentCase.HLS_PLAYABLE, message -> playable(message.getHlsPlayable()));
        readers.put(ContentCase.TRACK_ADDED, message -> added(message.getTrackAdded()));
        readers.put(ContentCase.TRACK_REMOVED, message -> removed(message.getTrackRemoved()));
        readers.put(ContentCase.TRACK_METADATA_UPDATED, message -> metadataUpdated(message.getTrackMetadataUpdated()));
        readers.put(ContentCase.CHANNEL_ADDED, message -> channelAdded(message.getChannelAdded()));
        readers.put(ContentCase.CHANNEL_REMOVED, message -> channelRemoved(message.getChannelRemoved()));
        readers.put(ContentCase.TRACK_FORWARDING, message -> forwarding(message.getTrackForwarding()));
        readers.put(
                ContentCase.TRACK_FORWARDING_REMOVED,
                message -> forwardingRemoved(message.getTrackForwardingRemoved()));
        readers.put(ContentCase.VAD_NOTIFICATION, message -> voice(message.getVadNotification()));
    }

    private static ServerNotification crashed(ServerMessage.ComponentCrashed component) {
        return new RoomNotification.ComponentCrashed(component.getRoomId(), component.getComponentId());
    }

    private static ServerNotification playable(ServerMessage.HlsPlayable component) {
        return new RoomNotification.HlsPlayable(component.getRoomId(), component.getComponentId());
    }

    private static ServerNotification added(ServerMessage.TrackAdded track) {
        return new RoomNotification.TrackAdded(
                track.getRoomId(),
                publisher(track.hasPeerId(), track.getPeerId(), track.hasComponentId(), track.getComponentId()),
                track(track.getTrack()));
    }

    private static ServerNotification removed(ServerMessage.TrackRemoved track) {
        return new RoomNotification.TrackRemoved(
                track.getRoomId(),
                publisher(track.hasPeerId(), track.getPeerId(), track.hasComponentId(), track.getComponentId()),
                track(track.getTrack()));
    }

    private static ServerNotification metadataUpdated(ServerMessage.TrackMetadataUpdated track) {
        return new RoomNotification.TrackMetadataUpdated(
                track.getRoomId(),
                publisher(track.hasPeerId(), track.getPeerId(), track.hasComponentId(), track.getComponentId()),
                track(track.getTrack()));
    }

    private static ServerNotification channelAdded(ServerMessage.ChannelAdded channel) {
        return new RoomNotification.ChannelAdded(
                channel.getRoomId(),
                publisher(channel.hasPeerId(), channel.getPeerId(), channel.hasComponentId(), channel.getComponentId()),
                channel.getChannelId());
    }

    private static ServerNotification channelRemoved(ServerMessage.ChannelRemoved channel) {
        return new RoomNotification.ChannelRemoved(
                channel.getRoomId(),
                publisher(channel.hasPeerId(), channel.getPeerId(), channel.hasComponentId(), channel.getComponentId()),
                channel.getChannelId());
    }

    private static ServerNotification forwarding(ServerMessage.TrackForwarding tracks) {
        return new RoomNotification.TrackForwarding(
                tracks.getRoomId(),
                tracks.getPeerId(),
                tracks.getCompositionUrl(),
                tracks.getInputId(),
                tracks.hasAudioTrack() ? Optional.of(track(tracks.getAudioTrack())) : Optional.empty(),
                tracks.hasVideoTrack() ? Optional.of(track(tracks.getVideoTrack())) : Optional.empty());
    }

    private static ServerNotification forwardingRemoved(ServerMessage.TrackForwardingRemoved tracks) {
        return new RoomNotification.TrackForwardingRemoved(
                tracks.getRoomId(), tracks.getPeerId(), tracks.getCompositionUrl(), tracks.getInputId());
    }

    private static ServerNotification voice(ServerMessage.VadNotification voice) {
        VoiceActivity status = switch (voice.getStatus()) {
            case STATUS_SILENCE -> VoiceActivity.SILENCE;
            case STATUS_SPEECH -> VoiceActivity.SPEECH;
            case STATUS_UNSPECIFIED, UNRECOGNIZED -> VoiceActivity.UNKNOWN;
        };
        return new RoomNotification.VadNotification(voice.getRoomId(), voice.getPeerId(), voice.getTrackId(), status);
    }

    private static RoomNotification.Publisher publisher(
            boolean ofPeer, String peerId, boolean ofComponent, String componentId) {
        return new RoomNotification.Publisher(
                ofPeer ? Optional.of(peerId) : Optional.empty(),
                ofComponent ? Optional.of(componentId) : Optional.empty());
    }

    private static TrackInfo track(ServerMessage.Track track) {
        return new TrackInfo(track.getId(), type(track.getType()), RoomReaders.json(track.getMetadata()));
    }

    static TrackType type(ServerMessage.TrackType type) {
        return switch (type) {
            case TRACK_TYPE_VIDEO -> TrackType.VIDEO;
            case TRACK_TYPE_AUDIO -> TrackType.AUDIO;
            case TRACK_TYPE_UNSPECIFIED, UNRECOGNIZED -> TrackType.UNKNOWN;
        };
    }
}
