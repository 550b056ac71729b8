package dev.ephyra.sdk.notifier;

import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.AuthRequest;
import dev.ephyra.wire.ServerMessage.EventType;
import dev.ephyra.wire.ServerMessage.SubscribeRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link NotifierSession} asks its server for. Immutable.
 *
 * @param token of the server, or of a consumer
 * @param notifications whether notifications are wanted
 * @param metrics whether metrics are wanted
 * @param filter which notifications
 * @param snapshot whether the open rooms are wanted when nothing is resumed
 * @param durableName under which the server keeps the place; empty for none
 * @param capacity how many notifications may be unhandled
 */
record SessionOptions(
        String token,
        boolean notifications,
        boolean metrics,
        EventFilter filter,
        boolean snapshot,
        String durableName,
        int capacity) {
    /** Whether anything is asked for that Fishjam's server does not know. */
    boolean needsEphyra() {
        return !filter.isAll() || snapshot || !durableName.isEmpty();
    }

    byte[] authRequest() {
        return ServerMessage.newBuilder()
                .setAuthRequest(AuthRequest.newBuilder().setToken(token))
                .build()
                .toByteArray();
    }

    byte[] metricsRequest() {
        return subscribe(SubscribeRequest.newBuilder().setEventType(EventType.EVENT_TYPE_METRICS));
    }

    /** The server stops by itself at as many as the capacity unacknowledged, so that we need not stop reading its pings. */
    byte[] notificationsRequest(@Nullable String resumeCursor) {
        SubscribeRequest.Builder request = SubscribeRequest.newBuilder()
                .setEventType(EventType.EVENT_TYPE_SERVER_NOTIFICATION)
                .setMeta(true)
                .setSnapshot(snapshot)
                .setDurableName(durableName)
                .setMaxUnacked(capacity);
        if (!filter.isAll()) {
            request.setFilter(filter.wire());
        }
        if (resumeCursor != null) {
            request.setResumeCursor(resumeCursor);
        }
        return subscribe(request);
    }

    private static byte[] subscribe(SubscribeRequest.Builder request) {
        return ServerMessage.newBuilder().setSubscribeRequest(request).build().toByteArray();
    }

    /** Shows no token. */
    @Override
    public String toString() {
        return "SessionOptions[notifications=" + notifications + ", metrics=" + metrics + ", snapshot=" + snapshot
                + ", durableName=" + durableName + ", capacity=" + capacity + "]";
    }
}
