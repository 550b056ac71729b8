package dev.ephyra.notify.body;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * A protobuf message in the JSON form of proto3, for messages without well-known types, which ours are. Pure.
 *
 * <p>Written by hand because the library for it brings 3 MB of others.
 */
public final class ProtoJson {
    private static final JsonFactory JSON = new JsonFactory();

    private ProtoJson() {}

    /** UTF-8, on one line. */
    public static byte[] bytes(Message message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            write(message, json);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return out.toByteArray();
    }

    /** One JSON object. Fields at their default are left out, as proto3 says, unless they have presence and are set. */
    public static void write(Message message, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            json.writeFieldName(field.getJsonName());
            if (field.isMapField()) {
                writeMap((List<?>) entry.getValue(), json);
            } else if (field.isRepeated()) {
                json.writeStartArray();
                for (Object element : (List<?>) entry.getValue()) {
                    writeValue(field, element, json);
                }
                json.writeEndArray();
            } else {
                writeValue(field, entry.getValue(), json);
            }
        }
        json.writeEndObject();
    }

    private static void writeMap(List<?> entries, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (Object element : entries) {
            Message entry = (Message) element;
            FieldDescriptor key = entry.getDescriptorForType().findFieldByNumber(1);
            FieldDescriptor value = entry.getDescriptorForType().findFieldByNumber(2);
            json.writeFieldName(String.valueOf(entry.getField(key)));
            writeValue(value, entry.getField(value), json);
        }
        json.writeEndObject();
    }

    private static void writeValue(FieldDescriptor field, Object value, JsonGenerator json) throws IOException {
        switch (field.getType()) {
            case MESSAGE, GROUP -> write((Message) value, json);
            case STRING -> json.writeString((String) value);
            case BOOL -> json.writeBoolean((Boolean) value);
            case ENUM -> writeEnum((EnumValueDescriptor) value, json);
            case BYTES -> json.writeBinary(((ByteString) value).toByteArray());
            case INT32, SINT32, SFIXED32 -> json.writeNumber((Integer) value);
            case UINT32, FIXED32 -> json.writeNumber(Integer.toUnsignedLong((Integer) value));
            // 64 bits are text: JavaScript's numbers have 53.
            case INT64, SINT64, SFIXED64 -> json.writeString(Long.toString((Long) value));
            case UINT64, FIXED64 -> json.writeString(Long.toUnsignedString((Long) value));
            case FLOAT, DOUBLE -> writeFloat(((Number) value).doubleValue(), json);
        }
    }

    /** A value that this version does not know is its number. */
    private static void writeEnum(EnumValueDescriptor value, JsonGenerator json) throws IOException {
        if (value.getIndex() < 0) {
            json.writeNumber(value.getNumber());
        } else {
            json.writeString(value.getName());
        }
    }

    private static void writeFloat(double value, JsonGenerator json) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeString(Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
    }
}
