package dev.ephyra.server.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.Recovery;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.notify.record.Rfc3339;
import dev.ephyra.notify.record.stored.StoredEvent;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A journal record as one line of JSON for programs. Pure. It holds everything: what clients wrote, secrets in webhook URLs
 * included. An event of a later version is given as its bytes.
 */
final class JournalJson {
    private static final JsonFactory JSON = new JsonFactory();

    private JournalJson() {}

    static String of(JournalRecord stored) {
        return line(json -> {
            json.writeNumberField("offset", stored.offset());
            json.writeStringField("eventId", stored.eventId().toString());
            json.writeStringField("room", stored.room());
            json.writeStringField("roomEpoch", stored.roomEpoch().toString());
            json.writeNumberField("roomSeq", stored.roomSeq());
            json.writeStringField("occurredAt", Rfc3339.micros(stored.occurredAtMicros()));
            event(json, stored);
            json.writeStringField("notification", base64(stored.notification()));
        });
    }

    static String of(Recovery.Quarantined damaged) {
        return line(json -> {
            json.writeObjectFieldStart("damaged");
            json.writeStringField("segment", damaged.segment());
            json.writeNumberField("fromOffset", damaged.fromOffset());
            json.writeNumberField("toOffset", damaged.toOffset());
            json.writeStringField("why", damaged.why());
            json.writeEndObject();
        });
    }

    private static void event(JsonGenerator json, JournalRecord stored) throws IOException {
        StoredEvent event = parse(stored.event());
        FieldDescriptor kind = event.getOneofFieldDescriptor(
                StoredEvent.getDescriptor().getOneofs().getFirst());
        if (kind == null) {
            json.writeStringField("type", "unknown");
            json.writeStringField("eventBytes", base64(stored.event()));
        } else {
            json.writeStringField("type", type(stored, kind));
            json.writeFieldName("event");
            write(json, (Message) event.getField(kind));
            if (event.hasContext()) {
                json.writeFieldName("context");
                write(json, event.getContext());
            }
        }
    }

    /** The name that every channel has for it; silent events have none. */
    private static String type(JournalRecord stored, FieldDescriptor kind) {
        try {
            return EventFacts.of(stored).type().text();
        } catch (IllegalArgumentException silent) {
            return kind.getJsonName();
        }
    }

    private static StoredEvent parse(byte[] bytes) {
        try {
            return StoredEvent.parseFrom(bytes);
        } catch (InvalidProtocolBufferException none) {
            return StoredEvent.getDefaultInstance();
        }
    }

    /** As protobuf's own JSON names its fields; numbers of 64 bits stay numbers. */
    private static void write(JsonGenerator json, Message message) throws IOException {
        json.writeStartObject();
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            json.writeFieldName(field.getKey().getJsonName());
            if (field.getValue() instanceof List<?> values) {
                json.writeStartArray();
                for (Object value : values) {
                    value(json, value);
                }
                json.writeEndArray();
            } else {
                value(json, field.getValue());
            }
        }
        json.writeEndObject();
    }

    private static void value(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case Message message -> write(json, message);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case Float number -> json.writeNumber(number);
            case Boolean truth -> json.writeBoolean(truth);
            case ByteString bytes -> json.writeString(base64(bytes.toByteArray()));
            case EnumValueDescriptor constant -> json.writeString(constant.getName());
            case Object text -> json.writeString(text.toString());
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    private static String line(Members members) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException memoryDoesNotFail) {
            throw new UncheckedIOException(memoryDoesNotFail);
        }
        return line.toString();
    }
}
