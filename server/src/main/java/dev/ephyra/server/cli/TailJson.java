package dev.ephyra.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ephyra.notify.body.ProtoJson;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.notify.record.Rfc3339;
import dev.ephyra.server.cli.client.ReceivedEvent;
import dev.ephyra.wire.delivery.EventMeta;
import dev.ephyra.wire.delivery.RoomCounts;
import java.nio.charset.StandardCharsets;

/** A notification of the socket with the members that {@code GET /ephyra/v1/events} gives it. Stateless. */
final class TailJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper JSON = new ObjectMapper();

    private TailJson() {}

    /** Compact, so that it is one line. */
    static String of(ReceivedEvent event) {
        EventMeta meta = event.meta();
        ObjectNode object = NODES.objectNode()
                .put("eventId", meta.getEventId())
                .put("type", event.type().map(EventType::text).orElse(""))
                .put("room", event.room())
                .put("roomEpoch", meta.getRoomEpoch())
                .put("roomSeq", meta.getRoomSeq())
                .put("prevSeq", meta.getPrevSeq())
                .put("cursor", meta.getCursor())
                .put("occurredAt", Rfc3339.micros(meta.getOccurredAtMicros()));
        putGiven(object, "reason", meta.getReason());
        putGiven(object, "detail", meta.getDetail());
        setJson(object, "roomMetadata", meta.getRoomMetadata());
        setJson(object, "peerMetadata", meta.getPeerMetadata());
        if (meta.hasCounts()) {
            RoomCounts counts = meta.getCounts();
            object.putObject("counts")
                    .put("peers", counts.getPeers())
                    .put("connectedPeers", counts.getConnectedPeers())
                    .put("components", counts.getComponents())
                    .put("tracks", counts.getTracks());
        }
        if (meta.getLastAliveAtMicros() > 0) {
            object.put("lastAliveAt", Rfc3339.micros(meta.getLastAliveAtMicros()));
        }
        if (meta.getTest()) {
            object.put("test", true);
        }
        if (meta.getReplay()) {
            object.put("replay", true);
        }
        byte[] notification =
                ProtoJson.bytes(event.message().toBuilder().clearMeta().build());
        object.set("notification", json(new String(notification, StandardCharsets.UTF_8)));
        return object.toString();
    }

    private static void putGiven(ObjectNode object, String name, String value) {
        if (!value.isEmpty()) {
            object.put(name, value);
        }
    }

    private static void setJson(ObjectNode object, String name, String text) {
        if (!text.isEmpty()) {
            object.set(name, json(text));
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            // Metadata is checked when it is taken in; what a later version lets through is shown as it is.
            return NODES.textNode(text);
        }
    }
}
