package dev.ephyra.sdk.notification;

/** What only the cloud of Fishjam tells, and of no room: livestreams and recordings. */
public sealed interface CloudNotification extends ServerNotification {
    /**
     * A livestream began.
     *
     * @param streamId of the livestream
     */
    record StreamConnected(String streamId) implements CloudNotification {}

    /**
     * A livestream ended.
     *
     * @param streamId of the livestream
     */
    record StreamDisconnected(String streamId) implements CloudNotification {}

    /**
     * Somebody watches a livestream.
     *
     * @param streamId of the livestream
     * @param viewerId of the viewer
     */
    record ViewerConnected(String streamId, String viewerId) implements CloudNotification {}

    /**
     * Somebody watches a livestream no longer.
     *
     * @param streamId of the livestream
     * @param viewerId of the viewer
     */
    record ViewerDisconnected(String streamId, String viewerId) implements CloudNotification {}

    /**
     * Somebody sends a livestream.
     *
     * @param streamId of the livestream
     * @param streamerId of the streamer
     */
    record StreamerConnected(String streamId, String streamerId) implements CloudNotification {}

    /**
     * Somebody sends a livestream no longer.
     *
     * @param streamId of the livestream
     * @param streamerId of the streamer
     */
    record StreamerDisconnected(String streamId, String streamerId) implements CloudNotification {}

    /**
     * A recording began, ended, can be had, or failed.
     *
     * @param recordingId of the recording
     * @param status what it is now
     * @param metadata JSON text
     */
    record RecordingStatusChanged(String recordingId, RecordingStatus status, String metadata)
            implements CloudNotification {}
}
