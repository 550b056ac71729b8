package dev.ephyra.sdk.webhook;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message from the JSON form of proto3, for messages without well-known types and maps of texts, which ours are. Names that
 * this version does not know are left out. Pure.
 */
final class ProtoJsonReader {
    private static final long ALL_32_BITS = 0xffff_ffffL;

    private ProtoJsonReader() {}

    /**
     * The message of that type that {@code json} says, plain values of a JSON object. Of the type's description alone, without its class:
     * whose fields protobuf would look up by reflection, which an image of native code does not have.
     *
     * @throws IllegalArgumentException if a value is none of its field's
     */
    static ByteString bytes(Map<String, @Nullable Object> json, Descriptor type) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        read(json, message);
        return message.build().toByteString();
    }

    private static void read(Map<String, @Nullable Object> json, Message.Builder into) {
        Descriptor type = into.getDescriptorForType();
        for (Map.Entry<String, @Nullable Object> member : json.entrySet()) {
            Object value = member.getValue();
            FieldDescriptor field = field(type, member.getKey());
            if (value == null || field == null) {
                continue;
            }
            if (!field.isRepeated()) {
                value(field, value, into).ifPresent(known -> into.setField(field, known));
            } else if (value instanceof List<?> all && !field.isMapField()) {
                for (Object one : all) {
                    value(field, one, into).ifPresent(known -> into.addRepeatedField(field, known));
                }
            } else if (!field.isMapField()) {
                throw wrong(field);
            }
        }
    }

    private static @Nullable FieldDescriptor field(Descriptor type, String name) {
        for (FieldDescriptor field : type.getFields()) {
            if (field.getJsonName().equals(name) || field.getName().equals(name)) {
                return field;
            }
        }
        return null;
    }

    /** Empty for a name of an enum that this version does not know. */
    private static Optional<Object> value(FieldDescriptor field, @Nullable Object value, Message.Builder parent) {
        try {
            return switch (field.getJavaType()) {
                case STRING -> Optional.of(text(field, value));
                case BOOLEAN -> Optional.of(as(Boolean.class, field, value));
                case INT -> Optional.of((int) whole(field, value, ALL_32_BITS));
                case LONG -> Optional.of(whole(field, value, Long.MAX_VALUE));
                case FLOAT -> Optional.of(as(Number.class, field, value).floatValue());
                case DOUBLE -> Optional.of(as(Number.class, field, value).doubleValue());
                case BYTE_STRING ->
                    Optional.of(ByteString.copyFrom(Base64.getDecoder().decode(text(field, value))));
                case ENUM -> enumValue(field, value).map(known -> known);
                case MESSAGE -> Optional.of(message(field, value, parent));
            };
        } catch (NumberFormatException malformed) {
            throw wrong(field);
        }
    }

    private static Message message(FieldDescriptor field, @Nullable Object value, Message.Builder parent) {
        if (!(value instanceof Map<?, ?> object)) {
            throw wrong(field);
        }
        Message.Builder inner = parent.newBuilderForField(field);
        @SuppressWarnings("unchecked") // the names of a JSON object are texts
        Map<String, @Nullable Object> members = (Map<String, @Nullable Object>) object;
        read(members, inner);
        return inner.build();
    }

    private static Optional<EnumValueDescriptor> enumValue(FieldDescriptor field, @Nullable Object value) {
        if (value instanceof Long number) {
            return Optional.of(
                    field.getEnumType().findValueByNumberCreatingIfUnknown((int) whole(field, number, ALL_32_BITS)));
        }
        return Optional.ofNullable(field.getEnumType().findValueByName(text(field, value)));
    }

    /** 64 bits are texts, as JavaScript's numbers have 53; unsigned ones may be beyond a long. */
    private static long whole(FieldDescriptor field, @Nullable Object value, long most) {
        long number;
        if (value instanceof String text) {
            number = text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
        } else {
            number = as(Long.class, field, value);
        }
        if (most == ALL_32_BITS && (number < Integer.MIN_VALUE || number > most)) {
            throw wrong(field);
        }
        return number;
    }

    private static String text(FieldDescriptor field, @Nullable Object value) {
        return as(String.class, field, value);
    }

    private static <T> T as(Class<T> type, FieldDescriptor field, @Nullable Object value) {
        if (!type.isInstance(value)) {
            throw wrong(field);
        }
        return type.cast(value);
    }

    private static IllegalArgumentException wrong(FieldDescriptor field) {
        return new IllegalArgumentException(field.getJsonName() + " is of another type");
    }
}
