package dev.ephyra.sdk.notification;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.wire.ServerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A notification as it was received. Immutable.
 *
 * @param content what it says
 * @param event which event it tells of; empty if the server does not say, as Fishjam's
 * @param raw the message itself, with what this version does not know of it
 */
public record Notification(ServerNotification content, Optional<EventIdentity> event, ServerMessage raw) {
    /**
     * Reads the bytes of one {@code ServerMessage}: a body of a webhook, or a message of the server socket. A batch is taken
     * apart, in its order; what is no notification (answers of the socket, metrics) is left out.
     *
     * @throws IllegalArgumentException if they are none
     */
    public static List<Notification> decode(byte[] serverMessage) {
        try {
            return of(ServerMessage.parseFrom(serverMessage));
        } catch (InvalidProtocolBufferException malformed) {
            throw new IllegalArgumentException("no ServerMessage: " + malformed.getMessage(), malformed);
        }
    }

    /** The notifications in {@code message}, as {@link #decode}. Batches inside of batches are left out, as no server sends them. */
    public static List<Notification> of(ServerMessage message) {
        if (!message.hasNotificationBatch()) {
            return ContentReader.read(message).map(List::of).orElseGet(List::of);
        }
        List<Notification> all = new ArrayList<>(message.getNotificationBatch().getNotificationsCount());
        for (ServerMessage member : message.getNotificationBatch().getNotificationsList()) {
            ContentReader.read(member).ifPresent(all::add);
        }
        return List.copyOf(all);
    }

    /** The room it happened in; empty if it is about none, or of a kind that this version does not know and the server does not say. */
    public Optional<String> roomId() {
        if (content instanceof RoomNotification room) {
            return Optional.of(room.roomId());
        }
        String said =
                content instanceof ServerNotification.Unknown ? raw.getMeta().getRoomId() : "";
        return said.isEmpty() ? Optional.empty() : Optional.of(said);
    }
}
