package dev.ephyra.testkit;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.wire.ServerMessage;
import java.util.List;
import java.util.Map;

/**
 * One request that a {@link WebhookSink} read to its end.
 *
 * @param headers names in lower case
 * @param accepted whether it was answered with a 2xx; everything else will be sent again
 */
public record WebhookPost(String path, Map<String, String> headers, byte[] body, boolean accepted) {

    /** The message in the body; fails the test when there is none. */
    public ServerMessage message() {
        try {
            return ServerMessage.parseFrom(body);
        } catch (InvalidProtocolBufferException undecodable) {
            throw new AssertionError("a webhook body is no ServerMessage", undecodable);
        }
    }

    /** The messages in the body: those of a batch, or the one it is. */
    public List<ServerMessage> messages() {
        ServerMessage message = message();
        return message.hasNotificationBatch()
                ? message.getNotificationBatch().getNotificationsList()
                : List.of(message);
    }

    public Notification notification() {
        return Notification.of(message()).orElseThrow(() -> new AssertionError("not about a room: " + message()));
    }
}
