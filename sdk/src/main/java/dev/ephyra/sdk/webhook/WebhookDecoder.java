package dev.ephyra.sdk.webhook;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.sdk.json.JsonReader;
import dev.ephyra.sdk.notification.Notification;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.EventMeta;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The bodies of webhooks of every server there was: protobuf, one notification or a batch; Ephyra's JSON, the same two; and the JSON
 * envelope of Jellyfish up to 0.3, with and without its content type. Verify before you decode. Stateless.
 */
public final class WebhookDecoder {
    private WebhookDecoder() {}

    /**
     * The notifications of a body, in their order. A server sends more than one only if it was told to.
     *
     * @param contentType of the request, as in {@code application/x-protobuf}; empty if it has none, then the body tells
     * @throws MalformedWebhookException if the body is no such thing
     */
    public static List<Notification> decode(byte[] body, Optional<String> contentType) {
        try {
            return Notification.of(message(body, contentType));
        } catch (InvalidProtocolBufferException | IllegalArgumentException malformed) {
            throw new MalformedWebhookException("no notification: " + malformed.getMessage(), malformed);
        }
    }

    private static ServerMessage message(byte[] body, Optional<String> contentType)
            throws InvalidProtocolBufferException {
        return isJson(body, contentType) ? fromJson(JsonReader.of(body)) : ServerMessage.parseFrom(body);
    }

    /** A brace would begin a group of protobuf, which no such message has. */
    private static boolean isJson(byte[] body, Optional<String> contentType) {
        String type = contentType.orElse("").toLowerCase(Locale.ROOT);
        return type.startsWith("application/json") || (!type.contains("protobuf") && body.length > 0 && body[0] == '{');
    }

    private static ServerMessage fromJson(JsonReader json) throws InvalidProtocolBufferException {
        Optional<String> envelope = json.text("notification");
        if (envelope.isEmpty()) {
            return ServerMessage.parseFrom(ProtoJsonReader.bytes(json.plain(), ServerMessage.getDescriptor()));
        }
        ServerMessage.Builder message = ServerMessage.newBuilder();
        // Bytes that are no UTF-8 do not survive as text: Ephyra puts them beside it.
        message.mergeFrom(json.text("notificationBase64")
                .map(Base64.getDecoder()::decode)
                .orElseGet(() -> envelope.get().getBytes(StandardCharsets.UTF_8)));
        Optional<JsonReader> meta = json.object("meta");
        if (meta.isPresent()) {
            message.setMeta(EventMeta.parseFrom(ProtoJsonReader.bytes(meta.get().plain(), EventMeta.getDescriptor())));
        }
        return message.build();
    }
}
