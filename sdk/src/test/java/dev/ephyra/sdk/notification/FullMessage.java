package dev.ephyra.sdk.notification;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.ephyra.wire.ServerMessage;

/** Messages with a content whose members are all set, found by their descriptors. */
final class FullMessage {
    private FullMessage() {}

    /** A message with {@code content} as its content. */
    static ServerMessage of(FieldDescriptor content) {
        ServerMessage.Builder message = ServerMessage.newBuilder();
        return message.setField(content, fill(message.newBuilderForField(content)))
                .build();
    }

    private static Message fill(Message.Builder builder) {
        for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
            if (field.isMapField() || isBatch(field)) {
                continue;
            }
            Object value = value(builder, field);
            if (field.isRepeated()) {
                builder.addRepeatedField(field, value);
            } else {
                builder.setField(field, value);
            }
        }
        return builder.build();
    }

    private static boolean isBatch(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                && field.getMessageType().equals(ServerMessage.getDescriptor());
    }

    private static Object value(Message.Builder builder, FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case INT -> 3;
            case LONG -> 3L;
            case FLOAT -> 3f;
            case DOUBLE -> 3d;
            case BOOLEAN -> true;
            case STRING -> field.getName();
            case BYTE_STRING -> com.google.protobuf.ByteString.copyFromUtf8("bytes");
            case ENUM -> field.getEnumType().getValues().get(1);
            case MESSAGE ->
                fill(
                        builder instanceof DynamicMessage.Builder
                                ? DynamicMessage.newBuilder(field.getMessageType())
                                : builder.newBuilderForField(field));
        };
    }
}
