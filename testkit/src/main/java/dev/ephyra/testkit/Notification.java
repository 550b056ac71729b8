package dev.ephyra.testkit;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.ephyra.wire.ServerMessage;
import java.util.Map;
import java.util.Optional;

/**
 * What a ServerMessage says about a room, reduced to what can be compared: its field's name, the room, and the peer
 * or track or metadata it is about, as text ({@link #ANY} in an expectation that cannot know it).
 */
public record Notification(String kind, String roomId, String subject) {
    /** An expectation's subject that matches every subject: the answer with the id never came. */
    public static final String ANY = "*";

    /** Nothing for handshake answers and metrics: they belong to no room. */
    public static Optional<Notification> of(ServerMessage message) {
        return message.getAllFields().entrySet().stream()
                .filter(field -> field.getValue() instanceof Message)
                .findFirst()
                .flatMap(field -> of(field.getKey().getName(), (Message) field.getValue()));
    }

    public static Notification roomCreated(String roomId) {
        return new Notification("room_created", roomId, "");
    }

    public static Notification roomDeleted(String roomId) {
        return new Notification("room_deleted", roomId, "");
    }

    public static Notification roomCrashed(String roomId) {
        return new Notification("room_crashed", roomId, "");
    }

    public static Notification peerAdded(String roomId, String peerId) {
        return new Notification("peer_added", roomId, peerId);
    }

    public static Notification peerConnected(String roomId, String peerId) {
        return new Notification("peer_connected", roomId, peerId);
    }

    public static Notification peerDisconnected(String roomId, String peerId) {
        return new Notification("peer_disconnected", roomId, peerId);
    }

    public static Notification peerDeleted(String roomId, String peerId) {
        return new Notification("peer_deleted", roomId, peerId);
    }

    /** Whether nothing of this incarnation of the room may follow. */
    public boolean isRoomEnd() {
        return kind.equals("room_deleted") || kind.equals("room_crashed");
    }

    /** Whether this expectation accepts what was told. */
    boolean accepts(Notification told) {
        return kind.equals(told.kind)
                && roomId.equals(told.roomId)
                && (subject.equals(ANY) || subject.equals(told.subject));
    }

    private static Optional<Notification> of(String kind, Message content) {
        StringBuilder subject = new StringBuilder();
        String roomId = "";
        for (Map.Entry<FieldDescriptor, Object> member : content.getAllFields().entrySet()) {
            if (member.getKey().getName().equals("room_id")) {
                roomId = member.getValue().toString();
            } else {
                subject.append(subject.isEmpty() ? "" : " ").append(member.getValue());
            }
        }
        return roomId.isEmpty() ? Optional.empty() : Optional.of(new Notification(kind, roomId, subject.toString()));
    }
}
