package dev.ephyra.sdk.notification;

import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.ContentCase;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A message to the notification that is in it. Pure; never fails, whatever the message. */
final class ContentReader {
    /** Requests and answers of the socket, and what it brings beside notifications. */
    static final Set<ContentCase> NO_NOTIFICATIONS = EnumSet.of(
            ContentCase.AUTHENTICATED,
            ContentCase.AUTH_REQUEST,
            ContentCase.SUBSCRIBE_REQUEST,
            ContentCase.SUBSCRIBE_RESPONSE,
            ContentCase.METRICS_REPORT,
            ContentCase.NOTIFICATION_BATCH,
            ContentCase.ACK,
            ContentCase.ROOMS_SNAPSHOT);

    private static final Map<ContentCase, Function<ServerMessage, ServerNotification>> READERS = readers();

    private ContentReader() {}

    /** Empty if it is no notification. */
    static Optional<Notification> read(ServerMessage message) {
        if (NO_NOTIFICATIONS.contains(message.getContentCase())) {
            return Optional.empty();
        }
        Optional<EventIdentity> event =
                message.hasMeta() ? Optional.of(IdentityReader.read(message.getMeta())) : Optional.empty();
        return Optional.of(new Notification(content(message), event, message));
    }

    private static ServerNotification content(ServerMessage message) {
        return READERS.getOrDefault(message.getContentCase(), ContentReader::unknown)
                .apply(message);
    }

    private static ServerNotification unknown(ServerMessage message) {
        return new ServerNotification.Unknown(
                message.getUnknownFields().asMap().keySet().stream().findFirst().orElse(0));
    }

    private static Map<ContentCase, Function<ServerMessage, ServerNotification>> readers() {
        Map<ContentCase, Function<ServerMessage, ServerNotification>> readers = new EnumMap<>(ContentCase.class);
        RoomReaders.addTo(readers);
        MediaReaders.addTo(readers);
        CloudReaders.addTo(readers);
        HealthReaders.addTo(readers);
        return readers;
    }
}
