package dev.ephyra.sdk.notification;

import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.ContentCase;
import java.util.Map;
import java.util.function.Function;

/** Livestreams and recordings. Pure. */
final class CloudReaders {
    private CloudReaders() {}

    static void addTo(Map<ContentCase, Function<ServerMessage, ServerNotification>> readers) {
        readers.put(
                ContentCase.STREAM_CONNECTED,
                message -> new CloudNotification.StreamConnected(
                        message.getStreamConnected().getStreamId()));
        readers.put(
                ContentCase.STREAM_DISCONNECTED,
                message -> new CloudNotification.StreamDisconnected(
                        message.getStreamDisconnected().getStreamId()));
        readers.put(ContentCase.VIEWER_CONNECTED, message -> viewerConnected(message.getViewerConnected()));
        readers.put(ContentCase.VIEWER_DISCONNECTED, message -> viewerDisconnected(message.getViewerDisconnected()));
        readers.put(ContentCase.STREAMER_CONNECTED, message -> streamerConnected(message.getStreamerConnected()));
        readers.put(
                ContentCase.STREAMER_DISCONNECTED, message -> streamerDisconnected(message.getStreamerDisconnected()));
        readers.put(ContentCase.RECORDING_STATUS_CHANGED, message -> recording(message.getRecordingStatusChanged()));
    }

    private static ServerNotification viewerConnected(ServerMessage.ViewerConnected stream) {
        return new CloudNotification.ViewerConnected(stream.getStreamId(), stream.getViewerId());
    }

    private static ServerNotification viewerDisconnected(ServerMessage.ViewerDisconnected stream) {
        return new CloudNotification.ViewerDisconnected(stream.getStreamId(), stream.getViewerId());
    }

    private static ServerNotification streamerConnected(ServerMessage.StreamerConnected stream) {
        return new CloudNotification.StreamerConnected(stream.getStreamId(), stream.getStreamerId());
    }

    private static ServerNotification streamerDisconnected(ServerMessage.StreamerDisconnected stream) {
        return new CloudNotification.StreamerDisconnected(stream.getStreamId(), stream.getStreamerId());
    }

    private static ServerNotification recording(ServerMessage.RecordingStatusChanged recording) {
        RecordingStatus status = switch (recording.getStatus()) {
            case STATUS_ACTIVE -> RecordingStatus.ACTIVE;
            case STATUS_FINISHED -> RecordingStatus.FINISHED;
            case STATUS_AVAILABLE -> RecordingStatus.AVAILABLE;
            case STATUS_FAILED -> RecordingStatus.FAILED;
            case STATUS_UNSPECIFIED, UNRECOGNIZED -> RecordingStatus.UNKNOWN;
        };
        return new CloudNotification.RecordingStatusChanged(
                recording.getRecordingId(), status, RoomReaders.json(recording.getMetadata()));
    }
}
