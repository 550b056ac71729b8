package dev.ephyra.sdk.notifier;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.sdk.notification.Notification;
import dev.ephyra.wire.ServerMessage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A whole message of the server socket, read once, whichever of the two it is.
 *
 * @param notifications in their order; none if it is something else
 * @param other an answer, a report, a snapshot, or what this version does not know; empty if there are notifications
 */
record Frame(List<Notification> notifications, Optional<ServerMessage> other) {
    /**
     * Reads the bytes between position and limit; the buffer is left as it is.
     *
     * @throws IllegalArgumentException if they are no {@code ServerMessage}
     */
    static Frame read(ByteBuffer message) {
        if (!isOther(firstField(message))) {
            List<Notification> notifications = Notification.decode(message);
            if (!notifications.isEmpty()) {
                return new Frame(notifications, Optional.empty());
            }
        }
        return answer(message);
    }

    /**
     * The same where only an answer is expected: a notification is not looked for.
     *
     * @throws IllegalArgumentException if they are no {@code ServerMessage}
     */
    static Frame answer(ByteBuffer message) {
        try {
            return new Frame(List.of(), Optional.of(ServerMessage.parseFrom(message.duplicate())));
        } catch (InvalidProtocolBufferException malformed) {
            throw new IllegalArgumentException("no ServerMessage: " + malformed.getMessage(), malformed);
        }
    }

    /** Reports and snapshots are the largest messages there are: reading one twice is what this spares. */
    private static boolean isOther(int field) {
        return field == ServerMessage.METRICS_REPORT_FIELD_NUMBER
                || field == ServerMessage.ROOMS_SNAPSHOT_FIELD_NUMBER
                || field == ServerMessage.SUBSCRIBE_RESPONSE_FIELD_NUMBER
                || field == ServerMessage.AUTHENTICATED_FIELD_NUMBER;
    }

    /** The number of the field that comes first, of two bytes at most; 0 if it is none. */
    private static int firstField(ByteBuffer message) {
        if (message.remaining() < 2) {
            return 0;
        }
        int at = message.position();
        int low = message.get(at);
        if (low >= 0) {
            return low >>> 3;
        }
        int high = message.get(at + 1);
        return high < 0 ? 0 : ((low & 0x7f) | (high << 7)) >>> 3;
    }
}
