package dev.ephyra.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A message in the JSON form of proto3, without what has its default. Stateless; knows the field types that ours use. */
final class MessageJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private MessageJson() {}

    static ObjectNode of(Message message) {
        ObjectNode object = NODES.objectNode();
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            object.set(field.getKey().getJsonName(), value(field.getKey(), field.getValue()));
        }
        return object;
    }

    private static JsonNode value(FieldDescriptor field, Object value) {
        if (!(value instanceof List<?> elements)) {
            return single(field, value);
        }
        ArrayNode array = NODES.arrayNode();
        elements.forEach(element -> array.add(single(field, element)));
        return array;
    }

    private static JsonNode single(FieldDescriptor field, Object value) {
        return switch (value) {
            case Message inner -> of(inner);
            case EnumValueDescriptor constant -> NODES.textNode(constant.getName());
            case ByteString bytes -> NODES.textNode(Base64.getEncoder().encodeToString(bytes.toByteArray()));
            case Boolean flag -> NODES.booleanNode(flag);
            // An unsigned number of 32 bits is an int here, and one of 64 bits is a text in proto3's JSON.
            case Integer number ->
                field.getType() == FieldDescriptor.Type.UINT32
                        ? NODES.numberNode(Integer.toUnsignedLong(number))
                        : NODES.numberNode(number);
            case Long number ->
                NODES.textNode(
                        field.getType() == FieldDescriptor.Type.UINT64
                                ? Long.toUnsignedString(number)
                                : Long.toString(number));
            case Object other -> NODES.textNode(other.toString());
        };
    }
}
