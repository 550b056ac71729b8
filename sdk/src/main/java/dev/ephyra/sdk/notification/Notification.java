package dev.ephyra.sdk.notification;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.wire.ServerMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A notification as it was received. Immutable; equal to another one with the same content, event and message. */
public final class Notification {
    private final ServerNotification content;
    private final Optional<EventIdentity> event;

    /** The message while nobody asked for it. */
    private final byte @Nullable [] bytes;

    private volatile @Nullable ServerMessage raw;

    /**
     * A notification.
     *
     * @param content what it says
     * @param event which event it tells of; empty if the server does not say, as Fishjam's
     * @param raw the message itself, with what this version does not know of it
     */
    public Notification(ServerNotification content, Optional<EventIdentity> event, ServerMessage raw) {
        this.content = Objects.requireNonNull(content, "content");
        this.event = Objects.requireNonNull(event, "event");
        this.bytes = null;
        this.raw = Objects.requireNonNull(raw, "raw");
    }

    /** @param bytes a {@code ServerMessage} that says just that; nobody changes them any more */
    Notification(ServerNotification content, Optional<EventIdentity> event, byte[] bytes) {
        this.content = content;
        this.event = event;
        this.bytes = bytes;
    }

    /**
     * Reads the bytes of one {@code ServerMessage}: a body of a webhook, or a message of the server socket. A batch is taken
     * apart, in its order; what is no notification (answers of the socket, metrics) is left out.
     *
     * @throws IllegalArgumentException if they are none
     */
    public static List<Notification> decode(byte[] serverMessage) {
        return decode(ByteBuffer.wrap(serverMessage));
    }

    /**
     * The same of the bytes between position and limit, which are copied; the buffer is left as it is.
     *
     * @throws IllegalArgumentException if they are none
     */
    public static List<Notification> decode(ByteBuffer serverMessage) {
        byte[] bytes = new byte[serverMessage.remaining()];
        serverMessage.get(serverMessage.position(), bytes);
        Notification plain = PlainMessage.read(bytes);
        return plain == null ? of(parse(bytes)) : List.of(plain);
    }

    /** The notifications in {@code message}, as {@link #decode(byte[])}. Batches inside of batches are left out, as no server sends them. */
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

    /** What it says. */
    public ServerNotification content() {
        return content;
    }

    /** Which event it tells of; empty if the server does not say, as Fishjam's. */
    public Optional<EventIdentity> event() {
        return event;
    }

    /** The message itself, with what this version does not know of it. Built when it is asked for the first time. */
    public ServerMessage raw() {
        ServerMessage message = raw;
        if (message == null) {
            message = parse(Objects.requireNonNull(bytes));
            raw = message;
        }
        return message;
    }

    /** The room it happened in; empty if it is about none, or of a kind that this version does not know and the server does not say. */
    public Optional<String> roomId() {
        if (content instanceof RoomNotification room) {
            return Optional.of(room.roomId());
        }
        String said =
                content instanceof ServerNotification.Unknown ? raw().getMeta().getRoomId() : "";
        return said.isEmpty() ? Optional.empty() : Optional.of(said);
    }

    private static ServerMessage parse(byte[] bytes) {
        try {
            return ServerMessage.parseFrom(bytes);
        } catch (InvalidProtocolBufferException malformed) {
            throw new IllegalArgumentException("no ServerMessage: " + malformed.getMessage(), malformed);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Notification that
                && content.equals(that.content)
                && event.equals(that.event)
                && raw().equals(that.raw());
    }

    @Override
    public int hashCode() {
        return Objects.hash(content, event);
    }

    @Override
    public String toString() {
        return "Notification[content=" + content + ", event=" + event + "]";
    }
}
