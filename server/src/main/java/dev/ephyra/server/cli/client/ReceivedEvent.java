package dev.ephyra.server.cli.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.EventMeta;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * A notification and which event it is. Immutable.
 *
 * @param notification the frozen bytes, as a webhook carries them: without field 1000
 * @param message of those bytes, with the field
 */
public record ReceivedEvent(ByteString notification, ServerMessage message) {
    /**
     * Takes a frame of the socket apart.
     *
     * @throws InvalidProtocolBufferException if it is no {@code ServerMessage}
     */
    public static ReceivedEvent of(byte[] frame) throws InvalidProtocolBufferException {
        return new ReceivedEvent(withoutMeta(frame), ServerMessage.parseFrom(frame));
    }

    public EventMeta meta() {
        return message.getMeta();
    }

    /** The same event for a receiver whose last one of the room had the number {@code prevSeq}. */
    public ReceivedEvent after(long prevSeq) {
        ServerMessage.Builder told = message.toBuilder();
        told.getMetaBuilder().setPrevSeq(prevSeq);
        return new ReceivedEvent(notification, told.build());
    }

    /** Empty if this version knows no such type. */
    public Optional<EventType> type() {
        for (EventType type : EventType.values()) {
            if (type.name().equals(message.getContentCase().name())) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The id of the room it is about; empty if it is about none. */
    public String room() {
        return text("room_id");
    }

    /** A text member of the content; empty if it has no such member, or an empty one. */
    public String text(String field) {
        FieldDescriptor content = ServerMessage.getDescriptor()
                .findFieldByNumber(message.getContentCase().getNumber());
        if (content == null || !(message.getField(content) instanceof Message inner)) {
            return "";
        }
        FieldDescriptor member = inner.getDescriptorForType().findFieldByName(field);
        return member != null && inner.getField(member) instanceof String value ? value : "";
    }

    /** Every other field stays as it was encoded: receivers check signatures over these very bytes. */
    private static ByteString withoutMeta(byte[] frame) throws InvalidProtocolBufferException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(frame.length);
        CodedInputStream in = CodedInputStream.newInstance(frame);
        try {
            while (!in.isAtEnd()) {
                int from = in.getTotalBytesRead();
                int tag = in.readTag();
                in.skipField(tag);
                if (WireFormat.getTagFieldNumber(tag) != ServerMessage.META_FIELD_NUMBER) {
                    kept.write(frame, from, in.getTotalBytesRead() - from);
                }
            }
        } catch (InvalidProtocolBufferException malformed) {
            throw malformed;
        } catch (IOException impossible) {
            throw new InvalidProtocolBufferException(impossible);
        }
        return ByteString.copyFrom(kept.toByteArray());
    }
}
